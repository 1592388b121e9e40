/** What all pools of a cluster share: nodes with GPUs, under a quota, and the storage that weights come from. */
import { z } from 'zod';
import { provisionSchema } from './startup.js';

const nodesSchema = z
  .strictObject({
    gpus_per_node: z.int().positive(),
    initial: z
      .int()
      .nonnegative()
      .default(0)
      .describe('Nodes that are always there; more at the start if the first replicas need them'),
    max: z.int().positive().describe('Quota: most nodes at a time; workers beyond it are pending'),
    provision: provisionSchema,
    release_after_idle_s: z
      .number()
      .nonnegative()
      .optional()
      .describe('A node without workers is given back after this long; default: never'),
  })
  .describe('Nodes the workers need GPUs on; default: GPUs without end');

const storageSchema = z
  .strictObject({
    bandwidth_gb_per_s: z.number().positive().describe('GB/s of the storage, shared by all workers that load from it'),
    per_worker_gb_per_s: z.number().positive().optional().describe('Most GB/s that one worker gets'),
  })
  .describe('Where stages with bytes_gb load from');

/** The part of a cluster that all of its pools share. */
export const infrastructureFields = { nodes: nodesSchema.optional(), storage: storageSchema.optional() };

const infrastructureSchema = z.strictObject(infrastructureFields);

/** Nodes and storage of a cluster, where they are limited. */
export type InfrastructureSpec = z.infer<typeof infrastructureSchema>;
/** Nodes with GPUs, under a quota. */
export type NodesSpec = z.infer<typeof nodesSchema>;
/** Where weights come from, and how fast. */
export type StorageSpec = z.infer<typeof storageSchema>;
