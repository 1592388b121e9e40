/** Moves the emulator's workers through its admin API. */
import { z } from 'zod';
import type { Connector, Targets, WorkersByRole } from '../ports.js';

const counts = z.object({
  ready: z.int(),
  starting: z.int(),
  draining: z.int(),
  desired: z.int(),
  pending: z.int().exactOptional(),
  warm: z.int().exactOptional(),
});
const workersSchema = z.object({
  prefill: counts.exactOptional(),
  decode: counts.exactOptional(),
  aggregated: counts.exactOptional(),
});

/** A connector to `headroom emulate` at `url`. Its calls reject where the emulator does not answer or refuses. */
export function emulatorConnector(url: string): Connector {
  const base = url.replace(/\/+$/, '');
  const ask = async (path: string, init: RequestInit): Promise<WorkersByRole> => {
    const response = await fetch(`${base}${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`emulator at ${base}: ${response.status} ${text}`);
    return workersSchema.parse(JSON.parse(text));
  };
  return {
    name: `emulator at ${base}`,
    workers: (signal) => ask('/admin/v1/workers', signal ? { signal } : {}),
    scale: async (targets, signal) => {
      const body = JSON.stringify(targets);
      const after = await ask('/admin/v1/replicas', { method: 'PUT', body, ...(signal && { signal }) });
      const accepted = Object.keys(targets).map((role) => [role, after[role as keyof Targets]?.desired]);
      return Object.fromEntries(accepted) as Targets;
    },
    close: () => Promise.resolve(),
  };
}
