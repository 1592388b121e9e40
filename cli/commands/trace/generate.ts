/** `headroom trace generate`: writes the traffic of a scenario, or of a few options, as a trace. */

import { loadScenario, parseTraffic, scenarioPath, type TargetFormat } from '../../../scenarios/index.js';
import { type Command, defineCommand } from '../../command.js';
import { outOption, setOption } from '../../options.js';
import { usage } from './options.js';
import { lossyOption, TARGET_FORMATS, writeTraffic } from './write.js';

interface GenerateArguments {
  scenario: string | undefined;
  set: string[];
  out: string;
  to: TargetFormat;
  lossy: boolean;
  seed: number | undefined;
  duration: number | undefined;
  rps: number | undefined;
  process: string;
  shape: number | undefined;
  input: number;
  output: number;
}

const PLAIN = 'Without a scenario:';

/** `headroom trace generate`: a scenario's traffic as a file. */
export const traceGenerateCommand: Command<GenerateArguments> = defineCommand({
  command: 'generate [scenario]',
  under: 'trace',
  describe: 'write generated traffic as a trace',
  about: 'Writes the traffic of a scenario, or of a few options, as a trace (docs/reference/traffic.md).',
  examples: [
    ['trace generate quickstart --out quickstart.jsonl', "a scenario's traffic"],
    ['trace generate --rps 20 --duration 600 --process gamma --shape 0.25 --out burst.jsonl', 'bursts'],
    ['trace generate --rps 5 --duration 60 --out vidur.csv --to vidur', 'for another simulator'],
  ],
  builder: (yargs) =>
    yargs
      .positional('scenario', {
        type: 'string',
        describe: 'a scenario whose traffic is written: a file, or a ready one by name',
        coerce: (given?: string) => (given === undefined ? undefined : scenarioPath(given)),
      })
      .option('set', setOption('traffic.generator.duration_s=600'))
      .option('rps', { type: 'number', describe: 'requests per second', group: PLAIN })
      .option('duration', { type: 'number', describe: 'seconds of traffic', group: PLAIN })
      .option('process', {
        choices: ['poisson', 'gamma', 'weibull', 'constant'],
        default: 'poisson',
        describe: 'how gaps are drawn',
        group: PLAIN,
      })
      .option('shape', { type: 'number', describe: 'shape of gamma and weibull gaps', group: PLAIN })
      .option('input', { type: 'number', default: 1000, describe: 'input tokens', group: PLAIN })
      .option('output', { type: 'number', default: 200, describe: 'output tokens', group: PLAIN })
      .option('seed', { type: 'number', describe: "default: the scenario's, or 1" })
      .option('out', { ...outOption('the file to write'), demandOption: true })
      .option('to', { choices: TARGET_FORMATS, default: 'headroom' as const, describe: 'its format', group: 'Output:' })
      .option('lossy', lossyOption),
  handler: (given) => {
    const { spec, seed, resolve } =
      given.scenario === undefined ? fromOptions(given) : fromScenario(given, given.scenario);
    if (spec.format === 'closed_loop') {
      throw usage('closed-loop traffic is no trace: when its requests are sent depends on what serves them');
    }
    writeTraffic(spec, given.out, { seed: given.seed ?? seed, format: given.to, lossy: given.lossy, resolve });
  },
});

function fromScenario({ set }: GenerateArguments, path: string) {
  const { scenario, resolve } = loadScenario(path, set);
  return { spec: scenario.traffic, seed: scenario.seed, resolve };
}

function fromOptions({ duration, rps, process, shape, input, output, set }: GenerateArguments) {
  if (duration === undefined || rps === undefined) throw usage('give a scenario, or --duration and --rps');
  if (set.length > 0) throw usage('--set overrides a scenario; none is given');
  const spec = parseTraffic({
    format: 'generated',
    generator: {
      duration_s: duration,
      rate: [{ from_s: 0, rps }],
      arrivals: { process, ...(shape !== undefined && { shape }) },
      input_tokens: input,
      output_tokens: output,
    },
  });
  return { spec, seed: 1, resolve: (path: string) => path };
}
