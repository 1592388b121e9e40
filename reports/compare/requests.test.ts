import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MissCauses } from '../measure/causes/miss-causes.js';
import { latencies } from '../measure/verdict.js';
import type { RequestEnd } from '../record/events.js';
import { CSV_ROWS } from '../record/row-format.js';
import { REQUEST_COLUMNS, requestRow } from '../record/tables.js';
import { FIVE_ENDS, FIVE_SLA } from '../testing/five-requests.js';
import { anyRequestEnd } from '../testing/requests.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readRequests } from './requests.js';

const HEADER = 'id,arrival_s,input_tokens,output_tokens,ttft_ms,tpot_ms,e2e_ms';

function recorded(ends: readonly RequestEnd[]): string {
  const folder = temporaryFolder();
  const file = CSV_ROWS.open(join(folder, 'requests.csv'), REQUEST_COLUMNS);
  for (const end of ends) file.add(requestRow(end, FIVE_SLA, new MissCauses(FIVE_SLA, undefined)));
  file.close();
  return folder;
}

function folderWith(text: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'requests.csv'), text);
  return folder;
}

describe('the requests of a record', () => {
  it('come by order of arrival, with the latencies that they have', () => {
    const ended = [0, 3, 1, 2, 4].map((id) => FIVE_ENDS[id]!);
    const none = Number.NaN;
    expect(readRequests(recorded(ended))).toEqual([
      { id: 0, arrival_s: 0, inputTokens: 100, outputTokens: 11, ttft_ms: 500, tpot_ms: 100, e2e_ms: 1500 },
      { id: 1, arrival_s: 1, inputTokens: 200, outputTokens: 21, ttft_ms: 2000, tpot_ms: 100, e2e_ms: 4000 },
      { id: 2, arrival_s: 2, inputTokens: 300, outputTokens: 1, ttft_ms: 6000, tpot_ms: none, e2e_ms: 6000 },
      { id: 3, arrival_s: 3, inputTokens: 400, outputTokens: 5, ttft_ms: none, tpot_ms: none, e2e_ms: none },
      { id: 4, arrival_s: 4, inputTokens: 500, outputTokens: 41, ttft_ms: 1000, tpot_ms: 400, e2e_ms: none },
    ]);
  });

  it('have classes of any name', () => {
    const named = ['batch, night', 'say "so"', 'two\nlines', ''].map((name, i) => ({ ...FIVE_ENDS[i]!, class: name }));
    expect(readRequests(recorded(named)).map(({ id, inputTokens }) => [id, inputTokens])).toEqual([
      [0, 100],
      [1, 200],
      [2, 300],
      [3, 400],
    ]);
  });

  it('come back to the nanosecond, whatever they were', () => {
    fc.assert(
      fc.property(fc.array(anyRequestEnd, { maxLength: 8 }), (ends) => {
        const numbered = ends.map((end, id) => ({ ...end, id })).toSorted((a, b) => a.arrival_s - b.arrival_s);
        const lines = readRequests(recorded(numbered));
        expect(lines.map(({ id }) => id)).toEqual(numbered.map(({ id }) => id));
        lines.forEach((line, i) => {
          const { ttft_s, tpot_s, e2e_s } = latencies(numbered[i]!);
          expect(line.arrival_s).toBe(numbered[i]!.arrival_s);
          for (const [found, meant_s] of [
            [line.ttft_ms, ttft_s],
            [line.tpot_ms, tpot_s],
            [line.e2e_ms, e2e_s],
          ] as const) {
            if (meant_s === undefined) expect(found).toBeNaN();
            else expect(Math.abs(found - meant_s * 1000)).toBeLessThanOrEqual(1e-6);
          }
        });
      }),
      { numRuns: 30 },
    );
  });

  it('may be none', () => expect(readRequests(folderWith(`${HEADER}\n`))).toEqual([]));

  it('may have their columns in any order, and others beside them', () => {
    const folder = folderWith(
      'extra,e2e_ms,tpot_ms,ttft_ms,output_tokens,input_tokens,arrival_s,id\nx,3,2,1,5,4,6,7\n',
    );
    expect(readRequests(folder)).toEqual([
      { id: 7, arrival_s: 6, inputTokens: 4, outputTokens: 5, ttft_ms: 1, tpot_ms: 2, e2e_ms: 3 },
    ]);
  });
});

describe('rows that cannot be read', () => {
  const refused = (folder: string, detail: object) =>
    expect(() => readRequests(folder)).toThrow(
      expect.objectContaining({
        code: 'HR_RECORD_INVALID',
        details: [expect.objectContaining({ ...detail })],
      }),
    );

  it('are not there', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'requests.csv');
    refused(folder, { at: { file }, message: 'cannot be read (ENOENT)', hint: 'Give the directory of a run record.' });
  });

  it('lack a column', () => {
    const folder = folderWith('id,arrival_s\n1,2\n');
    refused(folder, {
      at: { file: join(folder, 'requests.csv'), line: 1 },
      message: `found the header 'id,arrival_s'; expected columns ${HEADER.replaceAll(',', ', ')}`,
    });
  });

  it('are empty', () => {
    const folder = folderWith('');
    refused(folder, { message: expect.stringMatching(/^found the header ''; expected columns/) });
  });

  it('were cut off in their last line, be it by one digit', () => {
    const row = '1,0,10,5,100.5,10,140';
    for (const length of [5, row.length - 1, row.length]) {
      const folder = folderWith(`${HEADER}\n${row}\n${row.slice(0, length)}`);
      refused(folder, { at: { file: join(folder, 'requests.csv'), line: 3 } });
    }
  });
});
