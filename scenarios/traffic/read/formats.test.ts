import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonl, tempFile } from '../../testing/files.js';
import { droppedRows, read, readServed, SHARED_TRACES } from '../../testing/traffic.js';
import { detectFormat } from './detect.js';
import { timestampReader } from './timestamp.js';

describe('time stamps of a column', () => {
  it('are read alike alone and after a neighbour', () => {
    const stamps = [
      '2023-11-16 18:15:46.6805900',
      '2023-11-16 18:15:47.1',
      '2023-11-16 18:16:00',
      '2024-05-10 00:00:00.009930+00:00',
      '2024-05-10 00:00:05+00:00',
      '2024-05-10 00:00:05.5+02:00',
      '2024-10-15T12:00:00.269Z',
      '2024-10-15T12:00:59.999Z',
      '2024-10-15T12:00:07.1234567Z',
    ];
    const inRow = timestampReader();
    expect(stamps.map(inRow)).toEqual(stamps.map((stamp) => timestampReader()(stamp)));
    expect(inRow('2024-10-15T12:00:61.5Z')).toBeUndefined();
    expect(inRow('2024-10-15T12:00:07.12x4Z')).toBeUndefined();
    expect(inRow('2024-10-15T12:00:07.')).toBeUndefined();
  });
});

describe('Azure 2025', () => {
  it('reads T, milliseconds and Z, and says that images are not used', () => {
    const path = tempFile(
      'lmm.csv',
      'TIMESTAMP,NumImages,ContextTokens,GeneratedTokens\n2024-10-15T12:00:00.269Z,2,1000,5\n2024-10-15T12:00:01.269Z,0,7,5\n',
    );
    const { requests, provenance } = read({ format: 'azure', path });
    expect(requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 1]);
    expect(provenance.warnings).toEqual(['columns not used: NumImages']);
  });

  it('reads a cell in quotes, and an empty one before it', () => {
    const path = tempFile(
      'q.csv',
      'x,TIMESTAMP,ContextTokens,GeneratedTokens\n,"2024-10-15T12:00:00Z","12",5\n"a,""b",2024-10-15T12:00:01Z,3,4\n',
    );
    expect(read({ format: 'azure', path }).requests.map(({ inputTokens }) => inputTokens)).toEqual([12, 3]);
  });
});

describe('BurstGPT', () => {
  const V1 = 'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n';
  const V3 = 'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n';

  it('reads by name: the third release has two more columns in between', () => {
    const one = read({ format: 'burstgpt', path: tempFile('1.csv', `${V1}5,ChatGPT,472,18,490,Conversation log\n`) });
    const three = read({
      format: 'burstgpt',
      path: tempFile(
        '3.csv',
        `${V3}19440110.5,abc,3.2,ChatGPT,472,18,490,Conversation log\n19440112,abc,1,GPT-4,9,9,18,Conversation log\n`,
      ),
    });
    expect(one.requests).toEqual([
      { id: 0, arrival_s: 0, inputTokens: 472, outputTokens: 18, class: 'Conversation log' },
    ]);
    expect(three.requests.map(({ arrival_s, sessionId, turn }) => [arrival_s, sessionId, turn])).toEqual([
      [0, 'abc', 0],
      [1.5, 'abc', 1],
    ]);
  });

  it('leaves failures out, keeps duplicates and hour-long gaps, and begins at the first row that stays', () => {
    const rows = [
      '5,M,0,0,0,API log',
      '19440110,M,7,7,14,API log',
      '19440110,M,7,7,14,API log',
      '19450110,M,1,1,2,API log',
    ];
    const { requests, provenance } = read({ format: 'burstgpt', path: tempFile('f.csv', V1 + rows.join('\n')) });
    expect(requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 0, 10_000]);
    expect(provenance).toMatchObject({ rows_read: 4, rows_kept: 3, dropped: { 'zero tokens': 1 } });
    expect(provenance.warnings[0]).toMatch(/1 gaps of more than an hour, the longest 2\.8 h/);
  });

  it('spreads a clock of whole seconds once most rows share one', () => {
    const rows = Array.from({ length: 400 }, (_, i) => `${Math.floor(i / 5)},M,${i + 1},7,14,API log`);
    const { requests, provenance } = read({ format: 'burstgpt', path: tempFile('q.csv', V1 + rows.join('\n')) });
    expect(provenance.transforms).toEqual(['dequantise 1 s']);
    expect(requests.map(({ inputTokens }) => inputTokens)).toEqual(rows.map((_, i) => i + 1));
    expect(requests.every(({ arrival_s }, i) => Math.floor(arrival_s) === Math.floor(i / 5))).toBe(true);
  });
});

