import type { Policy } from '../ports.js';

/** No planner: every tick orders the replicas that the context gives. The baseline of every comparison. */
export function staticReplicas(): Policy<null> {
  return {
    name: 'static',
    init: ({ pools }) => {
      const targets = Object.fromEntries(Object.entries(pools).map(([role, pool]) => [role, pool.replicas]));
      const decision = { targets, reasons: ['static'] as const, explanation: {}, log: [] };
      return { initialState: null, leastWorkers: 0, tick: () => ({ state: null, decision }) };
    },
  };
}
