import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonl, tempFolder } from '../testing/files.js';
import { refusal } from '../testing/refusals.js';
import { droppedRows, read, readServed, SHARED_TRACES } from '../testing/traffic.js';
import { mayWait, openTraffic } from './open-traffic.js';
import { parseTraffic, type TraceOptions } from './trace-file.js';

const open = (fields: TraceOptions, seed = 1) => openTraffic(parseTraffic(fields), seed, (path) => path);
const generator = { duration_s: 100, rate: [{ from_s: 0, rps: 2 }], input_tokens: 100, output_tokens: 20 };
const generated = (changes: object = {}, top: object = {}) => ({
  format: 'generated',
  generator: { ...generator, ...changes },
  ...top,
});
const sessions = { turns: 3, think_time_s: { mean: 5 } };
const withSessions = (changes: object = {}, top: object = {}) =>
  generated({ sessions: { ...sessions, ...changes }, prefix: { groups: 2, tokens: 64, block_tokens: 16 } }, top);
const headroom = (rows: readonly object[], changes: object = {}) => ({
  format: 'headroom',
  path: jsonl(rows),
  ...changes,
});
const row = { arrival_us: 0, input_tokens: 600, output_tokens: 20 };

describe('requests', () => {
  it('have the parts that their rows have, and no others', () => {
    const full = {
      ...row,
      session_id: 's',
      turn: 4,
      prefix_blocks: [7, 8],
      model: 'm',
      client_id: 'c',
      slo_class: 'chat',
    };
    expect(read(headroom([full, { ...row, arrival_us: 1_500_000 }])).requests).toEqual(
      [
        { id: 1, arrival_s: 1.5, inputTokens: 600, outputTokens: 20 },
        {
          id: 0,
          arrival_s: 0,
          inputTokens: 600,
          outputTokens: 20,
          class: 'chat',
          sessionId: 's',
          turn: 4,
          prefixBlocks: [7, 8],
          blockTokens: 512,
        },
      ].sort((a, b) => a.id - b.id),
    );
  });

  it('are numbered in the order in which they are given out', () => {
    expect(read(generated()).requests.map(({ id }) => id)).toEqual(read(generated()).requests.map((_, i) => i));
  });

  it('are read once, as they are asked for', () => {
    const traffic = open(generated());
    const [first] = traffic.requests;
    expect(first!.id).toBe(0);
    expect(traffic.provenance().requests).toBe(1);
  });

  it('stop the source where their reader stops', () => {
    const traffic = open(headroom(Array.from({ length: 10_000 }, () => row)));
    for (const _ of traffic.requests) break;
    expect([...traffic.requests].length).toBeLessThan(9_000);
  });
});

describe('traffic without a request is refused', () => {
  it.each([
    ['a file', headroom([{ ...row, output_tokens: 0 }]), 'trace.jsonl', 'the traffic holds no request'],
    ['a window', headroom([row], { window: { start_s: 5 } }), 'trace.jsonl', 'no request lies in traffic.window'],
    ['a generator', generated({ duration_s: 0.001 }), undefined, 'the traffic holds no request'],
  ])('%s', (_name, fields, place, message) => {
    expect(refusal(() => read(fields))).toEqual({
      code: 'HR_TRACE_EMPTY',
      ...(place && { place }),
      message,
      hint: 'Check traffic.window and traffic.rate_scale against the length of the trace.',
    });
  });
});

