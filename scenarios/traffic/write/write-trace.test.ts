import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonl, tempFile, tempFolder } from '../../testing/files.js';
import { refusal } from '../../testing/refusals.js';
import { allTurns } from '../all-turns.js';
import { openRows } from '../open-rows.js';
import { mayWait } from '../open-traffic.js';
import { parseTraffic, type TraceOptions } from '../trace-file.js';
import type { TraceRow } from '../trace-row.js';
import { type WriteOptions, writeTrace } from './write-trace.js';

const target = (name = 'out.txt') => join(tempFolder(), name);

function write(fields: TraceOptions, path: string, options: Partial<WriteOptions> = {}) {
  const spec = parseTraffic(fields);
  const rows = openRows(spec, 1, (inner) => inner);
  return writeTrace(rows, path, { format: 'headroom', lossy: false, closedLoop: mayWait(spec), ...options });
}

/** Every row of a trace, turns behind their first ones. */
function rowsOf(fields: TraceOptions): TraceRow[] {
  const rows = openRows(parseTraffic(fields), 1, (inner) => inner);
  const all: TraceRow[] = [];
  for (let row = rows.next(); row; row = rows.next()) all.push(...allTurns(row, rows.account));
  return all.map(({ later: _, rows: __, ...row }) => row);
}

const row = { arrival_us: 0, input_tokens: 600, output_tokens: 20 };
const headroom = (...rows: object[]) => ({ format: 'headroom', path: jsonl(rows) });
const waiting = { input_tokens: 1, output_tokens: 2, session_id: 's', after: { request_id: 'prev', think_us: 7 } };

describe('a trace that is written', () => {
  it('has one line a request, under its header, and tells how many', () => {
    const path = target();
    expect(write(headroom(row, { ...row, arrival_us: 5 }), path, { format: 'vidur' })).toEqual({
      requests: 2,
      lost: {},
    });
    expect(readFileSync(path, 'utf8')).toBe(
      'arrived_at,num_prefill_tokens,num_decode_tokens\n0,600,20\n0.000005,600,20\n',
    );
  });

  it('replaces a file only once it is whole', () => {
    const path = target();
    writeFileSync(path, 'old');
    const broken = { format: 'headroom', path: tempFile('t.jsonl', `${JSON.stringify(row)}\n{`) };
    expect(refusal(() => write(broken, path)).code).toBe('HR_TRACE_INVALID');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(existsSync(`${path}.part`)).toBe(false);
    write(headroom(row), path);
    expect(readFileSync(path, 'utf8')).not.toBe('old');
  });

  it('tells how far it is, each time that it writes', () => {
    const progress: number[] = [];
    const generator = { duration_s: 10_000, rate: [{ from_s: 0, rps: 2 }], input_tokens: 100, output_tokens: 10 };
    const { requests } = write({ format: 'generated', generator }, target(), {
      progress: (written) => void progress.push(written),
    });
    expect(progress.length).toBeGreaterThan(2);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBeLessThanOrEqual(requests);
  });

  it('is refused where there is nothing to write, or nowhere to write it', () => {
    const path = target();
    expect(refusal(() => write(headroom({ ...row, input_tokens: 0 }), path))).toEqual({
      code: 'HR_TRACE_EMPTY',
      message: 'no request is left to write',
    });
    expect(existsSync(path)).toBe(false);
    expect(refusal(() => write(headroom(row), '/nowhere/out.txt'))).toEqual({
      code: 'HR_OUTPUT_FAILED',
      place: 'out.txt.part',
      message: 'cannot be written (ENOENT)',
    });
    const folder = tempFolder({ 'out.txt/x': '' });
    expect(refusal(() => write(headroom(row), join(folder, 'out.txt')))).toMatchObject({
      code: 'HR_OUTPUT_FAILED',
      place: 'out.txt',
    });
  });
});

