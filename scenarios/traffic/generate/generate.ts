/**
 * Seeded open-loop traffic: streams of arrivals, each with its rate, its process and the kinds of requests it brings,
 * merged in order of time. Constant memory, whatever the length.
 */
import { type RandomStream, randomStream } from '../../random/index.js';
import type { ClassSpec, GeneratorSpec } from '../../schema/generator.js';
import type { Account } from '../account.js';
import type { RowSource, TraceRow } from '../trace-row.js';
import { ArrivalClock, gapSampler } from './arrivals.js';
import { Kind } from './kinds.js';
import { ratePieces } from './rate.js';

/** Few, so that neither the first request of a live load nor a later one waits for rows that are far away. */
const ROWS_A_PUMP = 64;

/** Arrivals of one rate and the kinds they are drawn from. */
interface ArrivalStream {
  readonly clock: ArrivalClock;
  readonly pick: () => Kind;
  next_s: number | undefined;
}

/** Throws HR_TRACE_NOT_FOUND or HR_TRACE_INVALID for a rate file that cannot be read. */
export function generatedSource(
  spec: GeneratorSpec,
  seed: number,
  resolve: (path: string) => string,
  account: Account,
): RowSource {
  const streams = arrivalStreams(spec, seed, resolve, account);
  for (const stream of streams) stream.next_s = stream.clock.next_s();
  return {
    pump(emit) {
      for (let i = 0; i < ROWS_A_PUMP; i++) {
        const row = nextRow(streams);
        if (!row) return false;
        emit(row);
      }
      return true;
    },
    close: () => undefined,
  };
}

function nextRow(streams: readonly ArrivalStream[]): TraceRow | undefined {
  let first = streams[0]!;
  for (let i = 1; i < streams.length; i++) {
    if ((streams[i]!.next_s ?? Number.POSITIVE_INFINITY) < (first.next_s ?? Number.POSITIVE_INFINITY))
      first = streams[i]!;
  }
  if (first.next_s === undefined) return undefined;
  const row = first.pick().draw(Math.floor(first.next_s * 1e6));
  first.next_s = first.clock.next_s();
  return row;
}

function arrivalStreams(
  spec: GeneratorSpec,
  seed: number,
  resolve: (path: string) => string,
  account: Account,
): ArrivalStream[] {
  const clockOf = (rate: NonNullable<GeneratorSpec['rate']>, arrivals: GeneratorSpec['arrivals'], name: string) =>
    new ArrivalClock(ratePieces(rate, spec.duration_s, resolve), gapSampler(arrivals), randomStream(seed, name));
  const { classes = [] } = spec;
  const streams: ArrivalStream[] = classes.flatMap((kind) => {
    if (!kind.rate) return [];
    const drawn = new Kind(kind, seed, account);
    const clock = clockOf(kind.rate, kind.arrivals ?? spec.arrivals, `arrivals/${kind.name}`);
    return [{ clock, pick: () => drawn, next_s: undefined }];
  });
  if (!spec.rate) return streams;
  const clock = clockOf(spec.rate, spec.arrivals, 'arrivals');
  const shared = classes.filter(({ rate }) => !rate);
  const pick =
    shared.length > 0
      ? pickByShare(shared, seed, account)
      : only(
          new Kind({ ...spec, input_tokens: spec.input_tokens!, output_tokens: spec.output_tokens! }, seed, account),
        );
  return [{ clock, pick, next_s: undefined }, ...streams];
}

function only(kind: Kind): () => Kind {
  return () => kind;
}

function pickByShare(classes: readonly ClassSpec[], seed: number, account: Account): () => Kind {
  const kinds = classes.map((kind) => new Kind(kind, seed, account));
  const shares = classes.map(({ share }) => share!);
  const random: RandomStream = randomStream(seed, 'classes');
  return () => {
    let p = random.next();
    let at = 0;
    while (at < kinds.length - 1 && p >= shares[at]!) p -= shares[at++]!;
    return kinds[at]!;
  };
}
