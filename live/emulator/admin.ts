/** The admin API: who works, and how many should. `emulatorConnector` is its client. */
import { z } from 'zod';
import type { Role } from '../../planner-core/index.js';
import { invalidRequest } from './api/api-error.js';
import type { Service } from './service.js';

const MOST_REPLICAS = 10_000;
const count = z.int().nonnegative().max(MOST_REPLICAS).optional();
const replicasSchema = z.strictObject({ prefill: count, decode: count, aggregated: count });

/** Counts by role; with `detail` also a row for each worker that is not gone. */
export function readWorkers(service: Service, detail: boolean): unknown {
  return service.look((simulation) => ({
    ...simulation.counts(),
    ...(detail && { detail: simulation.workers() }),
  }));
}

/** Orders the counts that `body` names. Throws an ApiError (400) for a role that there is not. */
export function orderReplicas(service: Service, body: string): void {
  const targets = parse(body);
  const roles = service.look((simulation) => Object.keys(simulation.counts()));
  const unknown = Object.keys(targets).find((role) => !roles.includes(role));
  if (unknown !== undefined)
    throw invalidRequest(`There are no ${unknown} workers here, only ${roles.join(' and ')}.`, unknown);
  service.order(targets);
}

function parse(body: string): Partial<Record<Role, number>> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw invalidRequest('The body is not valid JSON.');
  }
  const result = replicasSchema.safeParse(json);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    throw invalidRequest(`${path.join('.') || 'replicas'}: ${message}`);
  }
  return Object.fromEntries(Object.entries(result.data).filter(([, target]) => target !== undefined));
}
