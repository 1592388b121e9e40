import { describe, expect, it } from 'vitest';
import type { Role } from '../../planner-core/index.js';
import { orderReplicas, readWorkers } from './admin.js';
import { ApiError } from './api/api-error.js';
import type { Service } from './service.js';

const COUNTS = { prefill: { ready: 1, desired: 1 }, decode: { ready: 2, desired: 2 } };

/** A service of prefill and decode workers that notes its orders. */
function toy() {
  const orders: Partial<Record<Role, number>>[] = [];
  const simulation = { counts: () => COUNTS, workers: () => [{ id: '0' }] };
  const service = {
    look: (read: (of: typeof simulation) => unknown) => read(simulation),
    order: (targets: Partial<Record<Role, number>>) => orders.push(targets),
  };
  return { service: service as unknown as Service, orders };
}

it('tells counts by role, and workers one by one where it is asked to', () => {
  expect(readWorkers(toy().service, false)).toEqual(COUNTS);
  expect(readWorkers(toy().service, true)).toEqual({ ...COUNTS, detail: [{ id: '0' }] });
});

describe('an order', () => {
  it.each([{ decode: 3 }, { prefill: 0, decode: 10_000 }, {}])('of %j is given as it is', (targets) => {
    const { service, orders } = toy();
    orderReplicas(service, JSON.stringify(targets));
    expect(orders).toEqual([targets]);
  });

  it.each([
    ['{"aggregated": 1}', 'There are no aggregated workers here, only prefill and decode.'],
    ['{"workers": 1}', 'replicas: '],
    ['{"decode": -1}', 'decode: '],
    ['{"decode": 1.5}', 'decode: '],
    ['{"decode": "2"}', 'decode: '],
    ['{"decode": 10001}', 'decode: '],
    ['{"decode": null}', 'decode: '],
    ['[]', 'replicas: '],
    ['decode=2', 'The body is not valid JSON.'],
    ['', 'The body is not valid JSON.'],
  ])('of %s is refused as a whole', (body, text) => {
    const { service, orders } = toy();
    expect(() => orderReplicas(service, body)).toThrow(ApiError);
    expect(() => orderReplicas(service, body)).toThrow(text);
    expect(orders).toEqual([]);
  });

  it('one role that is not there spoils the rest', () => {
    const { service, orders } = toy();
    expect(() => orderReplicas(service, '{"decode": 5, "aggregated": 1}')).toThrow('no aggregated workers');
    expect(orders).toEqual([]);
  });
});
