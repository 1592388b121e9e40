/** `headroom report <run>`: draws a run again, or tells it in Markdown. */

import { HeadroomError } from '../../scenarios/errors/index.js';
import { type Command, defineCommand } from '../command.js';
import { flag } from '../options.js';

interface ReportArguments {
  run: string;
  markdown: boolean;
  png: boolean;
}

/** `headroom report`: draws the report of a record again. */
export const reportCommand: Command<ReportArguments> = defineCommand({
  command: 'report <run>',
  describe: 'draw the report of a recorded run again',
  about:
    'Draws report.html and the charts of a recorded run again, or tells the run in a few lines of Markdown (docs/reference/report.md).',
  examples: [
    ['report runs/quickstart', 'rewrite runs/quickstart/report.html and its charts'],
    ['report runs/quickstart --markdown', 'verdict, figures and causes, to paste'],
    ['report runs/quickstart --png', 'every chart as a picture for slides, too'],
  ],
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'the directory of a run record' })
      .option(
        'markdown',
        flag('write no file; print the run in a few lines of Markdown, for a pull request (docs/how-to/ci.md)'),
      )
      .option('png', flag('also draw every chart as PNG, for slides')),
  handler: async ({ run, markdown, png }) => {
    if (markdown && png) throw new HeadroomError('HR_USAGE', { message: '--markdown writes no file, so --png cannot' });
    const { markdownReport, readRun, safetyOf, writePngs, writeReport } = await import('../../reports/index.js');
    if (markdown) {
      process.stdout.write(markdownReport(readRun(run), `${run.replace(/\/$/, '')}/report.html`, new Date()));
      return;
    }
    const { recordedWhatIf } = await import('../wiring/what-if.js');
    const { html, charts } = await writeReport(run, recordedWhatIf(run));
    process.stderr.write(`${safetyOf(readRun(run), new Date()).line}\n`); // what ages is not in the file
    const drawn = png ? await writePngs(charts) : undefined;
    if (drawn?.isFontPinned === false)
      process.stderr.write('DejaVu Sans was not found: the PNG have a font of this system.\n');
    for (const file of [html, ...charts, ...(drawn?.paths ?? [])]) process.stdout.write(`${file}\n`);
  },
});
