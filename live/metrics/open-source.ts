/** From the `source` section of a planner's file to a source. */
import type { Role } from '../../planner-core/index.js';
import type { SourceSpec } from '../../scenarios/index.js';
import type { MetricsSource } from '../ports.js';
import { prometheusSource } from './prometheus-source.js';
import { ScrapeSource } from './scrape-source.js';
import type { Labels } from './vector.js';
import type { WorkerSelectors } from './worker-figures.js';

/**
 * Opens it; a scrape begins at once. `window_s`: the longest window that will be asked for; `resolve` turns a path of the file into
 * one of this process. Throws HR_TARGET_INVALID for a missing token or authority file.
 */
export function openSource(spec: SourceSpec, window_s: number, resolve: (path: string) => string): MetricsSource {
  const { token_file, ca_file, workers } = spec;
  const access = {
    ...spec,
    token_file: token_file && resolve(token_file),
    ca_file: ca_file && resolve(ca_file),
    workers: workers && selectorsOf(workers),
  };
  return access.kind === 'prometheus'
    ? prometheusSource(access)
    : new ScrapeSource({ ...access, interval_s: access.scrape_interval_s, retention_s: window_s }).start();
}

function selectorsOf(workers: NonNullable<SourceSpec['workers']>): WorkerSelectors {
  const named = Object.entries(workers).filter((entry): entry is [Role, { labels: Labels }] => entry[1] !== undefined);
  return Object.fromEntries(named);
}
