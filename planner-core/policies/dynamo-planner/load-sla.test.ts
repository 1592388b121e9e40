import { describe, expect, it } from 'vitest';
import type { WorkerObservation } from '../../ports.js';
import { engineStep } from '../../testing/index.js';
import { aggregatedSlaVerdict, slaVerdict } from './load-sla.js';
import { AGGREGATED_MODEL, DECODE_MODEL, EMPTY_MODEL, PREFILL_MODEL } from './testing/models.js';
import { pair, queued, type SituationChoice, situationWith } from './testing/situations.js';

const MODELS = { prefill: PREFILL_MODEL, decode: DECODE_MODEL };
const REFUSED = { reason: 'scale_down_refused_consolidation' };
const SAME = { reason: 'no_change' };
const UNKNOWN = { reason: 'insufficient_data' };

/** Decode workers with so many requests and KV tokens each. */
const busy = (...loads: (readonly [requests: number, kvTokens: number])[]): WorkerObservation[] =>
  loads.map(([decodeRequests, decodeKvTokens], i) => ({
    id: String(i),
    step: engineStep({ wallTime: 0.01, decodeRequests, decodeKvTokens }),
  }));

describe('prefill towards 100 ms', () => {
  // a prompt of 400 tokens alone takes 14 ms; 10,400 tokens take a full pass and a rest, 124 ms
  const judge = (queues: number[], choice: SituationChoice = {}) =>
    slaVerdict(
      situationWith({
        models: MODELS,
        prefill: queued(...queues),
        ready: pair(queues.length, 2),
        ...choice,
        config: { optimizationTarget: 'sla', ttft_ms: 100, ...choice.config },
      }),
      'prefill',
    );

  it.each([
    ['all above the target: one more', [10_000, 10_000], { desired: 3 }],
    ['one below it: no more', [10_000, 0], REFUSED],
    ['one alone above it', [10_000], { desired: 2 }],
    ['twice the queue within four fifths: one fewer', [2000, 2000], { desired: 1 }],
    ['idle: one fewer', [0, 0], { desired: 1 }],
    ['twice the queue beyond four fifths: refused', [4000, 4000], REFUSED],
    ['one that could not take more is enough to refuse', [0, 4000], REFUSED],
    ['of three, half a queue more each', [4000, 4000, 4000], { desired: 2 }],
    ['the last stays', [0], SAME],
  ])('%s', (_what, queues, verdict) => {
    expect(judge(queues)).toEqual(verdict);
  });

  it('takes the last while others are on their way, down to the minimum', () => {
    expect(judge([0], { pending: pair(1, 0) })).toEqual({ desired: 1 });
  });

  it('never goes below the minimum', () => {
    expect(judge([0, 0], { config: { minEndpoint: 2 } })).toEqual({ desired: 2 });
  });

  it('holds the queue’s share against the target, not the request’s own time', () => {
    // 4,000 tokens more on top of 14 ms are 40 ms: four fifths of 86 ms hold, a half of them not
    expect(judge([2000, 2000], { config: { loadScalingDownSensitivity: 50 } })).toEqual({ desired: 1 });
    expect(judge([2000, 2000], { config: { loadScalingDownSensitivity: 46 } })).toEqual(REFUSED);
  });

  it('refuses where a lone request already misses', () => {
    expect(judge([0, 0], { config: { ttft_ms: 14 } })).toEqual(REFUSED);
    expect(judge([0, 0], { config: { ttft_ms: 13 } })).toEqual({ desired: 3 });
  });

  it('knows what the prefix cache spares', () => {
    // half of 10,400 tokens take 62 ms
    expect(judge([10_000, 10_000], { kvHitRate: 0.5 })).toEqual(REFUSED);
  });

  it('writes the largest estimate down', () => {
    const situation = situationWith({
      models: MODELS,
      prefill: queued(0, 10_000),
      config: { optimizationTarget: 'sla', ttft_ms: 100 },
    });
    slaVerdict(situation, 'prefill');
    expect(situation.notes.numbers['estimated_ttft_ms']).toBeCloseTo(124, 0);
  });

  it.each<[string, SituationChoice]>([
    ['without a model', { models: {} }],
    ['with one that has learnt nothing', { models: { prefill: EMPTY_MODEL } }],
    ['with nobody ready', { ready: pair(0, 2) }],
    ['without the tokens of a pass', { setting: { limits: {} } }],
    ['with nobody reporting', { prefill: [] }],
  ])('%s cannot tell', (_what, choice) => {
    expect(judge([0, 0], choice)).toEqual(UNKNOWN);
  });
});