describe('Vidur and splitwise-sim', () => {
  it('reads seconds', () => {
    const vidur = tempFile('v.csv', 'arrived_at,num_prefill_tokens,num_decode_tokens\n0.0,374,44\n4.314579,396,109\n');
    const splitwise = tempFile(
      's.csv',
      'request_id,request_type,application_id,arrival_timestamp,batch_size,prompt_size,token_size\n0,2,0,1,1,4096,32\n1,2,0,3,1,2048,8\n',
    );
    expect(read({ format: 'vidur', path: vidur }).requests[1]).toMatchObject({
      arrival_s: 4.314579,
      outputTokens: 109,
    });
    expect(read({ format: 'splitwise', path: splitwise }).requests[1]).toMatchObject({
      arrival_s: 2,
      inputTokens: 2048,
    });
  });

  it('wants arrival times for lengths, or a process to draw them', () => {
    const header = 'num_prefill_tokens,num_decode_tokens,num_total_tokens,pd_ratio\n';
    const path = tempFile('l.csv', header + Array.from({ length: 2000 }, () => '100,10,110,10').join('\n'));
    expect(() => read({ format: 'vidur', path })).toThrow(/:2:1: found lengths without arrival times/);
    const { requests } = read({ format: 'vidur', path, arrivals: { rps: 4 } });
    expect(requests.at(-1)!.arrival_s / 500).toBeCloseTo(1, 0);
  });
});

describe('Dynamo JSONL', () => {
  const rows = [
    { session_id: 'a', timestamp: 1000, input_length: 10, output_length: 2 },
    { timestamp: 2000, input_tokens: 99, output_tokens: 9 },
    { session_id: 'b', created_time: 500, input_length: 5, output_length: 5, hash_ids: [1] },
    { session_id: 'a', delay: 300, input_length: 20, output_length: 2 },
    { session_id: 'a', timestamp: 9000, input_length: 30, output_length: 2 },
  ];

  it('sends later turns after the end of the one before, first turns in order of time', () => {
    const { requests, provenance } = readServed({ format: 'dynamo', path: jsonl(rows) }, 2);
    expect(
      requests.map(({ arrival_s, sessionId, turn, inputTokens }) => [arrival_s, sessionId, turn, inputTokens]),
    ).toEqual([
      [0, 'b', 0, 5],
      [0.5, 'a', 0, 10],
      [1.5, undefined, undefined, 99],
      [0.5 + 2 + 0.3, 'a', 1, 20],
      [2.8 + 2 + 8, 'a', 2, 30], // no delay: the distance of the time stamps
    ]);
    expect(requests[3]!.after).toEqual({ thinkSeconds: 0.3 });
    expect(new Set(requests.map(({ id }) => id)).size).toBe(5);
    expect(provenance).toMatchObject({ rows_read: 5, rows_kept: 5, requests: 5 });
  });

  it('refuses a delay before a first turn', () => {
    const path = jsonl([{ session_id: 'a', delay: 5, input_length: 1, output_length: 1 }]);
    expect(() => read({ format: 'dynamo', path })).toThrow(
      /:1:19: delay: found 5; expected no delay before the first turn/,
    );
  });

  it('gives up the place of a failed first turn to the next', () => {
    const path = jsonl([{ ...rows[0], output_length: 0 }, rows[3]!, rows[4]!]);
    const { requests, provenance } = readServed({ format: 'dynamo', path }, 1);
    expect(requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 9]);
    expect(provenance).toMatchObject({ rows_read: 3, rows_kept: 2, dropped: { 'zero tokens': 1 } });
  });
});

describe('aiperf JSONL', () => {
  it('grows prompts by the conversation before them, and waits by delay or time stamp', () => {
    const path = jsonl([
      { session_id: 's', input_length: 300, output_length: 40 },
      { session_id: 's', delay: 2000, input_length: 150, output_length: 20 },
      { session_id: 's', timestamp: 60_000, text_input: 'x'.repeat(40), output_length: 5 },
    ]);
    const { requests, provenance } = readServed({ format: 'aiperf', path }, 1);
    expect(requests.map(({ arrival_s, inputTokens }) => [arrival_s, inputTokens])).toEqual([
      [0, 300],
      [3, 490],
      [60, 520],
    ]);
    expect(provenance.warnings.join()).toMatch(/4 characters a token/);
  });

  it('checks the number of hash ids by the block size', () => {
    const path = jsonl([{ timestamp: 0, input_length: 600, output_length: 4, hash_ids: [1, 2] }]);
    expect(read({ format: 'aiperf', path }).requests[0]).toMatchObject({ prefixBlocks: [1, 2], blockTokens: 512 });
    expect(() => read({ format: 'aiperf', path, block_tokens: 16 })).toThrow(
      /2 ids for 600 tokens; expected 38 blocks of 16/,
    );
  });
});

