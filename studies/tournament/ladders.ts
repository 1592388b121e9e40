/**
 * Every policy's own dial, in steps from careless to careful. Policies promise different things by default, so that a
 * comparison at their defaults would compare promises; on their ladders all can be brought to the same attainment.
 */

import type { PlannerSpec } from '../../scenarios/index.js';
import type { Family, Ladder } from './ladder.js';
import { planningForecasts, promising } from './ladders-dynamo.js';

/** A ladder of one field, its values from careless to careful. */
function dial(family: Family, field: string, values: readonly number[]): Ladder {
  return {
    family,
    rungs: ({ maxReplicas }) =>
      values.map((value) => ({
        label: `${field} ${value}`,
        planner: { max_replicas: maxReplicas, [field]: value },
      })),
  };
}

/** Least workers, as shares of the mean need: who watches one signal of one role must be kept from starving the other. */
const LEAST = [0, 1, 1.6, 2.2];

/** As {@link dial}, with each of several least counts. */
function dialAbove(family: Family, field: string, values: readonly number[]): Ladder {
  return {
    family,
    rungs: ({ facts, maxReplicas }) => {
      const most = Math.max(...Object.values(facts.meanWorkers));
      const least = new Set(LEAST.map((share) => Math.min(maxReplicas, Math.max(1, Math.ceil(share * most)))));
      return [...least].flatMap((min_replicas) =>
        values.map((value) => ({
          label: `${field} ${value}, at least ${min_replicas}`,
          planner: { max_replicas: maxReplicas, min_replicas, [field]: value },
        })),
      );
    },
  };
}

const QUEUES = [10, 2, 0.4];
const FLEET_SIZES = [0.7, 1, 1.3, 1.7, 2.2, 3, 4];

/** The ladder of every policy of the catalogue. */
export const LADDERS: Readonly<Record<PlannerSpec['policy'], Ladder>> = {
  headroom: dial('ours', 'attainment', [0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995]),
  'dynamo-planner': promising('dynamo-planner'),
  'dynamo-sla': promising('dynamo-sla'),
  hpa: dialAbove('Kubernetes', 'target', QUEUES),
  keda: dialAbove('Kubernetes', 'target_queue', QUEUES),
  kpa: dialAbove('Kubernetes', 'target_concurrency', [40, 15, 5]),
  'wva-saturation': dialAbove('llm-d', 'kv_spare_trigger', [0.1, 0.4, 0.7]),
  'wva-queueing': dial('llm-d', 'max_batch', [256, 128, 64, 32, 16, 8, 4]),
  heteroscale: {
    family: 'research',
    rungs: ({ facts, maxReplicas }) =>
      [1, 0.8, 0.65, 0.5, 0.4, 0.3, 0.2].map((share) => ({
        label: `${Math.round(100 * share)} % of a GPU's tokens/s`,
        planner: {
          max_replicas: maxReplicas,
          tokens_per_s_per_gpu: facts.decodeTokensPerGpu * share,
          prefill_per_decode: facts.prefillPerDecode,
        },
      })),
  },
  tokenscale: dial('research', 'headroom', [0, 0.2, 0.5, 1, 1.5, 2.5, 4]),
  chiron: dialAbove('research', 'utilisation', [0.8, 0.5, 0.3]),
  'last-value': planningForecasts,
  static: {
    family: 'baseline',
    rungs: ({ facts, maxReplicas }) =>
      FLEET_SIZES.map((factor) => {
        const counts = Object.entries(facts.meanWorkers).map(([role, workers]) => {
          return [role, Math.min(maxReplicas, Math.ceil(workers * factor))] as const;
        });
        return {
          label: counts.map(([role, count]) => `${count} ${role}`).join(', '),
          planner: {},
          sets: counts.map(([role, count]) => `cluster.${role}.replicas=${count}`),
        };
      }),
  },
  'static-mean': constantCount(),
  'static-peak': constantCount(),
  schedule: { family: 'baseline', rungs: () => [{ label: 'as configured', planner: {} }] },
  oracle: {
    family: 'knows the traffic',
    rungs: ({ maxReplicas }) =>
      [180, 60, 30, 15, 8, 4].flatMap((interval_s) =>
        [1, 2].map((min_replicas) => ({
          label: `interval_s ${interval_s}, min_replicas ${min_replicas}`,
          planner: { max_replicas: maxReplicas, interval_s, min_replicas },
        })),
      ),
  },
  'perfect-system': dial('knows the traffic', 'interval_s', [180, 60, 30, 15, 8, 4]),
  'work-bound': dial('knows the traffic', 'interval_s', [180, 60, 30, 15, 8, 4]),
};

/** Sized in hindsight for the busiest interval, or for the mean: the shorter the interval, the higher the peak. */
function constantCount(): Ladder {
  return dial('knows the traffic', 'interval_s', [600, 180, 60, 20, 5]);
}
