/** "What if": a report that runs its simulation again in the browser. */
import { gzipSync } from 'node:zlib';
import { count } from '../../reports/index.js';
import type { LoadedScenario, Prices, Traffic, TrafficRequest } from '../../scenarios/index.js';
import { poolsOf } from '../../scenarios/index.js';
import type { SimulationInput } from '../../sim/index.js';
import { dynamoConfigOf } from '../trial/dynamo-config.js';
import { type PackedTraffic, TrafficPacker } from './pack.js';
import type { WhatIfSetting } from './rerun.js';

export { whatIfSection } from './section.js';

/** More would make the page too large and the browser too slow. */
const MOST_REQUESTS = 200_000;

/** Traffic that is remembered while it is read. */
export interface WatchedTraffic {
  readonly traffic: Traffic;
  /** What was read, or why it cannot be read again. */
  packed(): PackedTraffic | string;
}

/** Traffic that is handed on as it is, and packed meanwhile where it can be run again. */
export function watchTraffic(traffic: Traffic): WatchedTraffic {
  if (traffic.next) return { traffic, packed: () => 'its requests wait for the answers of others' };
  const packer = new TrafficPacker();
  function* watched(): Generator<TrafficRequest> {
    for (const request of traffic.requests) {
      if (packer.requests <= MOST_REQUESTS) packer.add(request);
      yield request;
    }
  }
  return {
    traffic: { ...traffic, requests: watched() },
    packed: () =>
      packer.requests > MOST_REQUESTS ? `it has more than ${count(MOST_REQUESTS)} requests` : packer.packed(),
  };
}

/** What a browser needs to run this again. */
export function whatIfSetting(
  { scenario, resolve }: LoadedScenario,
  { input: { policy: _, ...input }, prices }: { readonly input: SimulationInput; readonly prices: Prices },
  traffic: PackedTraffic,
): WhatIfSetting {
  const { planner, sla, cluster } = scenario;
  const dynamo = dynamoConfigOf(planner, sla, resolve);
  return {
    input,
    pools: Object.fromEntries(poolsOf(cluster)),
    planner,
    sla,
    prices,
    traffic,
    ...(dynamo && { dynamo }),
  };
}

/** The setting as it lies in a run directory (`what_if.json.gz`) and in the page. */
export function zipSetting(setting: WhatIfSetting): Buffer {
  return gzipSync(JSON.stringify(setting), { level: 9 });
}
