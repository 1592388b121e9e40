import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { itHasLimits } from '../testing/limits.js';
import { infrastructureFields } from './infrastructure.js';

const schema = z.strictObject(infrastructureFields);
const nodes = { gpus_per_node: 8, max: 4, provision: 180 };

describe('infrastructure', () => {
  it('is without end where nothing is said', () => expect(schema.parse({})).toEqual({}));

  it('of nodes has none at first, and never gives one back', () => {
    expect(schema.parse({ nodes }).nodes).toEqual({
      gpus_per_node: 8,
      max: 4,
      initial: 0,
      provision: { stages: [{ name: 'provision_node', fixed_s: 180 }] },
    });
  });

  it('of storage shares its bandwidth among all that load', () => {
    expect(schema.parse({ storage: { bandwidth_gb_per_s: 10 } }).storage).toEqual({ bandwidth_gb_per_s: 10 });
  });
});

itHasLimits(schema, { nodes, storage: { bandwidth_gb_per_s: 10 } }, [
  ['nodes.gpus_per_node', [1, 8], [0, 1.5, undefined]],
  ['nodes.initial', [0, 4, 99], [-1, 0.5]],
  ['nodes.max', [1], [0, undefined]],
  ['nodes.provision', [0, 60, { stages: [{ name: 'boot', fixed_s: 1 }] }], [undefined, -1, 'hot']],
  ['nodes.release_after_idle_s', [0, 600, undefined], [-1]],
  ['storage.bandwidth_gb_per_s', [0.1], [0, undefined]],
  ['storage.per_worker_gb_per_s', [0.1, undefined], [0]],
]);
