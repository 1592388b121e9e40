/** What a GPU-hour costs: a dated, sourced row of the price table, or the user's own price. */
import { readFileSync } from 'node:fs';
import { HeadroomError, nearestName } from '../errors/index.js';
import { shippedPath } from '../paths.js';
import type { PricesSpec } from '../schema/scenario.js';

export interface Price {
  readonly usd_per_gpu_hour: number;
  readonly as_of: string;
  readonly source: string;
}

interface PriceRow extends Price {
  readonly id: string;
  readonly gpu_system: string;
  readonly provider: string;
  readonly sku: string;
}

/**
 * The price of a scenario: its own, the named row, or the default row of the GPU system; `undefined` where none is
 * known, so that a cost is left out, never 0. Throws HR_PRICE_INVALID for a row that does not exist.
 */
export function resolvePrice(spec: PricesSpec, gpuSystem: string | undefined): Price | undefined {
  const { usd_per_gpu_hour, as_of, source, entry } = spec;
  if (usd_per_gpu_hour !== undefined && as_of !== undefined && source !== undefined) {
    return { usd_per_gpu_hour, as_of, source };
  }
  const rows = priceTable();
  if (entry !== undefined) {
    const row = rows.find(({ id }) => id === entry);
    if (row) return fromRow(row);
    const nearest = nearestName(
      entry,
      rows.map(({ id }) => id),
    );
    throw new HeadroomError('HR_PRICE_INVALID', {
      message: `prices.entry: no row '${entry}' in the price table`,
      hint: nearest ? `Did you mean '${nearest}'?` : `Rows: ${rows.map(({ id }) => id).join(', ')}.`,
    });
  }
  const row = rows.find(({ gpu_system }) => gpu_system === gpuSystem);
  return row && fromRow(row);
}

function fromRow({ usd_per_gpu_hour, as_of, source, provider, sku }: PriceRow): Price {
  return { usd_per_gpu_hour, as_of, source: `${provider} ${sku}, on demand (${source})` };
}

function priceTable(): PriceRow[] {
  return (JSON.parse(readFileSync(shippedPath('scenarios', 'prices.json'), 'utf8')) as { rows: PriceRow[] }).rows;
}
