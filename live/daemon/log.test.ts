import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LogForm, streamLog } from './log.js';

const NOON = new Date('2026-03-01T12:00:00.250Z');

/** What a log of this form writes for one message. */
function written(form: LogForm, ...message: Parameters<ReturnType<typeof streamLog>['write']>): string {
  let text = '';
  const stream = {
    write: (piece: string) => {
      text += piece;
    },
  };
  streamLog(form, stream, () => NOON).write(...message);
  return text;
}

describe('as text', () => {
  it.each([
    ['info', 'INFO    '],
    ['warning', 'WARNING '],
    ['error', 'ERROR   '],
  ] as const)('%s stands in a column of its own', (level, column) => {
    expect(written('text', level, 'Leads')).toBe(`2026-03-01T12:00:00.250Z ${column}Leads\n`);
  });

  it('leaves the fields out', () => {
    expect(written('text', 'info', 'Leads', { tick: 3 })).toBe('2026-03-01T12:00:00.250Z INFO    Leads\n');
  });
});

describe('as JSON', () => {
  it('any message is one line, and is read back as it was', () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.stringMatching(/^f[a-z]*$/), fc.jsonValue()), (text, fields) => {
        const line = written('json', 'error', text, fields);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        const read = JSON.parse(line) as Record<string, unknown>;
        expect(read).toMatchObject({ time: NOON.toISOString(), level: 'error', msg: text });
        expect(JSON.stringify({ ...read, ...fields })).toBe(JSON.stringify(read));
      }),
      { numRuns: 60 },
    );
  });

  it('has no fields but its own where none are given', () => {
    expect(Object.keys(JSON.parse(written('json', 'info', 'Leads')) as object)).toEqual(['time', 'level', 'msg']);
  });

  it('a field that is unknown is not there', () => {
    expect(written('json', 'info', 'x', { tick: undefined })).not.toContain('tick');
  });
});

it('asks the clock for every line', () => {
  const lines: string[] = [];
  let now_ms = 0;
  const log = streamLog('text', { write: (line: string) => lines.push(line) }, () => new Date(now_ms));
  log.write('info', 'a');
  now_ms = 1000;
  log.write('info', 'b');
  expect(lines.map((line) => line.slice(0, 24))).toEqual(['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:01.000Z']);
});
