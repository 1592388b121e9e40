/** The columns of requests.csv that the truth is compared with, by request id. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ClientTimes {
  readonly arrival_s: number;
  readonly ttftSent_ms: number;
  readonly tpot_ms: number;
}

export function readClientTimes(directory: string): Map<number, ClientTimes> {
  const [header = '', ...lines] = readFileSync(join(directory, 'requests.csv'), 'utf8').trimEnd().split('\n');
  const columns = header.split(',');
  const at = (name: string) => columns.indexOf(name);
  const [id, status, arrival, ttft, tpot] = ['id', 'status', 'arrival_s', 'ttft_sent_ms', 'tpot_ms'].map(
    at,
  ) as number[];
  const times = new Map<number, ClientTimes>();
  for (const line of lines) {
    const cells = line.split(',');
    if (cells[status!] !== 'completed') continue;
    times.set(Number(cells[id!]), {
      arrival_s: Number(cells[arrival!]),
      ttftSent_ms: Number(cells[ttft!]),
      tpot_ms: Number(cells[tpot!]),
    });
  }
  return times;
}

/** Nearest rank. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Number((sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN).toFixed(3));
}
