/** Inputs kept between the trials of one process: engine profiles, and traffic that many trials read alike. */
import { type LoadedProfile, mayWait, type Traffic, type TrafficRequest } from '../../scenarios/index.js';
import { FRESH_SOURCES, type TrialSources } from '../trial/sources.js';

/** About 100 bytes each. */
const MOST_KEPT_REQUESTS = 1_000_000;
const MOST_KEPT_PROFILES = 100;

interface KeptTraffic {
  readonly requests: readonly TrafficRequest[];
  readonly traffic: Traffic;
}

/** Sources whose memory has an end: the oldest traffic goes first, and traffic of more requests than fit is never kept. */
export function keptSources(mostRequests = MOST_KEPT_REQUESTS): TrialSources {
  const profiles = new Map<string, LoadedProfile>();
  const kept = new Map<string, KeptTraffic>();
  const keep = (key: string, entry: KeptTraffic) => {
    kept.set(key, entry);
    let sum = [...kept.values()].reduce((requests, one) => requests + one.requests.length, 0);
    for (const [oldest, { requests }] of kept) {
      if (sum <= mostRequests) break;
      kept.delete(oldest);
      sum -= requests.length;
    }
  };
  return {
    profile(name, resolve) {
      const key = `${name}\n${resolve(name)}`;
      const known = profiles.get(key);
      if (known) return known;
      const loaded = FRESH_SOURCES.profile(name, resolve);
      if (profiles.size >= MOST_KEPT_PROFILES) profiles.clear();
      profiles.set(key, loaded);
      return loaded;
    },
    traffic(spec, seed, resolve) {
      if (mayWait(spec)) return FRESH_SOURCES.traffic(spec, seed, resolve);
      const place = 'path' in spec ? resolve(spec.path) : resolve('.');
      const key = JSON.stringify([spec, seed, place]);
      const known = kept.get(key);
      if (known) return { ...known.traffic, requests: known.requests };
      const traffic = FRESH_SOURCES.traffic(spec, seed, resolve);
      const whole = (requests: readonly TrafficRequest[]) => keep(key, { requests, traffic });
      return { ...traffic, requests: collecting(traffic.requests, mostRequests, whole) };
    },
  };
}

/** Hands the requests on and, once all have been read and no more than `most` they were, hands them over. */
function* collecting(
  source: Iterable<TrafficRequest>,
  most: number,
  whole: (requests: readonly TrafficRequest[]) => void,
): Generator<TrafficRequest> {
  const seen: TrafficRequest[] = [];
  let fits = true;
  for (const request of source) {
    if (seen.length < most) seen.push(request);
    else fits = false;
    yield request;
  }
  if (fits) whole(seen);
}
