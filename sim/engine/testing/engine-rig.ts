/** One engine on a clock with a hand on it, and what it tells. 1 ms a prompt token, 10 ms a decode step. For tests. */
import type { EngineProfile } from '../../../planner-core/index.js';
import type { PoolSpec, TrafficRequest } from '../../../scenarios/index.js';
import { engineLimits } from '../../cluster/pool-group.js';
import { PRIORITY } from '../../core/priority.js';
import { createEngineModel } from '../../engine-model/index.js';
import { ClockRig, poolSpec, requestOf, smallProfile } from '../../testing/index.js';
import type { Engine, StepCount } from '../engine.js';
import { leapingEngine } from '../leaping.js';
import { Sequence } from '../sequence.js';
import { steppingEngine } from '../stepping.js';

/** Both engines: what holds for one must hold for the other. */
export const ENGINES = ['leaping', 'stepping'] as const;
/** Which of the two engines. */
export type EngineKind = (typeof ENGINES)[number];

/** The pool's settings of the engine, and what it runs on. */
export interface EngineRigOptions extends Partial<PoolSpec> {
  readonly engineProfile?: EngineProfile;
  /** A prefill worker's engine keeps a computed prompt for another. */
  readonly decodesHere?: boolean;
}

/** A sequence of a request with this id. */
export function sequenceOf(
  id: number,
  inputTokens = 100,
  outputTokens = 10,
  more: Partial<TrafficRequest> = {},
): Sequence {
  return new Sequence(requestOf({ id, inputTokens, outputTokens, ...more }));
}

/** An engine whose pool only writes down what it hears. */
export class EngineRig extends ClockRig {
  readonly engine: Engine<Sequence>;
  /** What the pool hears, with its time in milliseconds: `started 0 0`, `begun 0 100`, … by request. */
  readonly told: string[] = [];
  /** Every gap in milliseconds, in the order in which they were told. */
  readonly gaps: number[] = [];
  readonly steps: StepCount = { single: 0, leapt: 0 };

  constructor(kind: EngineKind, { engineProfile, decodesHere = true, ...spec }: EngineRigOptions = {}) {
    super(PRIORITY.arrival);
    const model = createEngineModel(engineProfile ?? smallProfile());
    const make = (kind === 'leaping' ? leapingEngine : steppingEngine)<Sequence>(this.kernel, this.steps);
    const tell =
      (what: string) =>
      ({ request }: Sequence) => {
        this.told.push(`${what} ${request.id} ${ms(this.kernel.now)}`);
      };
    const listener = {
      started: tell('started'),
      prefilled: tell('prefilled'),
      begun: tell('begun'),
      finished: tell('finished'),
      eased: () => undefined,
      tokenGaps: (gap_s: number, requests: number, steps: number, increment_s: number) => {
        for (let i = 0; i < steps * requests; i++) this.gaps.push(ms(gap_s + increment_s * Math.floor(i / requests)));
      },
    };
    const role = decodesHere ? 'aggregated' : 'prefill';
    this.engine = make(model, engineLimits(poolSpec(spec), model, role), listener, decodesHere);
  }

  /** A prompt comes to the engine at a time. */
  submit(time_s: number, sequence: Sequence): Sequence {
    this.at(time_s, () => this.engine.submit(sequence));
    return sequence;
  }

  /** A sequence computed elsewhere, one token delivered, takes its seat at one time and is there at another. */
  join(reserved_s: number, joined_s: number, sequence: Sequence): Sequence {
    this.at(reserved_s, () => {
      Object.assign(sequence, { delivered: 1, firstToken_s: reserved_s, lastToken_s: joined_s });
      this.engine.reserve(sequence);
    });
    this.at(joined_s, () => this.engine.join(sequence));
    return sequence;
  }
}

/** Milliseconds, to a nanosecond. */
export function ms(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e6;
}
