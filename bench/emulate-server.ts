/** The emulator that `bench:emulate` measures. Prints its address, and at its end the CPU seconds that it took. */
import { startEmulator } from '../live/index.js';
import { loadTokenizer, WORDS } from '../scenarios/index.js';
import { MODEL, pacedInput } from './emulate/setting.js';

const emulator = await startEmulator({
  input: pacedInput(),
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
