/** `headroom report <run>`: draws a run again, or tells it in Markdown. */
import type { CommandModule } from 'yargs';
import { HeadroomError } from '../../scenarios/errors/index.js';

interface ReportArguments {
  run: string;
  markdown: boolean;
  png: boolean;
}

export const reportCommand: CommandModule<object, ReportArguments> = {
  command: 'report <run>',
  describe: 'draw the report of a recorded run again',
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'the directory of a run record' })
      .option('markdown', {
        type: 'boolean',
        default: false,
        describe: 'write no file; print the run in a few lines of Markdown, for a pull request (docs/how-to/ci.md)',
      })
      .option('png', { type: 'boolean', default: false, describe: 'also draw every chart as PNG, for slides' })
      .example('$0 report runs/quickstart', 'rewrite runs/quickstart/report.html and its charts')
      .example('$0 report runs/quickstart --markdown', 'verdict, figures and causes, to paste')
      .example('$0 report /data/runs/last-tuesday', 'draw a run that another machine recorded'),
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
};
