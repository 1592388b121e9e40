/** A mistyped command line is answered with what was meant. */
import { expect, it } from 'vitest';
import { createParser } from './parser.js';

it.each([
  ['', 'Say which command to run.\n  Run `headroom --help`.'],
  ['simulat quickstart', "there is no command 'simulat'\n  Did you mean 'simulate'? Run `headroom --help`."],
  ['simulat quickstart --out x', "there is no command 'simulat'"],
  ['xyzzy', "there is no command 'xyzzy'\n  Run `headroom --help`."],
  ['trace inspekt x', "there is no command 'inspekt'\n  Did you mean 'trace inspect'? Run `headroom trace --help`."],
  ['simulate', 'simulate needs <scenario>\n'],
  ['trace convert in.csv', 'trace convert needs <in> <out>\n'],
  ['simulate quickstart ramp', "'ramp' is more than the command takes\n  Run `headroom simulate --help`."],
  ['museum --polcy hpa', "there is no option --polcy\n  Did you mean '--policy'? Run `headroom museum --help`."],
  ['museum --polcy=hpa', "Did you mean '--policy'?"],
  ['simulate quickstart --no-observation', "Did you mean '--observations'?"],
  ['simulate quickstart --set', '--set needs a value'],
  ['simulate quickstart --out a --out b', '--out is given more than once'],
  ['verify --seed many', '--seed takes a number'],
  ['bench quickstart', 'bench needs --url\n'],
  ['bench quickstart --url x --segment 1/2', '--segment needs --start-at'],
  ['bench quickstart --url x --find knee --planner', '--planner and --find exclude each other'],
  [
    'bench quickstart --url x --find knie',
    "'knie' is none of max-rate, max-concurrency, knee, sweep\n  Did you mean 'knee'?",
  ],
])('headroom %s', async (line, answer) => {
  const words = line.split(' ').filter(Boolean);
  const thrown: unknown = await Promise.resolve()
    .then(() => createParser(words).parseAsync())
    .catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: 'HR_USAGE', exitCode: 2, message: expect.stringContaining(answer) });
});
