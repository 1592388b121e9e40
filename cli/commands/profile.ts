/** `headroom profile --url …`: measures a live engine and writes a profile for the simulator and the planners. */
import type { CommandModule } from 'yargs';
import { EXIT } from '../exit-codes.js';
import type { ProfileOptions } from '../wiring/profile-engine.js';
import { withTargetOptions } from './target-options.js';

type ProfileArguments = Omit<ProfileOptions, 'thoroughness'> & {
  quick: boolean | undefined;
  thorough: boolean | undefined;
  json: boolean;
};

export const profileCommand: CommandModule<object, ProfileArguments> = {
  command: 'profile',
  describe: 'measure a live OpenAI-compatible engine and write its profile (docs/how-to/profile.md)',
  builder: (yargs) =>
    withTargetOptions(yargs, 'engine')
      .option('url', {
        type: 'string',
        demandOption: true,
        describe: 'the engine, before /v1; with nothing else on it',
      })
      .option('kv-tokens', { type: 'number', describe: 'KV capacity in tokens, where no metrics page tells it' })
      .option('gpus', { type: 'number', default: 1, describe: 'GPUs of the engine' })
      .option('system', { type: 'string', describe: 'its GPU system, for prices: h100_sxm' })
      .option('kv-bytes-per-token', { type: 'number', describe: 'bytes that a KV transfer moves a token' })
      .option('tokenizer', { type: 'string', describe: "a tokenizer.json for prompts; default: OpenAI's o200k_base" })
      .option('max-context', { type: 'number', default: 8192, describe: 'the longest prompt and context, tokens' })
      .option('max-batch', { type: 'number', default: 64, describe: 'the most streams at once' })
      .option('quick', { type: 'boolean', describe: 'few points', conflicts: 'thorough' })
      .option('thorough', { type: 'boolean', describe: 'many points, each more often' })
      .option('out', { type: 'string', describe: 'its folder; one that is there is gone on with' })
      .option('json', { type: 'boolean', default: false, describe: 'print the profile alone to stdout' })
      .example(
        '$0 profile --url http://127.0.0.1:8000 --system h100_sxm',
        'some minutes; profiles/<model>/profile.json',
      )
      .example(
        '$0 profile --url http://127.0.0.1:8000 --thorough --gpus 4 --max-batch 256 --max-context 32768',
        'an engine of 4 GPUs up to long contexts and large batches',
      ),
  handler: async ({ quick, thorough, json, ...options }) => {
    const { profileEngine } = await import('../wiring/profile-engine.js');
    const thoroughness = quick ? 'quick' : thorough ? 'thorough' : 'normal';
    const { profile, terminal } = await profileEngine({ ...options, thoroughness });
    if (profile === undefined) {
      process.stderr.write(terminal);
      process.exitCode = EXIT.interrupted;
    } else process.stdout.write(json ? profile : terminal);
  },
};
