/** `headroom report <run>`: draws a run again. */
import type { CommandModule } from 'yargs';

export const reportCommand: CommandModule<object, { run: string }> = {
  command: 'report <run>',
  describe: 'draw the report of a recorded run again',
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'the directory of a run record' })
      .example('$0 report runs/quickstart', 'rewrite runs/quickstart/report.html and its charts')
      .example('$0 report /data/runs/last-tuesday', 'draw a run that another machine recorded'),
  handler: async ({ run }) => {
    const { readRun, safetyOf, writeReport } = await import('../../reports/index.js');
    const { recordedWhatIf } = await import('../wiring/what-if.js');
    const { html, charts } = await writeReport(run, recordedWhatIf(run));
    process.stderr.write(`${safetyOf(readRun(run), new Date()).line}\n`); // what ages is not in the file
    for (const file of [html, ...charts]) process.stdout.write(`${file}\n`);
  },
};
