/**
 * Seeded traffic: a piecewise constant rate, Poisson or Gamma gaps, lengths from quantile tables. Gaps are drawn with mean
 * 1 and mapped through the inverse of the cumulative rate, so that a change of rate takes effect at its own second and
 * a silent stretch is skipped.
 */
import { exponential, gamma, type RandomStream, randomStream } from '../random/index.js';
import type { GeneratorSpec, QuantileTable } from '../schema/traffic.js';
import type { TraceRow } from './trace-row.js';

export function* generate(spec: GeneratorSpec, seed: number): Generator<TraceRow> {
  const arrivals = randomStream(seed, 'arrivals');
  const inputs = randomStream(seed, 'input_lengths');
  const outputs = randomStream(seed, 'output_lengths');
  const clock = inverseRate(spec);
  for (let expected = gap(spec, arrivals); ; expected += gap(spec, arrivals)) {
    const time_s = clock(expected);
    if (time_s === undefined) return;
    yield {
      time_us: Math.floor(time_s * 1e6),
      inputTokens: drawLength(spec.input_tokens, inputs),
      outputTokens: drawLength(spec.output_tokens, outputs),
    };
  }
}

function gap({ arrivals }: GeneratorSpec, random: RandomStream): number {
  return arrivals.process === 'gamma' ? gamma(random, arrivals.shape) / arrivals.shape : exponential(random);
}

/** From an expected count to the second at which it is reached; `undefined` beyond the end. Asked in ascending order. */
function inverseRate({ rate, duration_s }: GeneratorSpec): (expected: number) => number | undefined {
  const pieces = rate.map(({ from_s, rps }, i) => ({ from_s, rps, to_s: rate[i + 1]?.from_s ?? duration_s }));
  let piece = 0;
  let before = 0; // expected requests before the current piece
  return (expected) => {
    for (; piece < pieces.length; piece++) {
      const { from_s, rps, to_s } = pieces[piece]!;
      const inPiece = rps * (Math.min(to_s, duration_s) - from_s);
      if (expected - before < inPiece) return from_s + (expected - before) / rps;
      before += Math.max(0, inPiece);
    }
    return undefined;
  };
}

/** A length by linear interpolation in its quantile table. */
export function drawLength(table: QuantileTable, random: RandomStream): number {
  const p = random.next();
  const right = Math.max(
    1,
    table.findIndex(([probability]) => probability > p),
  );
  const [p0, tokens0] = table[right - 1]!;
  const [p1, tokens1] = table[right]!;
  return Math.round(tokens0 + ((p - p0) / (p1 - p0)) * (tokens1 - tokens0));
}
