import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tempFile } from '../../testing/files.js';
import { refusal } from '../../testing/refusals.js';
import { SHARED_TRACES } from '../../testing/traffic.js';
import { ratePieces } from './rate.js';

const inFile = (text: string, duration_s = 1e6, scale = 1) =>
  ratePieces({ path: tempFile('r.csv', text), scale }, duration_s, (path) => path);

describe('a rate of the scenario', () => {
  it('is in pieces, each until the next, the last until the end', () => {
    const rows = [
      { from_s: 0, rps: 1 },
      { from_s: 10, rps: 0 },
      { from_s: 30, rps: 5 },
    ];
    expect(ratePieces(rows, 50, (path) => path)).toEqual([
      { from_s: 0, to_s: 10, rps: 1 },
      { from_s: 10, to_s: 30, rps: 0 },
      { from_s: 30, to_s: 50, rps: 5 },
    ]);
  });

  it('is cut at the end of the traffic', () => {
    const rows = [
      { from_s: 0, rps: 1 },
      { from_s: 10, rps: 2 },
    ];
    expect(ratePieces(rows, 4, (path) => path).map(({ to_s }) => to_s)).toEqual([4, 4]);
  });
});

describe('a rate file', () => {
  it('has seconds and requests per second; the last window is as long as the one before', () => {
    expect(inFile('window_start_s,rps\n0,10\n10,0\n30,5\n')).toEqual([
      { from_s: 0, to_s: 10, rps: 10 },
      { from_s: 10, to_s: 30, rps: 0 },
      { from_s: 30, to_s: 50, rps: 5 },
    ]);
  });

  it('may have time stamps and requests per minute, and columns that are not used', () => {
    expect(
      inFile(
        'window_start_utc,window_seconds,requests_per_minute_est\n2024-05-12 00:00:00,600,600\n2024-05-12 00:10:00,600,60\n',
      ),
    ).toEqual([
      { from_s: 0, to_s: 600, rps: 10 },
      { from_s: 600, to_s: 1200, rps: 1 },
    ]);
  });

  it('counts from its first window, and is scaled', () => {
    expect(inFile('rpm,window_start\n60,100\n120,160\n', 1e6, 0.5)).toEqual([
      { from_s: 0, to_s: 60, rps: 0.5 },
      { from_s: 60, to_s: 120, rps: 1 },
    ]);
  });

  it('is cut at the end of the traffic', () => {
    expect(inFile('window_start_s,rps\n0,1\n10,1\n', 15).map(({ to_s }) => to_s)).toEqual([10, 15]);
  });

  it('may have a BOM, CRLF, blanks and empty lines', () => {
    expect(inFile('\uFEFFwindow_start_s , RPS\r\n 0 , 1 \r\n\r\n10,1.5e1')).toEqual([
      { from_s: 0, to_s: 10, rps: 1 },
      { from_s: 10, to_s: 20, rps: 15 },
    ]);
  });
});

