/** How much one measured point says about another: what they have in common, and how near their loads and lengths are. */
import type { Correction, Quantity } from './correction.js';

/** Shares of the variance that points have in common when the name agrees; `…Load`, `…Near`, `…Same` fade with the distance. */
export interface Shares {
  /** Aggregated or not: a slope over simulated time, load and prompt length. */
  readonly trend: number;
  /** Backend, aggregated or not, fading with the load. */
  readonly backendLoad: number;
  /** Engine (backend, aggregated or not, workers known or not) in one campaign. */
  readonly engine: number;
  readonly engineLoad: number;
  /** Engine, fading with the simulated time: what clients and frontends add weighs more on short times. */
  readonly engineTime: number;
  /** Engine and its version. */
  readonly version: number;
  readonly versionLoad: number;
  /** Engine, model and precision. */
  readonly modelLoad: number;
  readonly modelNear: number;
  /** Engine, model, precision and GPU system. */
  readonly family: number;
  readonly profile: number;
  readonly profileLoad: number;
  readonly profileNear: number;
  readonly profileSame: number;
  readonly configuration: number;
  readonly configurationLoad: number;
}

/** A point with the logarithms that its kernel is made of, in octaves. */
export interface Located {
  readonly point: Correction;
  readonly backend: string;
  readonly isDisaggregated: boolean;
  readonly load: number;
  readonly isl: number;
  readonly osl: number;
  readonly time: number;
}

export function locate(point: Correction, quantity: Quantity): Located {
  const { concurrency, isl, osl, engine, simulated } = point;
  return {
    point,
    backend: engine.split(' ')[0]!,
    isDisaggregated: engine.endsWith(' workers'),
    load: Math.log2(concurrency),
    isl: Math.log2(isl),
    osl: Math.log2(osl),
    time: Math.log2(simulated[quantity]),
  };
}

/** Covariance of two points' corrections. */
export function likeness(shares: Shares, a: Located, b: Located): number {
  const trend = a.isDisaggregated === b.isDisaggregated ? shares.trend * alongTrend(a, b) : 0;
  if (a.backend !== b.backend) return trend;
  const [p, q] = [a.point, b.point];
  const load = closeness(a, b, 2, 2);
  let sum = trend + shares.backendLoad * load;
  if (p.engine === q.engine) {
    sum += shares.engineTime * closeness(a, b, 3, 3) * Math.exp(-(((a.time - b.time) / 1.5) ** 2) / 2);
    if (p.campaign === q.campaign) sum += shares.engine + shares.engineLoad * load;
    if (p.version === q.version) sum += shares.version + shares.versionLoad * load;
    if (p.model === q.model && p.precision === q.precision) {
      sum += shares.modelLoad * load + shares.modelNear * closeness(a, b, 1, 2);
      if (p.system === q.system) sum += shares.family;
    }
  }
  if (p.profile === q.profile) {
    sum += shares.profile + shares.profileLoad * load;
    sum += shares.profileNear * closeness(a, b, 1, 2) + shares.profileSame * closeness(a, b, 0.1, 0.5);
  }
  if (p.configuration === q.configuration) sum += shares.configuration + shares.configurationLoad * load;
  return sum;
}

/** The covariance of a slope in each of three directions, about the middle of the data. */
function alongTrend(a: Located, b: Located): number {
  return (a.time - 8) * (b.time - 8) + (a.load - 6) * (b.load - 6) + (a.isl - 11) * (b.isl - 11);
}

/** Falls with the distance in load and lengths, in octaves. */
function closeness(a: Located, b: Located, load: number, lengths: number): number {
  const distance =
    ((a.load - b.load) / load) ** 2 + ((a.isl - b.isl) / lengths) ** 2 + ((a.osl - b.osl) / lengths) ** 2;
  return Math.exp(-distance / 2);
}
