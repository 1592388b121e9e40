import { describe, expect, it } from 'vitest';
import { rowAt } from '../../testing/stages.js';
import { newAccount } from '../account.js';
import { losesBlocks, PROPERTIES, type TargetFormat, WRITERS, type Writer } from './writers.js';

const full = rowAt(1.5, {
  inputTokens: 600,
  outputTokens: 20,
  class: 'chat',
  client: 'c',
  model: 'm',
  sessionId: 's',
  turn: 2,
  prefixBlocks: [4, 5],
  failed: true,
});
const bare = rowAt(1.5, { inputTokens: 600, outputTokens: 20 });
const account = (changes: object = {}) => ({ ...newAccount(), blockTokens: 512, ...changes });
const line = (format: TargetFormat, row = bare, changes: object = {}) =>
  (WRITERS[format] as Writer).line(row, account(changes));
const header = (format: TargetFormat, closedLoop = false) =>
  (WRITERS[format] as Writer).header?.(account(), closedLoop);

describe('headroom', () => {
  it('writes all that a row has, and nothing that it has not', () => {
    expect(JSON.parse(line('headroom', full))).toEqual({
      arrival_us: 1_500_000,
      input_tokens: 600,
      output_tokens: 20,
      session_id: 's',
      turn: 2,
      prefix_blocks: [4, 5],
      model: 'm',
      client_id: 'c',
      slo_class: 'chat',
      status: 'failed',
    });
    expect(line('headroom')).toBe('{"arrival_us":1500000,"input_tokens":600,"output_tokens":20}');
  });

  it('writes a wait, and its time where it has one beside', () => {
    const after = { request_id: 'prev', think_us: 7 };
    expect(JSON.parse(line('headroom', { ...bare, think_us: 7 }))).toMatchObject({ arrival_us: 1_500_000, after });
    expect('arrival_us' in JSON.parse(line('headroom', { ...bare, time_us: 0, think_us: 7 }))).toBe(false);
    expect(JSON.parse(line('headroom', { ...bare, time_us: 0 }))).toMatchObject({ arrival_us: 0 });
  });

  it('says in its header which version it is, how large blocks are, and whether rows wait', () => {
    expect(header('headroom', true)).toBe('{"format_version":1,"closed_loop":true,"block_tokens":512}');
  });
});

describe('mooncake', () => {
  it('writes milliseconds and blocks, and no header', () => {
    expect(line('mooncake', full)).toBe('{"timestamp":1500,"input_length":600,"output_length":20,"hash_ids":[4,5]}');
    expect(line('mooncake')).toBe('{"timestamp":1500,"input_length":600,"output_length":20,"hash_ids":[]}');
    expect(line('mooncake', { ...bare, time_us: 1 })).toContain('"timestamp":0.001,');
    expect(header('mooncake')).toBeUndefined();
  });

  it('writes no blocks of another size than its own', () => {
    expect(line('mooncake', full, { blockTokens: 16 })).toContain('"hash_ids":[]');
    expect(losesBlocks('mooncake', account())).toBe(false);
    expect(losesBlocks('mooncake', account({ blockTokens: 16 }))).toBe(true);
    expect(losesBlocks('headroom', account({ blockTokens: 16 }))).toBe(false);
  });
});

describe('vidur', () => {
  it('writes seconds', () => {
    expect(header('vidur')).toBe('arrived_at,num_prefill_tokens,num_decode_tokens');
    expect(line('vidur')).toBe('1.5,600,20');
    expect(line('vidur', { ...bare, time_us: 1 })).toBe('0.000001,600,20');
  });
});

describe('azure', () => {
  const origin_us = Date.UTC(2023, 10, 16, 18, 17, 3) * 1000 + 979_960;

  it('writes stamps as Azure did in 2023: seven digits, the last 0, on the clock of the trace', () => {
    expect(header('azure')).toBe('TIMESTAMP,ContextTokens,GeneratedTokens');
    expect(line('azure', bare, { origin_us })).toBe('2023-11-16 18:17:05.4799600,600,20');
    expect(line('azure', { ...bare, time_us: 40 }, { origin_us })).toBe('2023-11-16 18:17:03.9800000,600,20');
  });

  it('counts from 1970 where the trace had no clock: an origin of seconds is none', () => {
    expect(line('azure')).toBe('1970-01-01 00:00:01.5000000,600,20');
    expect(line('azure', bare, { origin_us: 19_440_110e6 })).toBe('1970-01-01 00:00:01.5000000,600,20');
  });
});

describe('burstgpt', () => {
  it('writes the columns of the third release', () => {
    expect(header('burstgpt')).toBe(
      'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type',
    );
    expect(line('burstgpt', full)).toBe('1.5,s,,m,600,20,620,chat');
    expect(line('burstgpt')).toBe('1.5,,,,600,20,620,');
  });

  it('quotes what needs it', () => {
    expect(line('burstgpt', { ...full, model: 'a,b', class: 'say "hi"', sessionId: 'x\ny' })).toBe(
      '1.5,"x\ny",,"a,b",600,20,620,"say ""hi"""',
    );
  });
});

describe('properties', () => {
  it('are those of a row beside its time and lengths', () => {
    const has = (row: typeof full) => Object.entries(PROPERTIES).flatMap(([name, of]) => (of(row) ? [name] : []));
    expect(has(bare)).toEqual([]);
    expect(has({ ...full, think_us: 0 })).toEqual(Object.keys(PROPERTIES));
    expect(has({ ...bare, failed: undefined })).toEqual([]);
  });

  it.each<[TargetFormat, number]>([
    ['headroom', 7],
    ['burstgpt', 4],
    ['mooncake', 1],
    ['vidur', 0],
    ['azure', 0],
  ])('%s holds %d of them', (format, count) => expect(WRITERS[format].holds).toHaveLength(count));
});
