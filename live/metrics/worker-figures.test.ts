import { describe, expect, it } from 'vitest';
import type { LabelledValue } from './vector.js';
import { WORKER_GAUGES, workerFigures } from './worker-figures.js';

const BACKEND = { decode: { labels: { component: 'backend' } } };

/** Gauges of workers by name, each told as `[labels, value]`. */
function gauges(values: Readonly<Record<string, readonly (readonly [Record<string, string>, number])[]>>) {
  return new Map(
    Object.entries(values).map(([name, vector]): [string, LabelledValue[]] => [
      name,
      vector.map(([labels, value]) => ({ labels: { component: 'backend', ...labels }, value })),
    ]),
  );
}

describe('the names of engines', () => {
  it.each([
    ['vllm:num_requests_running', 4, { running: 4 }],
    ['vllm:num_requests_waiting', 4, { queuedDecodeRequests: 4 }],
    ['vllm:kv_cache_usage_perc', 0.5, { kvUsage: 0.5 }],
    ['vllm:gpu_cache_usage_perc', 0.5, { kvUsage: 0.5 }],
    ['sglang:num_running_reqs', 4, { running: 4 }],
    ['sglang:num_queue_reqs', 4, { queuedDecodeRequests: 4 }],
    ['sglang:token_usage', 0.5, { kvUsage: 0.5 }],
  ])('%s', (name, value, figures) => {
    expect(WORKER_GAUGES).toContain(name);
    const { workersDetail } = workerFigures(BACKEND, gauges({ [name]: [[{ pod: 'd-0' }, value]] }));
    expect(workersDetail).toEqual({ decode: [{ id: 'd-0', ...figures }] });
  });

  it('another gauge says nothing of a worker', () => {
    expect(workerFigures(BACKEND, gauges({ up: [[{ pod: 'd-0' }, 1]] }))).toEqual({});
  });
});

describe('the name of a worker', () => {
  it.each([
    [{ worker_id: '7', pod: 'p', instance: 'i' }, '7'],
    [{ pod: 'p', instance: 'i' }, 'p'],
    [{ instance: 'i' }, 'i'],
    [{}, ''],
  ])('%j', (labels, id) => {
    const { workersDetail } = workerFigures(BACKEND, gauges({ 'vllm:num_requests_running': [[labels, 1]] }));
    expect(workersDetail!.decode!.map((worker) => worker.id)).toEqual([id]);
  });

  it('workers are in the order of their names, and each has all of its gauges', () => {
    const { workersDetail } = workerFigures(
      BACKEND,
      gauges({
        'vllm:num_requests_running': [
          [{ pod: 'd-1' }, 2],
          [{ pod: 'd-0' }, 1],
        ],
        'vllm:kv_cache_usage_perc': [[{ pod: 'd-1' }, 0.25]],
      }),
    );
    expect(workersDetail!.decode).toEqual([
      { id: 'd-0', running: 1 },
      { id: 'd-1', running: 2, kvUsage: 0.25 },
    ]);
  });
});

describe('queues', () => {
  const waiting = (...counts: number[]) =>
    gauges({ 'vllm:num_requests_waiting': counts.map((count, i) => [{ pod: `w-${i}` }, count] as const) });

  it('of a role are those of its workers together', () => {
    expect(workerFigures(BACKEND, waiting(2, 0, 5)).queues).toEqual({ decode: 7 });
  });

  it.each([
    ['prefill', 'queuedRequests'],
    ['aggregated', 'queuedRequests'],
    ['decode', 'queuedDecodeRequests'],
  ] as const)('of a %s worker wait in %s', (role, field) => {
    const { workersDetail } = workerFigures({ [role]: BACKEND.decode }, waiting(3));
    expect(workersDetail![role]).toEqual([{ id: 'w-0', [field]: 3 }]);
  });

  it('are not known where one worker does not tell', () => {
    const some = gauges({
      'vllm:num_requests_running': [
        [{ pod: 'w-0' }, 1],
        [{ pod: 'w-1' }, 1],
      ],
      'vllm:num_requests_waiting': [[{ pod: 'w-0' }, 4]],
    });
    expect(workerFigures(BACKEND, some).queues).toEqual({});
  });
});

describe('roles', () => {
  const running = gauges({
    'vllm:num_requests_running': [
      [{ pod: 'd-0', component: 'backend' }, 1],
      [{ pod: 'p-0', component: 'prefill' }, 2],
    ],
  });

  it('are told apart by their labels', () => {
    const selectors = { ...BACKEND, prefill: { labels: { component: 'prefill' } } };
    const { workersDetail } = workerFigures(selectors, running);
    expect(workersDetail).toEqual({ decode: [{ id: 'd-0', running: 1 }], prefill: [{ id: 'p-0', running: 2 }] });
  });

  it('one whose workers tell nothing is left out', () => {
    const { workersDetail } = workerFigures({ ...BACKEND, prefill: { labels: { component: 'none' } } }, running);
    expect(Object.keys(workersDetail!)).toEqual(['decode']);
  });

  it('a worker scraped by two jobs is one', () => {
    const twice = gauges({
      'vllm:num_requests_waiting': [
        [{ pod: 'd-0', job: 'a' }, 3],
        [{ pod: 'd-0', job: 'b' }, 3],
      ],
    });
    expect(workerFigures(BACKEND, twice)).toEqual({
      queues: { decode: 3 },
      workersDetail: { decode: [{ id: 'd-0', queuedDecodeRequests: 3 }] },
    });
  });
});
