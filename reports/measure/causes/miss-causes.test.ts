import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReasonCode } from '../../../planner-core/index.js';
import type { SlaSpec } from '../../../scenarios/index.js';
import type { HoldUps, RequestEnd, RequestStatus, TickEvent, WorkerEvent } from '../../record/events.js';
import { anyRequestEnd, completed, unserved } from '../../testing/requests.js';
import { causeContext, STAGES, staged, UNLOADED } from '../../testing/staged-request.js';
import { judge, latencies } from '../verdict.js';
import { type CauseContext, type Explanation, MISS_CAUSES } from './cause.js';
import { MissCauses } from './miss-causes.js';

const SLA: SlaSpec = { ttft_ms: 2000, tpot_ms: 300, e2e_ms: 10_000 };

interface Told {
  readonly sla?: SlaSpec;
  readonly context?: Partial<CauseContext>;
  readonly workers?: readonly (readonly [
    time_s: number,
    worker: number,
    state: WorkerEvent['state'],
    cause?: WorkerEvent['cause'],
  ])[];
  readonly reasons?: readonly ReasonCode[];
}

function explain(end: RequestEnd, { sla = SLA, context, workers = [], reasons }: Told = {}): Explanation | undefined {
  const causes = new MissCauses(sla, causeContext(context));
  for (const [time_s, worker, state, cause] of workers) {
    causes.sink.worker({ time_s, worker, state, role: 'prefill', gpus: 1, ...(cause && { cause }) });
  }
  if (reasons) causes.sink.tick({ decision: { reasons } } as TickEvent);
  return causes.of(end, judge(end, latencies(end), sla));
}

const causeOf = (end: RequestEnd, told: Told = {}) => explain(end, told)?.cause;

describe('without a context, as in a live run', () => {
  const causes = new MissCauses({ ttft_ms: 400, tpot_ms: 90 }, undefined);
  const told = (end: RequestEnd, sla: SlaSpec) => causes.of(end, judge(end, latencies(end), sla));

  it('a miss is put down to the bounds that it missed', () => {
    expect(told(completed(), { ttft_ms: 400, tpot_ms: 90 })).toEqual({ cause: 'ttft+tpot' });
    expect(told(completed(), { tpot_ms: 90 })).toEqual({ cause: 'tpot' });
  });

  it('or to its status', () => expect(told(unserved('timed_out'), { ttft_ms: 400 })).toEqual({ cause: 'timed_out' }));

  it('what met its bounds has no cause, and what had none neither', () => {
    expect(told(completed(), { ttft_ms: 500 })).toBeUndefined();
    expect(told(unserved('failed'), {})).toBeUndefined();
  });

  it('it is no more either where nobody told the stages', () => {
    const { stages: _, ...bare } = staged();
    expect(causeOf(bare)).toBe('ttft+tpot+e2e');
  });
});

describe('what no cluster could have helped', () => {
  it('has a bound below what it takes unloaded', () => {
    expect(causeOf(staged(), { sla: { ttft_ms: 1349 } })).toBe('infeasible');
    expect(causeOf(staged(), { sla: { ttft_ms: 1351 } })).not.toBe('infeasible');
    expect(causeOf(staged(), { sla: { e2e_ms: 3349 } })).toBe('infeasible');
    expect(causeOf(staged(), { sla: { e2e_ms: 3351 } })).not.toBe('infeasible');
    expect(causeOf(staged(), { sla: { tpot_ms: 199 } })).toBe('infeasible'); // 2 s over ten gaps
    expect(causeOf(staged(), { sla: { tpot_ms: 201 } })).not.toBe('infeasible');
  });

  it('is not what takes just as long as was promised', () => {
    const unloaded = () => ({ overhead_s: 0, prefill_s: 1, transfer_s: 0, firstStep_s: 0, decode_s: 2 });
    expect(causeOf(staged(), { sla: { ttft_ms: 1000, tpot_ms: 200, e2e_ms: 3000 }, context: { unloaded } })).toBe(
      'prefill_queue',
    );
  });

  it('has no time per token to break with one token', () => {
    const one = staged({}, { outputTokens: 1, deliveredTokens: 1, lastToken_s: 107.6, time_s: 107.6 });
    expect(causeOf(one, { sla: { ttft_ms: 2000, tpot_ms: 1 } })).not.toBe('infeasible');
  });

  it('was too large for any worker: it failed, and no worker had lost it', () => {
    expect(causeOf(staged({}, { status: 'failed' }))).toBe('infeasible');
  });

  it('goes by the bounds of its class', () => {
    const sla = { ttft_ms: 1, classes: { batch: { e2e_ms: 10_000 } } };
    expect(causeOf(staged({}, { class: 'batch' }), { sla })).not.toBe('infeasible');
    expect(causeOf(staged(), { sla })).toBe('infeasible');
  });
});

