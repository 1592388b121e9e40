/** The emulator that `bench:emulate` measures: decode steps of exactly 20 ms whatever the batch. Prints its address, and at its end the CPU seconds that it took. */
import { startEmulator } from '../live/index.js';
import { loadTokenizer, WORDS } from '../scenarios/index.js';
import { smallInput, smallProfile } from '../sim/testing/index.js';
import { GAP_MS, MODEL, WORKERS } from './emulate/setting.js';

const profile = smallProfile({ maxKvTokens: 10_000_000 });
const steady = { ...profile, decode: { ...profile.decode, itlMs: profile.decode.itlMs.map(() => GAP_MS) } };
const input = smallInput({
  profile: steady,
  prefill: { replicas: WORKERS, max_batch: 64 },
  decode: { replicas: WORKERS, max_batch: 4096 },
});
const emulator = await startEmulator({
  input,
  model: MODEL,
  host: '127.0.0.1',
  port: 0,
  speedup: 1,
  dialect: 'both',
  tokenizer: await loadTokenizer(undefined),
  writer: { words: WORDS, drawTokens: () => 1 },
  sink: {},
  say: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${emulator.url}\n`);
const before = process.cpuUsage();
process.once('SIGTERM', () => {
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${(user + system) / 1e6}\n`);
  process.exit(0);
});
