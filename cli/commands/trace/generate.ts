/** `headroom trace generate`: writes the traffic of a scenario, or of a few options, as a trace. */
import type { CommandModule } from 'yargs';
import { loadScenario, parseTraffic, type TargetFormat } from '../../../scenarios/index.js';
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

export const traceGenerateCommand: CommandModule<object, GenerateArguments> = {
  command: 'generate [scenario]',
  describe: 'write generated traffic as a trace',
  builder: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', describe: 'a scenario file whose traffic is written' })
      .option('out', { type: 'string', demandOption: true, describe: 'the file to write' })
      .option('to', { choices: TARGET_FORMATS, default: 'headroom' as const, describe: 'its format' })
      .option('lossy', lossyOption)
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'override a field of the scenario',
      })
      .option('seed', { type: 'number', describe: "default: the scenario's, or 1" })
      .option('duration', { type: 'number', describe: 'without a scenario: seconds of traffic' })
      .option('rps', { type: 'number', describe: 'without a scenario: requests per second' })
      .option('process', {
        choices: ['poisson', 'gamma', 'weibull', 'constant'],
        default: 'poisson',
        describe: 'without a scenario: how gaps are drawn',
      })
      .option('shape', { type: 'number', describe: 'shape of gamma and weibull gaps' })
      .option('input', { type: 'number', default: 1000, describe: 'without a scenario: input tokens' })
      .option('output', { type: 'number', default: 200, describe: 'without a scenario: output tokens' })
      .example('$0 trace generate scenarios/quickstart.yaml --out quickstart.jsonl', "a scenario's traffic")
      .example('$0 trace generate --rps 20 --duration 600 --process gamma --shape 0.25 --out burst.jsonl', 'bursts')
      .example('$0 trace generate --rps 5 --duration 60 --out vidur.csv --to vidur', 'for another simulator'),
  handler: (given) => {
    const { spec, seed, resolve } =
      given.scenario === undefined ? fromOptions(given) : fromScenario(given, given.scenario);
    if (spec.format === 'closed_loop') {
      throw usage('closed-loop traffic is no trace: when its requests are sent depends on what serves them');
    }
    writeTraffic(spec, given.out, { seed: given.seed ?? seed, format: given.to, lossy: given.lossy, resolve });
  },
};

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
