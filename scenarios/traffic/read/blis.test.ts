import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../testing/files.js';
import { refusal } from '../../testing/refusals.js';
import { read, readServed } from '../../testing/traffic.js';

const HEADER =
  'request_id,client_id,slo_class,session_id,round_index,prefix_group,prefix_length,input_tokens,output_tokens,server_input_tokens,arrival_time_us,status,error_message';

/** Path of a trace, beside its YAML header where there is one. */
function trace(rows: readonly string[], yaml?: string, header = HEADER): string {
  const folder = tempFolder({
    'trace.csv': [header, ...rows].join('\n'),
    ...(yaml !== undefined && { 'trace.yaml': yaml }),
  });
  return join(folder, 'trace.csv');
}
const blis = (path: string, changes: object = {}) => read({ format: 'blis', path, ...changes });

describe('BLIS TraceV2', () => {
  it('has microseconds, clients and classes', () => {
    const { requests } = blis(trace(['0,c1,batch,,0,,0,100,5,0,1000000,ok,', '1,c2,,,0,,0,36,5,0,1500001,ok,']));
    expect(requests).toEqual([
      { id: 0, arrival_s: 0, inputTokens: 100, outputTokens: 5, class: 'batch' },
      { id: 1, arrival_s: 0.500001, inputTokens: 36, outputTokens: 5 },
    ]);
  });

  it('adds shared prefixes, whose blocks have the size of the header', () => {
    const path = trace(
      ['0,c,,,0,sys,64,100,5,0,0,ok,', '1,c,,,0,sys,64,36,5,0,1,ok,', '2,c,,,0,doc,64,36,5,0,2,ok,'],
      'trace_version: 2\ntime_unit: microseconds\nserver: { block_size: 32 }\n',
    );
    const { requests } = blis(path);
    expect(requests.map(({ inputTokens, blockTokens }) => [inputTokens, blockTokens])).toEqual([
      [164, 32],
      [100, 32],
      [100, 32],
    ]);
    const [a, b, other] = requests.map(({ prefixBlocks }) => prefixBlocks!);
    expect(a).toHaveLength(6); // ⌈164 / 32⌉
    expect(b!.slice(0, 2)).toEqual(a!.slice(0, 2));
    expect(b![2]).not.toBe(a![2]);
    expect(other).not.toContain(a![0]);
  });

  it('takes blocks of 16 tokens where the header names none', () => {
    const rows = ['0,c,,,0,sys,32,0,5,0,0,ok,'];
    expect(blis(trace(rows)).requests[0]).toMatchObject({ blockTokens: 16, prefixBlocks: [0, 1] });
    expect(blis(trace(rows, 'time_unit: us\n')).requests[0]!.blockTokens).toBe(16);
  });

  it("prefers the server's own count of a prompt without a group", () => {
    const { requests } = blis(
      trace(['0,c,,,0,,0,100,5,111,0,ok,', '1,c,,,0,,0,100,5,0,1,ok,', '2,c,,,0,sys,16,100,5,111,2,ok,']),
    );
    expect(requests.map(({ inputTokens }) => inputTokens)).toEqual([111, 100, 116]);
  });

  it('leaves out what failed at its source', () => {
    const { provenance } = blis(
      trace(['0,c,,,0,,0,1,5,0,0,ok,', '1,c,,,0,,0,1,5,0,1,,', '2,c,,,0,,0,1,5,0,2,error,"no, it failed"']),
    );
    expect(provenance).toMatchObject({ rows_kept: 2, dropped: { 'failed at the source': 1 } });
  });

  const session = ['0,c,,s,0,,0,10,5,0,0,ok,', '1,c,,s,1,,0,20,5,0,9000000,ok,'];

  it('replays sessions at their times where no think time was recorded', () => {
    const open = readServed({ format: 'blis', path: trace(session) }, 1);
    expect(open.requests.map(({ arrival_s, turn }) => [arrival_s, turn])).toEqual([
      [0, 0],
      [9, 1],
    ]);
  });

  it('replays them one after the other where it was, and not before the time of the first run', () => {
    const timed = (think_us: number) =>
      trace(
        session.map((row, i) => `${row},${i * think_us}`),
        undefined,
        `${HEADER},think_time_us`,
      );
    const times = (path: string, service_s: number) =>
      readServed({ format: 'blis', path }, service_s).requests.map(({ arrival_s }) => arrival_s);
    expect(times(timed(500_000), 20)).toEqual([0, 20.5]);
    expect(times(timed(500_000), 1)).toEqual([0, 9]);
  });

  it('takes rounds in their order, not in that of the file', () => {
    const rows = ['1,c,,s,1,,0,20,5,0,9000000,ok,,7', '0,c,,s,0,,0,10,5,0,0,ok,,0'];
    const { requests } = readServed({ format: 'blis', path: trace(rows, undefined, `${HEADER},think_time_us`) }, 30);
    expect(requests.map(({ turn, inputTokens }) => [turn, inputTokens])).toEqual([
      [0, 10],
      [1, 20],
    ]);
  });

  it('needs three columns only', () => {
    const path = trace(['5,1,1000'], undefined, 'arrival_time_us,input_tokens,output_tokens');
    expect(blis(path).requests).toEqual([{ id: 0, arrival_s: 0, inputTokens: 1, outputTokens: 1000 }]);
  });
});

describe('the YAML header', () => {
  const rows = ['0,c,,,0,sys,32,0,5,0,0,ok,'];

  it('may lie elsewhere', () => {
    const folder = tempFolder({ 'h.yaml': 'time_unit: us\nserver: { block_size: 8 }\n' });
    const { requests } = blis(trace(rows), { header: join(folder, 'h.yaml') });
    expect(requests[0]).toMatchObject({ blockTokens: 8 });
  });

  it.each([
    ['another unit', 'time_unit: seconds\n', 'time_unit: found seconds; expected microseconds'],
    ['no unit', 'trace_version: 2\n', 'time_unit: found nothing; expected microseconds'],
    ['nothing', '', 'time_unit: found nothing; expected microseconds'],
    [
      'blocks of no size',
      'time_unit: us\nserver: { block_size: 0 }\n',
      'server.block_size: found 0; expected a whole number above 0',
    ],
    [
      'blocks of a word',
      'time_unit: us\nserver: { block_size: big }\n',
      'server.block_size: found "big"; expected a whole number above 0',
    ],
  ])('with %s is refused', (_name, yaml, message) => {
    expect(refusal(() => blis(trace(rows, yaml)))).toEqual({ code: 'HR_TRACE_INVALID', place: 'trace.yaml', message });
  });

  it('that is no YAML, or not there though it was named, is refused', () => {
    expect(refusal(() => blis(trace(rows, 'a: [\n')))).toMatchObject({
      place: 'trace.yaml',
      message: expect.stringMatching(/^the header cannot be read: /),
    });
    expect(refusal(() => blis(trace(rows), { header: '/nowhere/h.yaml' }))).toMatchObject({
      code: 'HR_TRACE_INVALID',
      place: 'h.yaml',
      message: expect.stringMatching(/^the header cannot be read: ENOENT/),
    });
  });
});
