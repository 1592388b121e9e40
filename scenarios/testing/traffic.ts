/** Traffic read to its end. */
import { openTraffic, type TrafficProvenance } from '../traffic/open-traffic.js';
import type { TrafficRequest } from '../traffic/request.js';
import { parseTraffic, type TraceOptions } from '../traffic/trace-file.js';

/** Where the public traces are; tests that need them skip without. */
export const SHARED_TRACES = '../shared/data/traces';

/** All requests, and the account of them. */
export interface Read {
  readonly requests: TrafficRequest[];
  readonly provenance: TrafficProvenance;
}

/** Reads all requests that wait for nobody. */
export function read(fields: TraceOptions, seed = 1): Read {
  const traffic = openTraffic(parseTraffic(fields), seed, (path) => path);
  return { requests: [...traffic.requests], provenance: traffic.provenance() };
}

/** Reads all requests; each one ends so many seconds after it was sent. */
export function readServed(fields: TraceOptions, service_s: number, seed = 1): Read {
  const traffic = openTraffic(parseTraffic(fields), seed, (path) => path);
  const sent: TrafficRequest[] = [];
  const pending = [...traffic.requests];
  while (pending.length > 0) {
    pending.sort((a, b) => a.arrival_s - b.arrival_s || a.id - b.id);
    const request = pending.shift()!;
    sent.push(request);
    const next = traffic.next?.(request, request.arrival_s + service_s);
    if (next) pending.push(next);
  }
  return { requests: sent, provenance: traffic.provenance() };
}

/** Rows left out, for whatever reason. */
export function droppedRows({ dropped }: TrafficProvenance): number {
  return Object.values(dropped).reduce((sum, rows) => sum + rows, 0);
}