describe('what somebody ended', () => {
  it.each<[RequestStatus, HoldUps, string]>([
    ['rejected', {}, 'rejected'],
    ['cancelled', {}, 'client'],
    ['failed', { lostTo: 'crash' }, 'fault'],
    ['failed', { lostTo: 'drain' }, 'scale_down'],
  ])('%s with %j is put down to %s', (status, holdUps, cause) => {
    expect(causeOf(staged(holdUps, { status }))).toBe(cause);
  });

  const early = (status: RequestStatus, time_s: number, change: Partial<RequestEnd> = {}) =>
    staged(
      {},
      { status, time_s, firstToken_s: undefined, lastToken_s: undefined, stages: { queued_s: 100.1 }, ...change },
    );

  it('before it had broken a promise was ended by its client, or by the run', () => {
    expect(causeOf(early('timed_out', 101.9))).toBe('client');
    expect(causeOf(early('unfinished', 101.9))).toBe('run_end');
  });

  it('after it had waited too long was ended by that', () => {
    expect(causeOf(early('timed_out', 102.1))).toBe('prefill_queue');
    expect(causeOf(early('unfinished', 102.1))).toBe('prefill_queue');
  });

  it('had broken its time per token, or its whole time, while it had tokens', () => {
    const streaming = (time_s: number) => early('unfinished', time_s, { firstToken_s: 101.5, stages: STAGES });
    expect(causeOf(streaming(104.4))).toBe('run_end'); // 2.9 s over ten gaps
    expect(causeOf(streaming(104.6))).toBe('decode_batch');
    expect(causeOf(streaming(104.6), { sla: { ttft_ms: 2000, e2e_ms: 4500 } })).not.toBe('run_end');
    expect(causeOf(streaming(104.4), { sla: { ttft_ms: 2000, e2e_ms: 4500 } })).toBe('run_end');
  });
});

describe('the largest part of the promise that was broken first', () => {
  const late = (holdUps: HoldUps = {}) => causeOf(staged(holdUps), { context: { hasPlanner: false } });

  it('is its wait in the queue', () => expect(late()).toBe('prefill_queue'));

  it.each<[HoldUps, string]>([
    [{ idleElsewhere_s: 2.9 }, 'routing'],
    [{ lackedRoom: true }, 'kv_wait'],
    [{ slowPrompt_s: 5 }, 'fault'],
    [{ freshPrompt_s: 5 }, 'cold_start'],
    [{ lost_s: 5, lostTo: 'drain' }, 'scale_down'],
  ])('with %j is put down to %s', (holdUps, cause) => expect(late(holdUps)).toBe(cause));

  it('is of TTFT alone where that was broken, of the tokens where it was not', () => {
    expect(causeOf(staged({ slowTokens_s: 50 }), { context: { hasPlanner: false } })).toBe('prefill_queue');
    const sla = { tpot_ms: 300 };
    expect(causeOf(staged({ slowTokens_s: 2 }), { sla })).toBe('fault');
    expect(causeOf(staged({ freshTokens_s: 2 }), { sla })).toBe('cold_start');
    expect(causeOf(staged({ preempted_s: 2 }), { sla, context: { hasPlanner: false } })).toBe('kv_wait');
    expect(causeOf(staged(), { sla, context: { hasPlanner: false } })).toBe('decode_batch');
  });

  it('is of both where the whole took too long', () => {
    const sla = { e2e_ms: 10_000 };
    expect(causeOf(staged(), { sla, context: { hasPlanner: false } })).toBe('prefill_queue');
    expect(causeOf(staged({ redone_s: 3.5, lostTo: 'crash' }), { sla })).toBe('fault');
  });

  it('is the first on its way where two are alike', () => {
    const stages = { ...STAGES, queued_s: 100.125, started_s: 103.125, prefilled_s: 107.125, granted_s: 107.125 };
    const context = { hasPlanner: false, unloaded: () => ({ ...UNLOADED, overhead_s: 0.125 }) };
    expect(causeOf(staged({}, { stages }), { context })).toBe('prefill_queue'); // 3 s in the queue, 3 s beyond its prompt
  });
});

