/**
 * What each engine would report of itself at a tick: queues, batch, KV, and the step under way. Built from the requests inside
 * the cluster, at ticks alone, so that a run whose planner seldom looks pays nothing in between.
 */
import type { EngineStep, Role, WorkerObservation } from '../../planner-core/index.js';
import type { Cluster } from '../cluster/cluster.js';
import type { InFlight, PoolWorker } from '../cluster/in-flight.js';
import type { PrefillWork } from '../engine-model/index.js';

/** Sums over the requests that a worker has. */
interface Load {
  readonly prompts: { requests: number; tokens: number };
  readonly decodes: { requests: number; kvTokens: number };
  readonly running: { requests: number; kvTokens: number };
  readonly work: PrefillWork;
}

/** The ready workers of every role. Call it when the gaps up to now are told. */
export function viewWorkers(cluster: Cluster): Partial<Record<Role, WorkerObservation[]>> {
  const loads = new Map<PoolWorker, Load>();
  for (const inFlight of cluster.settle()) addTo(loads, inFlight);
  const roles = cluster.pools.map((pool): [Role, WorkerObservation[]] => [
    pool.role,
    Array.from(pool.ready(), (worker) => view(worker, loads.get(worker) ?? emptyLoad())),
  ]);
  return Object.fromEntries(roles);
}

function emptyLoad(): Load {
  return {
    prompts: { requests: 0, tokens: 0 },
    decodes: { requests: 0, kvTokens: 0 },
    running: { requests: 0, kvTokens: 0 },
    work: { requests: 0, completing: 0, newTokens: 0, cachedTokens: 0, attentionPairs: 0 },
  };
}

function addTo(loads: Map<PoolWorker, Load>, inFlight: InFlight): void {
  const { stage, prefillWorker, decodeWorker, request, delivered } = inFlight;
  const worker = stage === 'queued' || stage === 'prefill' ? prefillWorker : decodeWorker;
  if (!worker) return; // it waits at the pool, where the queues count it
  const load = loads.get(worker) ?? emptyLoad();
  loads.set(worker, load);
  const kvTokens = request.inputTokens + delivered;
  if (inFlight.chunk > 0) addChunk(load.work, inFlight, worker.role !== 'prefill');
  if (stage === 'queued') {
    load.prompts.requests++;
    load.prompts.tokens += request.inputTokens;
  } else if (stage === 'decode_queued' || stage === 'transfer' || isPreempted(inFlight)) {
    load.decodes.requests++;
    load.decodes.kvTokens += kvTokens;
  } else if (stage === 'decode' && inFlight.chunk === 0) {
    load.running.requests++;
    load.running.kvTokens += kvTokens;
  }
}

/** Decoding, but its KV was taken away and waits to be computed again. */
function isPreempted({ stage, preemptions, computed, target, chunk }: InFlight): boolean {
  return stage === 'decode' && preemptions > 0 && computed < target && chunk === 0;
}

function addChunk(work: PrefillWork, { chunk, computed, target }: InFlight, decodesHere: boolean): void {
  work.requests++;
  if (decodesHere && computed + chunk === target) work.completing++;
  work.newTokens += chunk;
  work.cachedTokens += computed;
  work.attentionPairs += chunk * (computed + chunk / 2);
}

function view(worker: PoolWorker, load: Load): WorkerObservation {
  const { engine } = worker;
  const { kv } = engine;
  return {
    id: String(worker.id),
    kvUsage: kv.capacity > 0 ? kv.used() / kv.capacity : 0,
    running: engine.size,
    queuedRequests: load.prompts.requests,
    queuedPrefillTokens: load.prompts.tokens,
    queuedDecodeRequests: load.decodes.requests,
    queuedDecodeKvTokens: load.decodes.kvTokens,
    step: engine.isIdle ? IDLE : stepOf(worker, load),
  };
}

const IDLE: EngineStep = { wallTime: 0, prefillRequests: 0, prefillTokens: 0, decodeRequests: 0, decodeKvTokens: 0 };

function stepOf({ group, pace }: PoolWorker, { work, running }: Load): EngineStep {
  const { model } = group;
  const seconds =
    work.requests > 0
      ? model.mixedStepSeconds(work, running.requests, running.kvTokens)
      : running.requests > 0
        ? model.decodeStepSeconds(running.requests, running.kvTokens)
        : 0;
  return {
    wallTime: seconds * pace,
    prefillRequests: work.requests,
    prefillTokens: work.newTokens,
    decodeRequests: running.requests,
    decodeKvTokens: running.kvTokens,
  };
}
