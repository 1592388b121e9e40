/** What a shell is offered, by the script of bash itself and by the words it sends. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shippedPath } from '../../scenarios/index.js';
import { createParser } from '../parser.js';
import { knownNames } from './names.js';
import { SCRIPTS } from './scripts.js';

const SYSTEMS = ['h100_sxm', 'b200_sxm'];
const POLICIES = ['headroom', 'dynamo-planner', 'hpa', 'keda'];

it.each([
  [
    ['simulate', 'qui'],
    ['quickstart', 'museum/10-spike'],
  ],
  [
    ['sweep', ''],
    ['stability', 'sweep'],
  ],
  [['museum', '1'], ['10-spike']],
  [['museum', '10-spike', '1'], ['12-killed-work']],
  [['museum', '--policy', ''], POLICIES],
  [
    ['tournament', 'ramp', '--policies', 'keda,'],
    ['keda,headroom', 'keda,hpa'],
  ],
  [
    ['tournament', 'ramp', '--predictors', ''],
    ['kalman', 'arima'],
  ],
  [['profile', '--url', 'x', '--system', ''], SYSTEMS],
  [['trace', 'generate', ''], ['quickstart']],
])('%j may end in %j', (words, names) => {
  expect(knownNames(words)).toEqual(expect.arrayContaining(names));
});

it.each([
  [['sim']],
  [['simulate', '--']],
  [['simulate', 'quickstart', '']],
  [['bench', 'x', '--find', '']],
  [['trace', 'in']],
])('%j is for yargs', (words) => {
  expect(knownNames(words)).toBeUndefined();
});

it.each([[['report', '']], [['trace', 'inspect', '']], [['compare', 'a', '']]])('%j is for the shell', (words) => {
  expect(knownNames(words)).toEqual([]);
});

it('yargs offers commands, options and choices', async () => {
  const asked = (...words: string[]) => createParser(['--get-yargs-completions', 'headroom', ...words]);
  const offered = async (...words: string[]) => {
    const log: string[] = [];
    const print = console.log;
    console.log = (line: string) => log.push(line);
    try {
      await asked(...words)
        .exitProcess(false)
        .parseAsync();
    } finally {
      console.log = print;
    }
    return log.map((line) => line.split(/[:\t]/)[0]);
  };
  expect(await offered('be')).toContain('bench');
  expect(await offered('bench', '--me')).toContain('--metrics-url');
  expect(await offered('bench', 'x', '--find', '')).toContain('knee');
});

/** What bash has in COMPREPLY for the words, the last of which is being typed. */
function bash(...words: string[]): string[] {
  const program = `headroom() { ${JSON.stringify(process.execPath)} ${JSON.stringify(shippedPath('dist', 'cli', 'main.js'))} "$@"; }
${SCRIPTS.bash}
COMP_WORDS=(headroom ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
_headroom_completions; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

it('bash completes a command, an option, a ready scenario', () => {
  expect(bash('tourn')).toEqual(['tournament']);
  expect(bash('simulate', '--regr')).toEqual(['--regret']);
  expect(bash('simulate', 'quick')).toEqual(['quickstart']);
});

it.each(['zsh', 'fish'] as const)('%s reads its script', (shell) => {
  const { error, status, stderr } = spawnSync(shell, ['-n'], { input: SCRIPTS[shell], encoding: 'utf8' });
  if (error) console.warn(`not checked: there is no ${shell} on this machine`);
  else expect([status, stderr]).toEqual([0, '']);
});
