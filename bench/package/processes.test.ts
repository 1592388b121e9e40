import { describe, expect, it } from 'vitest';
import { testFolder } from '../../studies/testing/index.js';
import { run } from './processes.js';

const node = (code: string, env: Readonly<Record<string, string>> = {}, ends?: number[]) =>
  run(process.execPath, ['-e', code], { folder: testFolder(), env }, ends);

describe('a command', () => {
  it('gives what it printed, from its folder, with changes to the environment', () => {
    const folder = testFolder();
    const code = 'console.log(process.cwd(), process.env.GREETING, process.env.PATH === undefined)';
    const said = run(process.execPath, ['-e', code], { folder, env: { GREETING: 'hello' } });
    expect(said).toContain(folder);
    expect(said.trim().endsWith('hello false')).toBe(true);
  });

  it('that fails tells its code and what it said', () => {
    expect(() => node('console.error("no such thing"); process.exit(3)')).toThrow(/ended with 3: no such thing/);
  });

  it('may end with other codes where that is asked', () => {
    expect(node('console.log("half"); process.exit(2)', {}, [0, 2])).toBe('half\n');
    expect(() => node('', {}, [2])).toThrow('ended with 0');
  });

  it('that does not exist says so', () => {
    expect(() => run('headroom-no-such-command', [], { folder: testFolder() })).toThrow('ENOENT');
  });
});
