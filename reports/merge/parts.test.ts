import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunMeta } from '../record/run-directory.js';
import { evenStories, recordLoad } from '../testing/load-segments.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readParts, segmentName } from './parts.js';

/** Records segment `index` of `of`. */
function part(index: number, of: number, meta: Partial<RunMeta> = {}): string {
  return recordLoad(temporaryFolder(), evenStories(1), { meta: { segment: { index, of }, ...meta } });
}

describe('the parts of a load', () => {
  it('are named from 1 on', () => {
    expect(segmentName({ index: 0, of: 5 })).toBe('1/5');
    expect(segmentName({ index: 4, of: 5 })).toBe('5/5');
  });

  it('stand in order of their segments, however they were given', () => {
    const [a, b, c] = [part(0, 3), part(1, 3), part(2, 3)];
    for (const given of [
      [a, b, c],
      [c, a, b],
    ]) {
      const { present, missing } = readParts(given, false);
      expect(present.map(({ directory }) => directory)).toEqual([a, b, c]);
      expect(present.map(({ segment }) => segment)).toEqual([0, 1, 2].map((index) => ({ index, of: 3 })));
      expect(missing).toEqual([]);
    }
  });

  it('may be one', () => expect(readParts([part(0, 1)], false).present).toHaveLength(1));

  it('may be on machines of other clocks, days and commands', () => {
    const other = part(1, 2, {
      command: ['bench', '--segment', '2/2'],
      startedAt: new Date('2026-01-01T00:00:03Z'),
      clock: { ahead_ms: 5, within_ms: 1 },
    });
    expect(readParts([part(0, 2), other], false).present).toHaveLength(2);
  });
});

describe('parts that are missing', () => {
  it('are named, with what to do about it', () => {
    expect(() => readParts([part(1, 4), part(3, 4)], false)).toThrow(
      expect.objectContaining({
        code: 'HR_RECORD_INVALID',
        details: [
          {
            message: 'found 2 of 4 segments; missing: 1/4, 3/4',
            hint: 'Add their directories, or merge what there is with --partial: the result will be marked invalid.',
          },
        ],
      }),
    );
  });

  it('are told where that is wanted', () => {
    const { present, missing } = readParts([part(1, 4), part(3, 4)], true);
    expect(present.map(({ segment }) => segment.index)).toEqual([1, 3]);
    expect(missing).toEqual([
      { index: 0, of: 4 },
      { index: 2, of: 4 },
    ]);
  });
});

describe('a record is refused', () => {
  const invalid = (file: string, message: unknown) =>
    expect.objectContaining({ code: 'HR_RECORD_INVALID', details: [{ at: { file }, message }] });

  it('that is a whole run', () => {
    const whole = recordLoad(temporaryFolder(), evenStories(1));
    expect(() => readParts([part(0, 2), whole], true)).toThrow(
      invalid(whole, 'is a whole run; expected one that `headroom bench --segment` wrote'),
    );
  });

  it('that is told twice', () => {
    const [a, twin] = [part(0, 2), part(0, 2)];
    expect(() => readParts([a, twin], true)).toThrow(invalid(twin, `is segment 1/2, and so is ${a}`));
    expect(() => readParts([a, a], true)).toThrow(invalid(a, `is segment 1/2, and so is ${a}`));
  });

  it.each<[string, Partial<RunMeta>]>([
    ['version of Headroom', { toolVersion: '0.0.1' }],
    ['scenario', { scenario: { sla: {}, run: { requests: 'csv' } } }],
    ['seed', { seed: 2 }],
    ['inputs', { inputs: [{ name: 'load.yaml', sha256: 'def' }] }],
    ['number of segments', { segment: { index: 1, of: 3 } }],
    ['--start-at', { startAt: new Date('2026-01-01T00:01:00Z') }],
  ])('that is of another run by its %s', (difference, meta) => {
    const [a, other] = [part(0, 2), part(1, 2, meta)];
    expect(() => readParts([a, other], true)).toThrow(
      invalid(other, `is a part of another run than ${a}: it differs in ${difference}`),
    );
  });

  it('that differs in more than one way, with all of them', () => {
    const other = part(1, 2, { seed: 2, toolVersion: '1' });
    expect(() => readParts([part(0, 2), other], true)).toThrow(/it differs in version of Headroom, seed$/);
  });

  it('that is not there, or not whole', () => {
    const folder = temporaryFolder();
    expect(() => readParts([part(0, 2), join(folder, 'nowhere')], true)).toThrow(
      /run\.json: cannot be read \(ENOENT\)/,
    );
    const cut = part(1, 2);
    rmSync(join(cut, 'summary.json'));
    expect(() => readParts([part(0, 2), cut], true)).toThrow(/summary\.json: cannot be read \(ENOENT\)/);
  });
});