describe('BLIS TraceV2', () => {
  const HEADER =
    'request_id,client_id,slo_class,session_id,round_index,prefix_group,prefix_length,input_tokens,output_tokens,server_input_tokens,arrival_time_us,status,error_message';

  function trace(rows: string[], yaml: string | undefined, header = HEADER): string {
    const path = tempFile('trace.csv', [header, ...rows].join('\n'));
    if (yaml !== undefined) writeFileSync(path.replace('.csv', '.yaml'), yaml);
    return path;
  }

  it('adds shared prefixes, prefers the count of the server, and reads the block size of the header', () => {
    const path = trace(
      [
        '0,c1,batch,,0,sys,64,100,5,0,1000000,ok,',
        '1,c2,,,0,sys,64,36,5,0,1500000,ok,',
        '2,c2,,,0,,0,100,5,111,2000000,ok,',
        '3,c2,,,0,,0,100,5,0,2000001,error,"no, it failed"',
      ],
      'trace_version: 2\ntime_unit: microseconds\nserver: { block_size: 32 }\n',
    );
    const { requests, provenance } = read({ format: 'blis', path });
    expect(requests.map(({ inputTokens }) => inputTokens)).toEqual([164, 100, 111]);
    expect(requests[0]).toMatchObject({ class: 'batch', blockTokens: 32 });
    expect(requests[0]!.prefixBlocks).toHaveLength(6);
    expect(requests[1]!.prefixBlocks!.slice(0, 2)).toEqual(requests[0]!.prefixBlocks!.slice(0, 2));
    expect(requests[1]!.prefixBlocks![2]).not.toBe(requests[0]!.prefixBlocks![2]);
    expect(provenance.dropped).toEqual({ 'failed at the source': 1 });
  });

  it('replays sessions closed loop where think times were recorded, else at their times', () => {
    const rows = ['0,c,,s,0,,0,10,5,0,0,ok,', '1,c,,s,1,,0,20,5,0,9000000,ok,'];
    const open = readServed({ format: 'blis', path: trace(rows, undefined) }, 1);
    expect(open.requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 9]);
    const timed = trace(
      rows.map((row, i) => `${row},${i * 500_000}`),
      undefined,
      `${HEADER},think_time_us`,
    );
    const closed = readServed({ format: 'blis', path: timed }, 20);
    expect(closed.requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 20.5]);
  });

  it('refuses another unit', () => {
    const path = trace(['0,c,,,0,,0,1,1,0,0,ok,'], 'time_unit: seconds\n');
    expect(() => read({ format: 'blis', path })).toThrow(/time_unit: found seconds; expected microseconds/);
  });
});

describe('Headroom JSONL', () => {
  it('refuses a wait without a session, and another version', () => {
    const wait = { input_tokens: 1, output_tokens: 1, after: { request_id: 'prev', think_us: 5 } };
    expect(() => read({ format: 'headroom', path: jsonl([wait]) })).toThrow(/session_id: found nothing/);
    expect(() => read({ format: 'headroom', path: jsonl([{ format_version: 9 }]) })).toThrow(/found 9; expected 1/);
  });
});

describe('detection', () => {
  it.each([
    ['azure', '\uFEFFTIMESTAMP,ContextTokens,GeneratedTokens\r\n'],
    ['burstgpt', 'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens\n'],
    ['vidur', 'num_prefill_tokens,num_decode_tokens,pd_ratio\n'],
    ['splitwise', 'arrival_timestamp,prompt_size,token_size\n'],
    ['blis', 'request_id,input_tokens,output_tokens,arrival_time_us\n'],
    ['mooncake', '{"timestamp":0,"input_length":1,"output_length":1,"hash_ids":[1]}\n'],
    ['dynamo', '\n{"session_id":"a","input_length":1,"output_length":1}\n'],
    ['aiperf', '{"text_input":"hello","output_length":1}\n'],
    ['headroom', '{"arrival_us":0,"input_tokens":1,"output_tokens":1}'],
  ])('%s', (format, text) => expect(detectFormat(tempFile('x', text)).format).toBe(format));

  it('tells a folder of clients, and refuses what it does not know', () => {
    const folder = join(dirname(tempFile('x', '')), 'pool');
    mkdirSync(folder, { recursive: true });
    expect(detectFormat(folder).format).toBe('servegen');
    expect(() => detectFormat(tempFile('x', 'time,in,out\n'))).toThrow(
      /expected the first line of a known trace format/,
    );
    expect(() => detectFormat('nowhere.csv')).toThrow(/no such trace file/);
  });
});

describe.skipIf(!existsSync(SHARED_TRACES))(`the samples in ${SHARED_TRACES}`, () => {
  it.each([
    ['burstgpt/BurstGPT_1.head42.csv', 42, 38],
    ['burstgpt/SYNTHETIC_burstgpt_v1_schema.csv', 4000, 3930],
    ['splitwise-sim/test_trace.csv', 3, 3],
    ['vidur/splitwise_conv.csv', 19_366, 19_366],
    ['mooncake/mooncake_tiny.jsonl', 16, 16],
    ['azure2024/AzureLLMInferenceTrace_conv_1week.head5tail5.csv', 10, 10],
  ])('%s', (name, rows, kept) => {
    const path = join(SHARED_TRACES, name);
    const { provenance } = read({ format: detectFormat(path).format, path });
    expect(provenance).toMatchObject({ rows_read: rows, rows_kept: kept, requests: kept });
    expect(droppedRows(provenance)).toBe(rows - kept);
  });
});
