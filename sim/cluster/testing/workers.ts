/** Workers and routers that only remember what is done to them; for tests of what a pool is made of. */
import type { PoolSpec } from '../../../scenarios/index.js';
import type { Engine } from '../../engine/engine.js';
import { createEngineModel } from '../../engine-model/index.js';
import type { Router } from '../../routing/index.js';
import { poolSpec, requestOf, smallProfile } from '../../testing/index.js';
import { InFlight, PoolWorker } from '../in-flight.js';
import { engineLimits, type PoolGroup } from '../pool-group.js';

/** A group without a fleet. */
export function groupOf(spec: Partial<PoolSpec> = {}): PoolGroup<PoolWorker> {
  const model = createEngineModel(smallProfile());
  const whole = poolSpec(spec);
  const limits = engineLimits(whole, model, 'decode');
  return { kind: {}, spec: whole, model, gpusPerWorker: 1, limits, fleet: undefined as never };
}

/** A worker whose engine notes the paces it is given. */
export function workerOf(id = 0, group: PoolGroup<PoolWorker> = groupOf()): PoolWorker & { readonly told: number[] } {
  const told: number[] = [];
  const worker = new PoolWorker(id, 'decode', 0, group);
  worker.engine = { setPace: (pace: number) => told.push(pace) } as unknown as Engine<InFlight>;
  return Object.assign(worker, { told });
}

/** A try that came into its stage at `since_s`. */
export function inFlightOf(id = 0, since_s = 0, inputTokens = 100, outputTokens = 10): InFlight {
  return new InFlight(requestOf({ id, inputTokens, outputTokens, arrival_s: since_s }), 0, since_s);
}

/** A router that chooses nobody and writes down what it hears. */
export function deafRouter(wantsBlocks = false): Router<PoolWorker> & { readonly heard: string[] } {
  const heard: string[] = [];
  const note = (what: string) => (worker: PoolWorker, of?: number | { readonly id: number }) => {
    const more = typeof of === 'object' ? of.id : of;
    heard.push([what, worker.id, more].filter((part) => part !== undefined).join(' '));
  };
  return {
    heard,
    wantsBlocks,
    add: note('add'),
    remove: note('remove'),
    loadChanged: note('load'),
    blockStored: note('stored'),
    blockRemoved: note('removed'),
    placed: note('placed'),
    prefilled: note('prefilled'),
    ended: note('ended'),
    choose: () => undefined,
  };
}
