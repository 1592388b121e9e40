import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { loadState, type SavedState, saveState } from './memory.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-state-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const STATE: SavedState = {
  wall_ms: 1_700_000_000_123,
  replicas: { prefill: 1, decode: 2 },
  memory: {
    time_s: 180,
    policy: { history: [1.5, Number.NaN], calls: 3 },
    safe: { prefill: 2, decode: 4 },
    open: { decode: { wanted: 4, over: 3 } },
    seen: ['traffic.requests', 'latency.ttft'],
  },
};

/** What saving throws. */
function errorOf(path: string): HeadroomError {
  try {
    saveState(path, 'k', STATE);
  } catch (error) {
    return error as HeadroomError;
  }
  throw new Error('it was written');
}

describe('a state that was saved', () => {
  it('is read as it was, NaN among its numbers, into a folder that is made', () => {
    const path = join(folder, 'deep', 'er', 'state.json');
    saveState(path, 'hpa 60 s', STATE);
    expect(loadState(path, 'hpa 60 s')).toMatchObject(STATE);
  });

  it('leaves no file beside it', () => {
    const path = join(folder, 'alone.json');
    saveState(path, 'k', STATE);
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  it('takes the place of the one before, also of one cut short in writing', () => {
    const path = join(folder, 'again.json');
    saveState(path, 'k', STATE);
    writeFileSync(`${path}.new`, '{"schema": "headroom-pl');
    expect(loadState(path, 'k')).toMatchObject(STATE);
    saveState(path, 'k', { ...STATE, wall_ms: 5 });
    expect(loadState(path, 'k')).toMatchObject({ wall_ms: 5 });
  });

  it("keeps any numbers of a policy's own, not finite ones too", () => {
    const path = join(folder, 'numbers.json');
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 10 }), (numbers) => {
        saveState(path, 'k', { ...STATE, memory: { ...STATE.memory, policy: { numbers } } });
        const { memory } = loadState(path, 'k') as SavedState;
        expect((memory.policy as { numbers: number[] }).numbers.map((n) => n + 0)).toEqual(numbers.map((n) => n + 0));
      }),
      { numRuns: 20 },
    );
  });
});

describe('without a state to go on with', () => {
  it.each([
    ['another key', JSON.stringify({ schema: 'headroom-planner-state/1', key: 'other' }), 'another configuration'],
    ['another form', JSON.stringify({ schema: 'headroom-planner-state/2', key: 'k' }), 'of another form'],
    ['no form', '{}', 'of another form'],
    ['half a file', '{"schema": "headroom-planner', 'not valid JSON'],
    ['nothing', '', 'not valid JSON'],
    ['null', 'null', 'not valid JSON'],
  ])('%s says why', (name, text, why) => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, text);
    expect(loadState(path, 'k')).toContain(why);
  });

  it('no file is no fault', () => {
    expect(loadState(join(folder, 'absent.json'), 'k')).toBe('there is no state yet');
  });

  it('what is no file is told with its code', () => {
    const path = join(folder, 'a-folder');
    mkdirSync(path);
    expect(loadState(path, 'k')).toBe('the state cannot be read (EISDIR)');
  });
});

describe('a state that cannot be written', () => {
  it('names the file and the reason', () => {
    const path = join(folder, 'not-a-folder', 'state.json');
    writeFileSync(join(folder, 'not-a-folder'), '');
    const error = errorOf(path);
    expect(error).toBeInstanceOf(HeadroomError);
    expect(error.code).toBe('HR_OUTPUT_FAILED');
    expect(error.message).toMatch(/cannot be written \((EEXIST|ENOTDIR)\)/);
    expect(error.message).toContain(path);
    expect(error.cause).toMatchObject({ syscall: expect.any(String) as string });
  });

  it('leaves the old one as it was', () => {
    const path = join(folder, 'kept.json');
    saveState(path, 'k', STATE);
    const before = readFileSync(path, 'utf8');
    mkdirSync(`${path}.new`); // a folder is in the way of the fresh file
    expect(errorOf(path).message).toContain('EISDIR');
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(loadState(path, 'k')).toMatchObject(STATE);
  });
});
