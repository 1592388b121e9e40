import { describe, expect, it } from 'vitest';
import { refusal } from '../../testing/refusals.js';
import { importLines } from '../../testing/stages.js';
import { vidur } from './vidur.js';

const WITH_TIMES = 'arrived_at,num_prefill_tokens,num_decode_tokens';
const LENGTHS = 'num_prefill_tokens,num_decode_tokens,num_total_tokens,pd_ratio';

describe("Vidur's trace", () => {
  it('has seconds, to the microsecond', () => {
    const { rows } = importLines(vidur, [WITH_TIMES, '0.0,374,44', '4.314579,396,109', '4.3145795,1,1', '1e1,1,1']);
    expect(rows.map(({ time_us }) => time_us)).toEqual([0, 4_314_579, 4_314_580, 10_000_000]);
    expect(rows[1]).toEqual({ time_us: 4_314_579, inputTokens: 396, outputTokens: 109 });
  });

  it('of lengths alone takes its times from a process', () => {
    let time_us = 0;
    const { rows } = importLines(
      (context) => vidur(context, () => (time_us += 500)),
      [LENGTHS, '5,6,11,1', '7,8,15,1'],
    );
    expect(rows).toEqual([
      { time_us: 500, inputTokens: 5, outputTokens: 6 },
      { time_us: 1000, inputTokens: 7, outputTokens: 8 },
    ]);
  });

  it('with times of its own keeps to them, though a process is given', () => {
    const { rows } = importLines((context) => vidur(context, () => 99), [WITH_TIMES, '2,1,1']);
    expect(rows[0]!.time_us).toBe(2e6);
  });

  it('of lengths alone is refused without a process', () => {
    expect(refusal(() => importLines(vidur, [LENGTHS, '5,6,11,1']))).toEqual({
      code: 'HR_TRACE_INVALID',
      place: 'trace.csv:2:1',
      message: 'found lengths without arrival times; expected a column arrived_at',
      hint: 'Set traffic.arrivals, e.g. { rps: 5 }, to draw the times.',
    });
  });

  it.each([
    ['a time that is none', 'soon,1,1', 'trace.csv:2:1', "arrived_at: found 'soon'; expected seconds"],
    ['a time without end', '1e999,1,1', 'trace.csv:2:1', "arrived_at: found '1e999'; expected seconds"],
    ['a missing length', '1,,1', 'trace.csv:2:3', "num_prefill_tokens: found ''; expected a whole number of tokens"],
  ])('refuses %s', (_name, line, place, message) => {
    expect(refusal(() => importLines(vidur, [WITH_TIMES, line]))).toEqual({ code: 'HR_TRACE_INVALID', place, message });
  });
});