describe('what the traffic was', () => {
  it('is told once it is read', () => {
    const text = [
      { ...row, prefix_blocks: [1, 2] },
      { ...row, arrival_us: 2e6 },
      { ...row, arrival_us: 3e6, input_tokens: 0 },
    ];
    const { provenance } = read(headroom(text, { attribution: 'ours, CC BY 4.0', max_context: { tokens: 700 } }));
    expect(provenance).toEqual({
      format: 'headroom',
      file: { name: 'trace.jsonl', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      attribution: 'ours, CC BY 4.0',
      rows_read: 3,
      rows_kept: 2,
      dropped: { 'zero tokens': 1 },
      copies: 0,
      requests: 2,
      input_tokens: 1200,
      output_tokens: 40,
      span_s: 2,
      transforms: ['max_context 700 reject'],
      warnings: [],
    });
  });

  it('of a generator has neither file nor attribution', () => {
    const { provenance } = read(generated());
    expect('file' in provenance || 'attribution' in provenance).toBe(false);
  });

  it('tells how much of it was read, where that is known', () => {
    const traffic = open(headroom([row]));
    expect(traffic.fractionRead()).toBe(0);
    expect([...traffic.requests]).toHaveLength(1);
    expect(traffic.fractionRead()).toBe(1);
    expect(open(generated()).fractionRead()).toBeUndefined();
  });
});

describe('how long traffic lasts', () => {
  it.each<[string, TraceOptions, number | undefined]>([
    ['a generator', generated(), 100],
    ['a window of it', generated({}, { window: { start_s: 10, end_s: 30 } }), 20],
    ['a window that begins late', generated({}, { window: { start_s: 70 } }), 30],
    ['a window beyond it', generated({}, { window: { start_s: 90, end_s: 500 } }), 10],
    ['a window behind it', generated({}, { window: { start_s: 200 } }), 0],
    ['a faster clock', generated({}, { rate_scale: { factor: 4, mode: 'time' } }), 25],
    [
      'a slower clock and a window',
      generated({}, { window: { end_s: 50 }, rate_scale: { factor: 0.5, mode: 'time' } }),
      100,
    ],
    ['more requests in the same time', generated({}, { rate_scale: 4 }), 100],
    ['a file', headroom([row]), undefined],
    ['a window of a file', headroom([row], { window: { start_s: 5, end_s: 15 } }), 10],
    [
      'a closed loop',
      { format: 'closed_loop', generator: { concurrency: 1, duration_s: 7, input_tokens: 1, output_tokens: 1 } },
      7,
    ],
    [
      'a closed loop of requests',
      { format: 'closed_loop', generator: { concurrency: 1, requests: 7, input_tokens: 1, output_tokens: 1 } },
      undefined,
    ],
  ])('%s', (_name, fields, duration_s) => expect(open(fields).duration_s).toBe(duration_s));

  it('a span of a pool', () => {
    const folder = tempFolder({
      'chunk-1-trace.csv': '0,1,1,Gamma,1,1\n600,1,1,Gamma,1,1\n',
      'chunk-1-dataset.json': '{"0":{"input_tokens":"{5: 1}","output_tokens":"{5: 1}"}}',
    });
    const span = { start_s: 100, end_s: 700 };
    expect(open({ format: 'servegen', path: folder, span }).duration_s).toBe(600);
    expect(open({ format: 'servegen', path: folder }).duration_s).toBeUndefined();
  });
});

describe('requests that wait for each other', () => {
  it.each<[string, TraceOptions, boolean]>([
    ['generated', generated(), false],
    ['generated with sessions', withSessions(), true],
    [
      'a class with sessions',
      generated({
        classes: [{ name: 'a', share: 1, input_tokens: 1, output_tokens: 1, sessions }],
        input_tokens: undefined,
        output_tokens: undefined,
      }),
      true,
    ],
    [
      'a closed loop',
      { format: 'closed_loop', generator: { concurrency: 1, requests: 1, input_tokens: 1, output_tokens: 1 } },
      true,
    ],
    ...['dynamo', 'aiperf', 'blis', 'headroom'].map((format): [string, TraceOptions, boolean] => [
      format,
      { format, path: 't' },
      true,
    ]),
    ...['azure', 'burstgpt', 'vidur', 'splitwise', 'mooncake', 'servegen'].map(
      (format): [string, TraceOptions, boolean] => [format, { format, path: 't' }, false],
    ),
  ])('%s: %s', (_name, fields, waits) => expect(mayWait(parseTraffic(fields))).toBe(waits));

  it('have no `next` where nobody waits', () => {
    expect(open(generated()).next).toBeUndefined();
    expect(open(withSessions()).next).toBeDefined();
  });

  it('come when the one before ended, with the think time between', () => {
    const { requests } = readServed(withSessions(), 2);
    const [first, second, third] = requests.filter(({ sessionId }) => sessionId === 's-0');
    expect(second!.arrival_s - first!.arrival_s).toBeCloseTo(7, 9);
    expect(second).toMatchObject({ turn: 1, after: { thinkSeconds: 5 }, inputTokens: 284, blockTokens: 16 });
    expect(third).toMatchObject({ turn: 2, inputTokens: 404 });
    expect(requests).toHaveLength(3 * requests.filter(({ turn }) => turn === 0).length);
  });

  it('are nothing for a client that has no more turns, or has no session', () => {
    const traffic = open(withSessions({ turns: 1 }));
    const [first] = traffic.requests;
    expect(traffic.next!(first!, 3)).toBeUndefined();
    expect(traffic.next!({ id: 0 }, 3)).toBeUndefined();
    expect(traffic.next!({ id: 0, sessionId: 'nobody' }, 3)).toBeUndefined();
  });

  it('change no arrival of a first turn, however long service takes', () => {
    const first = (service_s: number) =>
      readServed(withSessions(), service_s).requests.flatMap(({ turn, arrival_s, inputTokens }) =>
        turn === 0 ? [[arrival_s, inputTokens]] : [],
      );
    expect(first(1)).toEqual(first(30));
  });

  it('are thinned, repeated, cut and limited as whole sessions, every row accounted for', () => {
    const transforms = fc.record({
      rate_scale: fc.double({ min: 0.2, max: 3, noNaN: true }),
      window: fc.constantFrom(undefined, { start_s: 20, end_s: 60 }),
      max_context: fc.constantFrom(
        undefined,
        { tokens: 350, overflow: 'reject' },
        { tokens: 350, overflow: 'truncate' },
      ),
    });
    fc.assert(
      fc.property(transforms, fc.integer({ min: 1, max: 99 }), (top, seed) => {
        const { requests, provenance } = readServed(withSessions({}, top), 2, seed);
        const turns = new Map<string, number[]>();
        for (const { sessionId, turn } of requests) turns.set(sessionId!, [...(turns.get(sessionId!) ?? []), turn!]);
        const whole = top.max_context?.overflow === 'reject' ? [0, 1] : [0, 1, 2];
        for (const seen of turns.values()) expect(seen).toEqual(whole);
        expect(provenance.rows_read).toBe(provenance.rows_kept + droppedRows(provenance));
        expect(provenance.requests).toBe(provenance.rows_kept + provenance.copies);
        expect(new Set(requests.map(({ id }) => id)).size).toBe(requests.length);
      }),
      { numRuns: 15 },
    );
  });
});

describe.skipIf(!existsSync(SHARED_TRACES))(`the public traces in ${SHARED_TRACES}`, () => {
  it('Azure 2023 conversation is accounted for exactly, and has the times of its copy by Vidur', () => {
    const path = join(SHARED_TRACES, 'azure2023/AzureLLMInferenceTrace_conv.csv');
    const { provenance, requests } = read({ format: 'azure', path });
    expect(provenance).toMatchObject({ requests: 19_366, input_tokens: 22_361_870, output_tokens: 4_088_665 });
    const vidur = readFileSync(join(SHARED_TRACES, 'vidur/splitwise_conv.csv'), 'utf8').trim().split('\n').slice(1);
    const off = vidur.map((line, i) => Math.abs(requests[i]!.arrival_s - Number(line.split(',')[0])));
    expect(Math.max(...off)).toBeLessThan(5e-6);
  });

  it('Mooncake conversation is accounted for exactly', () => {
    const { provenance } = read({ format: 'mooncake', path: join(SHARED_TRACES, 'mooncake/conversation_trace.jsonl') });
    expect(provenance).toMatchObject({
      requests: 12_031,
      input_tokens: 144_793_823,
      output_tokens: 4_122_048,
      transforms: ['dequantise 3 s'],
    });
  });
});
