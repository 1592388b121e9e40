/** `/metrics` as the faults of the scenario let it be read: lost, frozen, late. */
import { setTimeout } from 'node:timers/promises';
import { ApiError } from '../api/api-error.js';
import type { Service } from '../service.js';

/** `read` gives the page as it is; while it is frozen, what was read last comes again. */
export function faultyPage(service: Service, speedup: number, read: () => Promise<string>): () => Promise<string> {
  let last: string | undefined;
  return async () => {
    const { delay_s } = service.look(({ metricsFaults }) => metricsFaults);
    if (delay_s > 0) await setTimeout((delay_s * 1000) / speedup);
    const { lost, frozen } = service.look(({ metricsFaults }) => metricsFaults);
    if (lost > 0) throw new ApiError(503, 'service_unavailable', 'The metrics are lost: a fault of the scenario.');
    if (frozen === 0 || last === undefined) last = await read();
    return last;
  };
}