describe('decode towards 6 ms', () => {
  // n requests with k KV tokens: 5 ms + 20 µs (n + 1) + 10 ns (k + 1,000)
  const judge = (loads: (readonly [number, number])[], choice: SituationChoice = {}) =>
    slaVerdict(
      situationWith({
        models: MODELS,
        decode: busy(...loads),
        ready: pair(2, loads.length),
        ...choice,
        config: { optimizationTarget: 'sla', itl_ms: 6, ...choice.config },
      }),
      'decode',
    );

  it.each([
    [
      'all above the target: one more',
      [
        [50, 40_000],
        [50, 40_000],
      ],
      { desired: 3 },
    ],
    [
      'one below it: no more',
      [
        [50, 40_000],
        [1, 100],
      ],
      REFUSED,
    ],
    [
      'idle at a sensitivity of 80 %: 4.8 ms, below any step',
      [
        [0, 0],
        [0, 0],
      ],
      REFUSED,
    ],
  ] as [string, (readonly [number, number])[], object][])('%s', (_what, loads, verdict) => {
    expect(judge(loads)).toEqual(verdict);
  });

  it('takes one where the others keep their share with its load', () => {
    const loose = { config: { itl_ms: 8 } };
    // 40 requests of 20,000 tokens: 5 + 0.82 + 0.21 = 6.03 ms; below 6.4
    expect(
      judge(
        [
          [20, 10_000],
          [20, 10_000],
        ],
        loose,
      ),
    ).toEqual({ desired: 1 });
    expect(
      judge(
        [
          [30, 15_000],
          [30, 15_000],
        ],
        loose,
      ),
    ).toEqual(REFUSED);
  });

  it('takes none whose KV cache would not fit', () => {
    const loose = { config: { itl_ms: 100 } };
    expect(
      judge(
        [
          [5, 49_999],
          [5, 49_999],
        ],
        loose,
      ),
    ).toEqual({ desired: 1 });
    expect(
      judge(
        [
          [5, 50_000],
          [5, 50_000],
        ],
        loose,
      ),
    ).toEqual(REFUSED);
    expect(
      judge(
        [
          [5, 50_000],
          [5, 50_000],
        ],
        { ...loose, setting: { limits: {} } },
      ),
    ).toEqual({ desired: 1 });
  });

  it('counts what waits for a place', () => {
    const waiting = busy([5, 30_000], [5, 30_000]).map((worker) => ({ ...worker, queuedDecodeKvTokens: 20_000 }));
    expect(
      judge(
        [
          [5, 30_000],
          [5, 30_000],
        ],
        { config: { itl_ms: 100 }, decode: waiting },
      ),
    ).toEqual(REFUSED);
  });

  it('shares a step among the tokens that speculation accepts', () => {
    const crowded: (readonly [number, number])[] = [
      [50, 40_000],
      [50, 40_000],
    ];
    expect(judge(crowded, { acceptLength: 2 })).not.toEqual({ desired: 3 });
  });

  it('writes the largest estimate down', () => {
    const situation = situationWith({
      models: MODELS,
      decode: busy([0, 0], [49, 39_000]),
      config: { optimizationTarget: 'sla' },
    });
    slaVerdict(situation, 'decode');
    expect(situation.notes.numbers['estimated_itl_ms']).toBeCloseTo(6.4, 2);
  });
});

describe('aggregated workers, judged twice', () => {
  const judge = (workers: WorkerObservation[], choice: SituationChoice = {}) =>
    aggregatedSlaVerdict(
      situationWith({
        models: { decode: AGGREGATED_MODEL },
        decode: workers,
        ready: pair(0, workers.length),
        ...choice,
        config: { mode: 'agg', optimizationTarget: 'sla', ttft_ms: 1000, itl_ms: 1000, ...choice.config },
      }),
    );
  const idle = busy([1, 100], [1, 100]);

  it.each([
    ['more is a say of TTFT', { ttft_ms: 5 }, { desired: 3 }],
    ['or of ITL', { itl_ms: 5 }, { desired: 3 }],
    ['fewer of both', {}, { desired: 1 }],
  ])('%s', (_what, config, verdict) => {
    expect(judge(idle, { config })).toEqual(verdict);
  });

  it('stays where one of them refuses, and says so', () => {
    const queue = idle.map((worker) => ({ ...worker, queuedPrefillTokens: 20_000 }));
    expect(judge(queue, { config: { ttft_ms: 320 } })).toEqual({
      desired: 2,
      reason: 'scale_down_refused_consolidation',
    });
  });

  it('counts queued prompts as KV cache to come', () => {
    const queue = idle.map((worker) => ({ ...worker, queuedPrefillTokens: 50_000 }));
    expect(judge(queue, { config: { ttft_ms: 1e6 } })).toMatchObject({ desired: 2, ...REFUSED });
    const light = idle.map((worker) => ({ ...worker, queuedPrefillTokens: 49_000 }));
    expect(judge(light, { config: { ttft_ms: 1e6 } })).toEqual({ desired: 1 });
  });

  it('is judged by ITL alone where the tokens of a pass are not known', () => {
    const unknown = { setting: { limits: { decode: { maxKvTokens: 100_000 } } } };
    expect(judge(idle, { ...unknown, config: { ttft_ms: 5 } })).toEqual({ desired: 1 });
  });

  it('cannot be told without a model', () => {
    expect(judge(idle, { models: {} })).toEqual(UNKNOWN);
    expect(judge(idle, { models: { decode: EMPTY_MODEL } })).toEqual(UNKNOWN);
  });
});
