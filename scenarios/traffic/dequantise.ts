/**
 * Spreads rows that share a time stamp over the clock's quantum. The Mooncake conversation trace is binned to 3 s: replayed
 * raw, ten requests arrive at once every 3 s and TTFT tails are an artefact. Order is kept, and nothing leaves its bin.
 */
import type { RandomStream } from '../random/index.js';
import type { ImportLog, TraceRow } from './trace-row.js';

/** Rows looked at to tell the quantum. */
const LOOK_AHEAD_ROWS = 2000;
/** Above this share of equal neighbours the clock is taken for coarse. */
const COARSE_SHARE = 0.5;

/** `quantum_us`: the clock's step; found by looking ahead where it is not given. */
export function* dequantise(
  rows: Iterable<TraceRow>,
  random: RandomStream,
  log: ImportLog,
  quantum_us?: number,
): Generator<TraceRow> {
  const iterator = rows[Symbol.iterator]();
  const ahead: TraceRow[] = [];
  while (ahead.length < LOOK_AHEAD_ROWS) {
    const next = iterator.next();
    if (next.done) break;
    ahead.push(next.value);
  }
  const step_us = quantum_us ?? detectQuantum(ahead);
  const all = chain(ahead, iterator);
  if (step_us === undefined) {
    yield* all;
    return;
  }
  const what = `the clock ticks every ${step_us / 1e6} s; rows of one tick are spread over it (traffic.dequantise)`;
  log.warnings.push(what);
  log.transforms.push(`dequantise ${step_us / 1e6} s`);
  yield* spread(all, step_us, random);
}

/** Median distance of distinct times, if most neighbours share one. */
function detectQuantum(rows: readonly TraceRow[]): number | undefined {
  const gaps = rows.slice(1).map((row, i) => row.time_us - rows[i]!.time_us);
  const steps = gaps.filter((gap) => gap > 0).sort((a, b) => a - b);
  if (steps.length === 0 || gaps.length - steps.length <= COARSE_SHARE * gaps.length) return undefined;
  return steps[Math.floor(steps.length / 2)];
}

function* spread(rows: Iterable<TraceRow>, step_us: number, random: RandomStream): Generator<TraceRow> {
  let bin: TraceRow[] = [];
  for (const row of rows) {
    if (bin.length > 0 && row.time_us !== bin[0]!.time_us) {
      yield* spreadBin(bin, Math.min(step_us, row.time_us - bin[0]!.time_us), random);
      bin = [];
    }
    bin.push(row);
  }
  yield* spreadBin(bin, step_us, random);
}

function spreadBin(bin: readonly TraceRow[], width_us: number, random: RandomStream): TraceRow[] {
  const offsets = bin.map(() => Math.floor(random.next() * width_us)).sort((a, b) => a - b);
  return bin.map((row, i) => ({ ...row, time_us: row.time_us + offsets[i]! }));
}

function* chain(first: readonly TraceRow[], rest: Iterator<TraceRow>): Generator<TraceRow> {
  yield* first;
  for (let next = rest.next(); !next.done; next = rest.next()) yield next.value;
}
