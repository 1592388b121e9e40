/** A fixed number of clients, each with one request at a time: the load of a benchmark tool. */
import { randomStream } from '../../random/index.js';
import type { ClosedLoopSpec } from '../../schema/generator.js';
import type { LaterTurns, RowSource, TraceRow } from '../trace-row.js';
import { lengthSampler } from './lengths.js';

/** Each client draws from a random stream of its own, so that who is slow does not change what another asks. */
export function closedLoopSource(spec: ClosedLoopSpec, seed: number): RowSource {
  const input = lengthSampler(spec.input_tokens);
  const output = lengthSampler(spec.output_tokens);
  const budget = { left: spec.requests ?? Number.POSITIVE_INFINITY };
  const end_us = (spec.duration_s ?? Number.POSITIVE_INFINITY) * 1e6;
  const think_us = Math.round(spec.think_time_s * 1e6);

  function client(number: number): TraceRow {
    const random = randomStream(seed, `client/${number}`);
    const draw = (time_us: number, turn: number): TraceRow => {
      budget.left--;
      const inputTokens = input(random);
      return { time_us, inputTokens, outputTokens: output(random), sessionId: `client-${number}`, turn };
    };
    let turn = 0;
    const later: LaterTurns = {
      next(time_us) {
        if (budget.left <= 0 || time_us + think_us >= end_us) return undefined;
        return { ...draw(0, ++turn), think_us };
      },
    };
    return { ...draw(beginOf(number), 0), later: () => later };
  }

  function beginOf(number: number): number {
    return Math.floor((spec.ramp_s * 1e6 * number) / spec.concurrency);
  }

  return {
    pump(emit) {
      for (let number = 0; number < spec.concurrency && budget.left > 0; number++) {
        if (beginOf(number) < end_us) emit(client(number));
      }
      return false;
    },
    close: () => undefined,
  };
}