describe('a rate file is refused', () => {
  const ROW = 'expected a time and a rate, 0 or more';
  it.each([
    [
      'with another header',
      'time,rate\n0,1\n10,1\n',
      'r.csv:1:1',
      "found the header 'time,rate'; expected window_start and requests_per_second or requests_per_minute",
    ],
    [
      'without a rate',
      'window_start_s\n0\n10\n',
      'r.csv:1:1',
      "found the header 'window_start_s'; expected window_start and requests_per_second or requests_per_minute",
    ],
    [
      'when empty',
      '',
      'r.csv:1:1',
      "found the header ''; expected window_start and requests_per_second or requests_per_minute",
    ],
    ['with a header alone', 'window_start_s,rps\n', 'r.csv:1:1', 'found 0 windows; expected two or more'],
    ['with one window', 'window_start_s,rps\n0,1\n', 'r.csv:1:1', 'found 1 windows; expected two or more'],
    ['with a word', 'window_start_s,rps\n0,1\n10,many\n', 'r.csv:3:1', `found '10,many'; ${ROW}`],
    ['with a rate that is missing', 'window_start_s,rps\n0,1\n10,\n', 'r.csv:3:1', `found '10,'; ${ROW}`],
    ['with a cell that is missing', 'window_start_s,rps\n0,1\n10\n', 'r.csv:3:1', `found '10'; ${ROW}`],
    ['with a negative rate', 'window_start_s,rps\n0,-1\n10,1\n', 'r.csv:2:1', `found '0,-1'; ${ROW}`],
    ['with a rate without end', 'window_start_s,rps\n0,Infinity\n10,1\n', 'r.csv:2:1', `found '0,Infinity'; ${ROW}`],
    ['with a rate beyond all numbers', 'window_start_s,rps\n0,1e999\n10,1\n', 'r.csv:2:1', `found '0,1e999'; ${ROW}`],
    ['with a time that is none', 'window_start_s,rps\nnoon,1\n10,1\n', 'r.csv:2:1', `found 'noon,1'; ${ROW}`],
    [
      'with windows out of order',
      'window_start_s,rps\n10,1\n\n0,1\n',
      'r.csv:4:1',
      'found a window before the one above it; expected windows in order of time',
    ],
    [
      'with a window twice',
      'window_start_s,rps\n0,1\n10,1\n10,1\n',
      'r.csv:4:1',
      'found a window before the one above it; expected windows in order of time',
    ],
  ])('%s', (_name, text, place, message) => {
    expect(refusal(() => inFile(text))).toEqual({ code: 'HR_TRACE_INVALID', place, message });
  });

  it('when it is not there', () => {
    const missing = { path: 'r.csv', scale: 1 };
    expect(refusal(() => ratePieces(missing, 10, (path) => join('/nowhere', path))).code).toBe('HR_TRACE_NOT_FOUND');
  });
});

const profile = join(SHARED_TRACES, 'azure2024/DERIVED_azure2024_conv_rate_profile_10min.csv');
it.skipIf(!existsSync(profile))(`the profile of a week in ${SHARED_TRACES} has its 27.3 million requests`, () => {
  const pieces = ratePieces({ path: profile, scale: 1 }, 7 * 86_400, (path) => path);
  const requests = pieces.reduce((sum, { from_s, to_s, rps }) => sum + rps * (to_s - from_s), 0);
  expect(requests / 27_303_999).toBeCloseTo(1, 2);
});

describe('pieces of any rate', () => {
  const rows = fc
    .array(fc.record({ length_s: fc.integer({ min: 1, max: 50 }), rps: fc.nat(20) }), { minLength: 2, maxLength: 8 })
    .map((drawn) => {
      let from_s = 0;
      return drawn.map(({ length_s, rps }) => {
        const row = { from_s, rps };
        from_s += length_s;
        return row;
      });
    });
  const expected = (pieces: ReturnType<typeof ratePieces>) =>
    pieces.reduce((sum, { from_s, to_s, rps }) => sum + rps * Math.max(0, to_s - from_s), 0);

  it('follow on each other, and end with the traffic', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 300 }), (drawn, duration_s) => {
        const pieces = ratePieces(drawn, duration_s, (path) => path);
        expect(pieces[0]!.from_s).toBe(0);
        pieces.slice(1).forEach(({ from_s }, i) => expect(pieces[i]!.to_s).toBe(Math.min(from_s, duration_s)));
        expect(pieces.at(-1)!.to_s).toBe(duration_s);
      }),
      { numRuns: 60 },
    );
  });

  it('in a file are those of the scenario, as far as the file goes', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(1, 60), (drawn, seconds) => {
        const column = seconds === 1 ? 'rps' : 'requests_per_minute';
        const lines = drawn.map(({ from_s, rps }) => `${from_s},${rps * seconds}`);
        const [last, before] = [drawn.at(-1)!, drawn.at(-2)!];
        const end_s = 2 * last.from_s - before.from_s;
        const pieces = inFile(`window_start_s,${column}\n${lines.join('\n')}\n`);
        expect(pieces).toEqual(ratePieces(drawn, end_s, (path) => path));
        expect(expected(inFile(`window_start_s,${column}\n${lines.join('\n')}\n`, 1e6, 0.5))).toBeCloseTo(
          expected(pieces) / 2,
          9,
        );
      }),
      { numRuns: 40 },
    );
  });
});
