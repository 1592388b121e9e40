/** Nobody moves workers: for a planner that only says what it would do. */
import type { WorkerCounts } from '../../planner-core/index.js';
import type { Connector, Targets } from '../ports.js';

/** Tells these counts as ready, always, and takes no order. */
export function advisoryConnector(replicas: Targets): Connector {
  const counts = (count: number): WorkerCounts => ({ ready: count, starting: 0, draining: 0, desired: count });
  const workers = Object.fromEntries(Object.entries(replicas).map(([role, count]) => [role, counts(count)]));
  return {
    name: 'nobody',
    workers: () => Promise.resolve(workers),
    scale: () => Promise.reject(new Error('nobody moves workers here')),
    close: () => Promise.resolve(),
  };
}