describe('where more capacity would have helped, what the pool had', () => {
  /** The pool falls short 100 s before the part of 3 s ends, at 103.1 s. */
  const short = staged({ promptsShortSince_s: 3.1 });
  const told = (workers: NonNullable<Told['workers']>, more: Told = {}) =>
    explain(short, { ...more, workers: [[0, 0, 'ready'], ...workers] });

  it('was ordered too late', () => {
    // ordered after 80 s, ready at once: late for 80 s, and not for the 20 s after, which are no longer than that
    expect(told([[83.1, 1, 'ready']])).toEqual({ cause: 'planner_late', late_s: expect.closeTo(80) });
  });

  it('was never ordered', () => expect(told([])).toEqual({ cause: 'planner_late', late_s: expect.closeTo(100) }));

  it('was ordered in time, but too little: the backlog lasted longer than it took to build up', () => {
    // 10 s until the order, 90 s after it: 10 + (90 − 10)
    expect(told([[13.1, 1, 'ready']])).toEqual({ cause: 'planner_late', late_s: expect.closeTo(90) });
  });

  it('was still starting', () => {
    expect(told([[33.1, 1, 'starting']])).toEqual({ cause: 'cold_start' }); // 30 s late, 70 s on its way
    expect(told([[52.1, 1, 'starting']])).toEqual({ cause: 'cold_start' }); // 49 s late, 51 s on its way
    expect(told([[54.1, 1, 'starting']])).toMatchObject({ cause: 'planner_late' });
  });

  it('was missing after a crash', () => {
    expect(told([[43.1, 0, 'gone', 'crash']])).toEqual({ cause: 'fault' }); // 40 s late, 60 s short
    expect(told([[93.1, 0, 'gone', 'crash']])).toMatchObject({ cause: 'planner_late' });
  });

  it('was slow by a fault', () => {
    const slowed = (from_s: number, to_s: number, role: 'prefill' | 'decode' = 'prefill') =>
      told([], { context: { slowed: [{ role, from_s, to_s }] } })!.cause;
    expect(slowed(0, 200)).toBe('fault');
    expect(slowed(50, 60)).toBe('planner_late');
    expect(slowed(0, 200, 'decode')).toBe('planner_late');
    expect(slowed(300, 400)).toBe('planner_late');
  });

  it('had been given away less than a startup before', () => {
    const away = (time_s: number) =>
      told([
        [0, 1, 'ready'],
        [time_s, 1, 'draining'],
      ]);
    const fromLater = staged({ promptsShortSince_s: 90 });
    expect(away(50)).toEqual({ cause: 'scale_down' });
    const givenAway = (time_s: number) =>
      causeOf(fromLater, {
        workers: [
          [0, 1, 'ready'],
          [time_s, 1, 'draining'],
        ],
        context: { hasPlanner: false },
      });
    expect(givenAway(31)).toBe('scale_down'); // a startup is 60 s: from 30 s on
    expect(givenAway(29)).toBe('prefill_queue');
  });

  it('had been given away, but more than that was ordered since', () => {
    expect(
      told([
        [50, 0, 'draining'],
        [60, 1, 'ready'],
        [61, 2, 'ready'],
      ]),
    ).toMatchObject({ cause: 'planner_late' });
    expect(
      told([
        [50, 0, 'draining'],
        [60, 1, 'ready'],
      ]),
    ).toEqual({ cause: 'scale_down' });
  });

  it('could not be had: nobody may order', () => {
    expect(told([], { context: { hasPlanner: false } })).toEqual({ cause: 'prefill_queue' });
    expect(told([], { reasons: ['max_replicas'] })).toEqual({ cause: 'prefill_queue' });
    expect(told([], { reasons: ['forecast', 'gpu_budget'] })).toEqual({ cause: 'prefill_queue' });
    expect(told([], { reasons: ['forecast'] })).toMatchObject({ cause: 'planner_late' });
  });

  it('could not be had: an order at the first moment would not have come yet', () => {
    const brief = (since_s: number) => causeOf(staged({ promptsShortSince_s: since_s }));
    expect(brief(43)).toBe('planner_late'); // 60.1 s
    expect(brief(44)).toBe('prefill_queue'); // 59.1 s
    expect(causeOf(short, { context: { startup_s: {} } })).toBe('prefill_queue');
  });

  it('is that of the role that was wanted', () => {
    const elsewhere = new MissCauses(SLA, causeContext({ hasPlanner: false }));
    elsewhere.sink.worker({ time_s: 33.1, worker: 9, state: 'starting', role: 'decode', gpus: 1 });
    expect(elsewhere.of(short, judge(short, latencies(short), SLA))).toEqual({ cause: 'prefill_queue' });
  });
});

describe('asking again', () => {
  it('about the same end costs nothing', () => {
    let asked = 0;
    const unloaded = () => {
      asked++;
      return UNLOADED;
    };
    const causes = new MissCauses(SLA, causeContext({ unloaded }));
    const end = staged();
    const verdict = judge(end, latencies(end), SLA);
    expect(causes.of(end, verdict)).toBe(causes.of(end, verdict));
    expect(asked).toBe(1);
    causes.of(staged(), verdict);
    expect(asked).toBe(2);
  });
});

it('every miss has just one cause that reports know, whatever happened', () => {
  const moment_s = fc.double({ min: 0, max: 60, noNaN: true });
  const stages = fc.array(moment_s, { minLength: 5, maxLength: 5 }).map((waits_s) => waits_s);
  const holdUps = fc.record(
    { idleElsewhere_s: moment_s, lostTo: fc.constantFrom('crash', 'drain') },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(anyRequestEnd, stages, holdUps, fc.boolean(), (end, waits_s, held, hasPlanner) => {
      const at = (i: number) => end.arrival_s + waits_s.slice(0, i + 1).reduce((sum, wait_s) => sum + wait_s, 0);
      const told = {
        ...end,
        stages: {
          queued_s: at(0),
          started_s: at(1),
          prefilled_s: at(2),
          granted_s: at(3),
          transferred_s: at(4),
          holdUps: held as HoldUps,
        },
      };
      const explanation = explain(told, { context: { hasPlanner } });
      const isMissed = judge(told, latencies(told), SLA).all === false;
      expect(explanation !== undefined).toBe(isMissed);
      if (explanation) expect(Object.keys(MISS_CAUSES)).toContain(explanation.cause);
    }),
  );
});
