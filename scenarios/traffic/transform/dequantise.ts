/**
 * Spreads rows that share a time stamp over the clock's quantum. The Mooncake conversation trace is binned to 3 s: replayed
 * raw, ten requests arrive at once every 3 s and TTFT tails are an artefact. Order is kept, and nothing leaves its bin.
 */
import type { RandomStream } from '../../random/index.js';
import type { Account } from '../account.js';
import type { Stage, TraceRow } from '../trace-row.js';

/** Rows looked at to tell the quantum. */
const LOOK_AHEAD_ROWS = 2000;
/** Above this share of equal neighbours the clock is taken for coarse. */
const COARSE_SHARE = 0.5;

/** `quantum_us`: the clock's step; found by looking ahead where it is not given. */
export function dequantise(next: Stage, random: RandomStream, account: Account, quantum_us?: number): Stage {
  const ahead: TraceRow[] = [];
  const notesBehind = account.transforms.length;
  let then: Stage | undefined;
  const decide = () => {
    const step_us = quantum_us ?? detectQuantum(ahead);
    then = step_us === undefined ? next : spread(next, step_us, random);
    if (step_us !== undefined) {
      account.warnings.push(
        `the clock ticks every ${step_us / 1e6} s; rows of one tick are spread over it (traffic.dequantise)`,
      );
      const place = account.transforms.length - notesBehind; // what was noted since is done before
      account.transforms.splice(place, 0, { text: `dequantise ${step_us / 1e6} s` });
    }
    for (const row of ahead) then.push(row);
    return then;
  };
  return {
    push(row) {
      if (then) then.push(row);
      else if (ahead.push(row) === LOOK_AHEAD_ROWS) decide();
    },
    end: () => (then ?? decide()).end(),
  };
}

/** Median distance of distinct times, if most neighbours share one. */
function detectQuantum(rows: readonly TraceRow[]): number | undefined {
  const gaps = rows.slice(1).map((row, i) => row.time_us - rows[i]!.time_us);
  const steps = gaps.filter((gap) => gap > 0).sort((a, b) => a - b);
  if (steps.length === 0 || gaps.length - steps.length <= COARSE_SHARE * gaps.length) return undefined;
  return steps[Math.floor(steps.length / 2)];
}

function spread(next: Stage, step_us: number, random: RandomStream): Stage {
  let bin: TraceRow[] = [];
  const flush = (width_us: number) => {
    const offsets = bin.map(() => Math.floor(random.next() * width_us)).sort((a, b) => a - b);
    for (const [i, row] of bin.entries()) {
      row.time_us += offsets[i]!;
      next.push(row);
    }
    bin = [];
  };
  return {
    push(row) {
      const binStart_us = bin[0]?.time_us;
      if (binStart_us !== undefined && row.time_us !== binStart_us) flush(Math.min(step_us, row.time_us - binStart_us));
      bin.push(row);
    },
    end() {
      flush(step_us);
      next.end();
    },
  };
}