describe('what a format cannot hold', () => {
  it.each([
    ['class', { slo_class: 'chat' }, 'vidur'],
    ['client', { client_id: 'c' }, 'burstgpt'],
    ['model', { model: 'm' }, 'azure'],
    ['session', { session_id: 's' }, 'mooncake'],
    ['prefix blocks', { prefix_blocks: [1, 2] }, 'burstgpt'],
  ] as const)('%s is told, and nothing is written', (property, changes, format) => {
    const path = target();
    expect(refusal(() => write(headroom({ ...row, ...changes }), path, { format }))).toEqual({
      code: 'HR_TRACE_LOSSY',
      place: 'out.txt',
      message: `the format ${format} cannot hold a ${property}, which the trace has`,
      hint: 'Write format headroom, which loses nothing, or add --lossy.',
    });
    expect(existsSync(path)).toBe(false);
  });

  it('is counted when it may be lost', () => {
    const rows = [{ ...row, slo_class: 'a', model: 'm' }, { ...row, slo_class: 'b' }, row];
    expect(write(headroom(...rows), target(), { format: 'vidur', lossy: true })).toEqual({
      requests: 3,
      lost: { class: 2, model: 1 },
    });
  });

  it('of a row that waits is the row: without the wait there is no telling when it would come', () => {
    const path = target();
    const written = write(headroom({ ...row, session_id: 's' }, waiting), path, { format: 'burstgpt', lossy: true });
    expect(written).toEqual({ requests: 1, lost: { 'wait for the turn before': 1 } });
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('depends on the trace: blocks of another size are lost to Mooncake', () => {
    const ids = Array.from({ length: 38 }, (_, i) => i);
    const small = headroom({ format_version: 1, block_tokens: 16 }, { ...row, prefix_blocks: ids });
    expect(refusal(() => write(small, target(), { format: 'mooncake' })).code).toBe('HR_TRACE_LOSSY');
    expect(write(headroom({ ...row, prefix_blocks: [1, 2] }), target(), { format: 'mooncake' }).lost).toEqual({});
  });
});

describe('what is written and read again is what it was', () => {
  const text = fc.stringMatching(/^[a-z0-9"][ -~]{0,8}[a-z]$/);
  const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const plain = {
    gap_us: fc.nat(5_000_000),
    input_tokens: fc.integer({ min: 1, max: 2000 }),
    output_tokens: fc.integer({ min: 1, max: 500 }),
  };
  const named = { ...plain, slo_class: some(text), model: some(text), client_id: some(text) };

  /** Rows as a file of ours, in order of time from 0. */
  function source(drawn: readonly { gap_us: number }[], closed_loop: boolean): TraceOptions {
    let time_us = 0;
    const rows = drawn.map(({ gap_us, ...fields }, i) => {
      time_us += i === 0 ? 0 : gap_us;
      return { arrival_us: time_us, ...fields };
    });
    return { ...headroom({ format_version: 1, closed_loop }, ...rows), dequantise: false };
  }

  it('in our own format, with everything', () => {
    const blocks = fc.record({ ...named, session_id: some(fc.constantFrom('a', 'b')) });
    fc.assert(
      fc.property(fc.array(blocks, { minLength: 1, maxLength: 12 }), fc.boolean(), (drawn, closedLoop) => {
        const path = target('again.jsonl');
        const given = source(
          drawn.map((one) => ({
            ...one,
            prefix_blocks: Array.from({ length: Math.ceil(one.input_tokens / 512) }, (_, i) => i),
          })),
          closedLoop,
        );
        write(given, path, { closedLoop });
        expect(rowsOf({ format: 'headroom', path, dequantise: false })).toEqual(rowsOf(given));
      }),
      { numRuns: 30 },
    );
  });

  it.each(['mooncake', 'vidur', 'azure'] as const)('as %s, which holds times and lengths', (format) => {
    fc.assert(
      fc.property(fc.array(fc.record(plain), { minLength: 1, maxLength: 12 }), (drawn) => {
        const path = target('again');
        const given = source(drawn, false);
        write(given, path, { format });
        const brief = (fields: TraceOptions) =>
          rowsOf(fields).map(({ time_us, inputTokens, outputTokens }) => [time_us, inputTokens, outputTokens]);
        expect(brief({ format, path, dequantise: false })).toEqual(brief(given));
      }),
      { numRuns: 20 },
    );
  });

  it('as BurstGPT, which holds names too', () => {
    const rows = fc.record({ ...plain, slo_class: some(text), model: some(text), session_id: some(text) });
    fc.assert(
      fc.property(fc.array(rows, { minLength: 1, maxLength: 12 }), (drawn) => {
        const path = target('again.csv');
        const given = source(drawn, false);
        write(given, path, { format: 'burstgpt' });
        const brief = (fields: TraceOptions) =>
          rowsOf(fields).map(({ time_us, inputTokens, outputTokens, class: kind, model, sessionId }) => [
            time_us,
            inputTokens,
            outputTokens,
            kind,
            model,
            sessionId,
          ]);
        expect(brief({ format: 'burstgpt', path, dequantise: false })).toEqual(brief(given));
      }),
      { numRuns: 30 },
    );
  });

  it('with sessions whose turns wait', () => {
    const given = headroom(
      { ...row, session_id: 's' },
      waiting,
      { ...waiting, arrival_us: 9_000_000 },
      { ...row, arrival_us: 4, session_id: 't' },
    );
    const path = target('again.jsonl');
    expect(write(given, path).requests).toBe(4);
    expect(rowsOf({ format: 'headroom', path })).toEqual(rowsOf(given));
  });
});

it('what is lost is counted as often as rows have it', () => {
  const some = <T>(value: T) => fc.option(fc.constant(value), { nil: undefined });
  const rows = fc.record({
    slo_class: some('chat'),
    model: some('m'),
    client_id: some('c'),
    prefix_blocks: some([1, 2]),
  });
  fc.assert(
    fc.property(fc.array(rows, { minLength: 1, maxLength: 10 }), (drawn) => {
      const { requests, lost } = write(headroom(...drawn.map((one) => ({ ...row, ...one }))), target(), {
        format: 'azure',
        lossy: true,
      });
      const having = (name: keyof (typeof drawn)[number]) => drawn.filter((one) => one[name] !== undefined).length;
      expect(requests).toBe(drawn.length);
      const expected = {
        class: having('slo_class'),
        model: having('model'),
        client: having('client_id'),
        'prefix blocks': having('prefix_blocks'),
      };
      expect(lost).toEqual(Object.fromEntries(Object.entries(expected).filter(([, count]) => count > 0)));
    }),
    { numRuns: 30 },
  );
});
