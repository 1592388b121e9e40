/** `headroom profile --url …`: measures a live engine and writes a profile for the simulator and the planners. */
import { type Command, defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { jsonOption, outOption } from '../options.js';
import type { ProfileOptions } from '../wiring/profile-engine.js';
import { withTargetOptions } from './target-options.js';

type ProfileArguments = Omit<ProfileOptions, 'thoroughness'> & {
  quick: boolean | undefined;
  thorough: boolean | undefined;
  json: boolean;
};

const ENGINE = 'Engine:';

/** `headroom profile`: measures an engine. */
export const profileCommand: Command<ProfileArguments> = defineCommand({
  command: 'profile',
  describe: 'measure a live engine and write its profile',
  about:
    'Measures prefill and decode times of a live OpenAI-compatible engine over prompt lengths, contexts and batch sizes, and writes the profile that simulator and planners work with (docs/how-to/profile.md).',
  examples: [
    ['profile --url http://127.0.0.1:8000 --system h100_sxm', 'some minutes; profiles/<model>/profile.json'],
    [
      'profile --url http://127.0.0.1:8000 --thorough --gpus 4 --max-batch 256 --max-context 32768',
      'an engine of 4 GPUs up to long contexts and large batches',
    ],
  ],
  builder: (yargs) =>
    withTargetOptions(
      yargs.option('url', {
        type: 'string',
        demandOption: true,
        describe: 'the engine, before /v1; with nothing else on it',
        group: 'Target:',
      }),
      'engine',
    )
      .option('gpus', { type: 'number', default: 1, describe: 'GPUs of the engine', group: ENGINE })
      .option('system', { type: 'string', describe: 'its GPU system, for prices: h100_sxm', group: ENGINE })
      .option('kv-tokens', {
        type: 'number',
        describe: 'KV capacity in tokens, where no metrics page tells it',
        group: ENGINE,
      })
      .option('kv-bytes-per-token', {
        type: 'number',
        describe: 'bytes that a KV transfer moves a token',
        group: ENGINE,
      })
      .option('tokenizer', {
        type: 'string',
        describe: "a tokenizer.json for prompts; default: OpenAI's o200k_base",
        group: ENGINE,
      })
      .option('max-context', {
        type: 'number',
        default: 8192,
        describe: 'the longest prompt and context, tokens',
        group: 'How much is measured:',
      })
      .option('max-batch', {
        type: 'number',
        default: 64,
        describe: 'the most streams at once',
        group: 'How much is measured:',
      })
      .option('quick', {
        type: 'boolean',
        describe: 'few points',
        conflicts: 'thorough',
        group: 'How much is measured:',
      })
      .option('thorough', {
        type: 'boolean',
        describe: 'many points, each more often',
        group: 'How much is measured:',
      })
      .option('out', outOption('its folder; one that is there is gone on with; default profiles/<model>'))
      .option('json', jsonOption('print the profile alone to stdout')),
  handler: async ({ quick, thorough, json, ...options }) => {
    const { profileEngine } = await import('../wiring/profile-engine.js');
    const thoroughness = quick ? 'quick' : thorough ? 'thorough' : 'normal';
    const { profile, terminal } = await profileEngine({ ...options, thoroughness });
    if (profile === undefined) {
      process.stderr.write(terminal);
      process.exitCode = EXIT.interrupted;
    } else process.stdout.write(json ? profile : terminal);
  },
});
