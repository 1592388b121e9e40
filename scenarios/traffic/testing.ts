/** What the tests of traffic have in common: files in a folder of their own, and traffic read to its end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTraffic, type TrafficProvenance } from './open-traffic.js';
import type { TrafficRequest } from './request.js';
import { parseTraffic, type TraceOptions } from './trace-file.js';

/** Where the public traces are; tests that need them skip without. */
export const SHARED_TRACES = '../shared/data/traces';

export interface Read {
  readonly requests: TrafficRequest[];
  readonly provenance: TrafficProvenance;
}

const folder = mkdtempSync(join(tmpdir(), 'headroom-traffic-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** Writes a file that no other test has; its name ends as given. */
export function tempFile(name: string, text: string): string {
  const path = join(folder, `${files++}-${name}`);
  writeFileSync(path, text);
  return path;
}

export function jsonl(rows: readonly object[]): string {
  return tempFile('trace.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
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

export function droppedRows({ dropped }: TrafficProvenance): number {
  return Object.values(dropped).reduce((sum, rows) => sum + rows, 0);
}
