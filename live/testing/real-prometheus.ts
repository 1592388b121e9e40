/** Debian's Prometheus for tests, where there is one. */
import { spawnSync } from 'node:child_process';
import { PrometheusServer } from '../demo/prometheus.js';

export { freePort } from '../demo/free-port.js';
export type { PrometheusServer as RealPrometheus } from '../demo/prometheus.js';

export const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;

/** Starts a server that scrapes these pages (all at /metrics) at this interval. */
export function startPrometheus(pages: readonly string[], scrape_s: number): Promise<PrometheusServer> {
  return PrometheusServer.start({ program: 'prometheus', pages, scrape_s });
}
