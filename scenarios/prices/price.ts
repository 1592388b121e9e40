/** What a GPU-hour costs: a dated, sourced row of the price table, or the user's own price. */
import { readFileSync } from 'node:fs';
import { HeadroomError, nearestName } from '../errors/index.js';
import { shippedPath } from '../paths.js';
import type { PricesSpec } from '../schema/scenario.js';

/** Dollars an hour of one GPU, with the day and the source of the figure. */
export interface Price {
  readonly usd_per_gpu_hour: number;
  readonly as_of: string;
  readonly source: string;
}

type OnePriceSpec = Omit<PricesSpec, 'by_system' | 'mix'>;

interface PriceRow extends Price {
  readonly id: string;
  readonly gpu_system: string;
  readonly provider: string;
  readonly sku: string;
  readonly kind: keyof typeof KINDS;
}

const KINDS = { on_demand: 'on demand', reserved: 'reserved', spot: 'spot' } as const;

/** The price of each GPU system; under `unknown` that of workers whose profile does not name theirs. */
export type Prices = Readonly<Record<string, Price>>;

/**
 * The prices of a scenario's GPU systems: each its own under `by_system`, or the scenario's general one, or the default row
 * of the table. A system without any is left out, so that a cost is unknown, never 0. Throws HR_PRICE_INVALID for a row that
 * does not exist and for the price of a system that no worker has.
 */
export function resolvePrices(spec: PricesSpec, systems: readonly (string | undefined)[]): Prices {
  const { by_system = {}, ...general } = spec;
  const named = systems.filter((system) => system !== undefined);
  for (const system of Object.keys(by_system)) if (!named.includes(system)) throw notInUse(system, named);
  const prices: Record<string, Price> = {};
  for (const system of new Set(systems)) {
    const own = system === undefined ? undefined : by_system[system];
    const path = own ? `prices.by_system.${system}` : 'prices';
    const price = resolveMix(own ?? general, system, path);
    if (price) prices[system ?? 'unknown'] = price;
  }
  return prices;
}

function notInUse(system: string, inUse: readonly string[]): HeadroomError {
  const nearest = nearestName(system, inUse);
  return new HeadroomError('HR_PRICE_INVALID', {
    message: `prices.by_system: no worker of this scenario has GPUs of the system '${system}'`,
    hint: nearest ? `Did you mean '${nearest}'?` : `Systems of its profiles: ${inUse.join(', ') || 'none is named'}.`,
  });
}

/** One price, or the mean of a mix weighed by its shares: as old as its oldest part. */
function resolveMix({ mix, ...single }: Omit<PricesSpec, 'by_system'>, system: string | undefined, path: string) {
  if (!mix) return resolvePrice(single, system, path);
  const parts = mix.map(({ share, ...spec }, i) => {
    const price = resolvePrice(spec, system, `${path}.mix.${i}`);
    if (price) return { share, price };
    throw new HeadroomError('HR_PRICE_INVALID', {
      message: `${path}.mix.${i}: the price table has no row for ${system ?? 'a GPU without a name'}`,
      hint: 'Give it an entry, or usd_per_gpu_hour with as_of and source.',
    });
  });
  return {
    usd_per_gpu_hour: parts.reduce((sum, { share, price }) => sum + share * price.usd_per_gpu_hour, 0),
    as_of: parts.map(({ price }) => price.as_of).sort()[0]!,
    source: parts.map(({ share, price }) => `${Number((share * 100).toPrecision(6))} % ${price.source}`).join(' + '),
  };
}

function resolvePrice(spec: OnePriceSpec, gpuSystem: string | undefined, path: string): Price | undefined {
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
      message: `${path}.entry: no row '${entry}' in the price table`,
      hint: nearest ? `Did you mean '${nearest}'?` : `Rows: ${rows.map(({ id }) => id).join(', ')}.`,
    });
  }
  const row = rows.find(({ gpu_system }) => gpu_system === gpuSystem);
  return row && fromRow(row);
}

function fromRow({ usd_per_gpu_hour, as_of, source, provider, sku, kind }: PriceRow): Price {
  return { usd_per_gpu_hour, as_of, source: `${provider} ${sku}, ${KINDS[kind]} (${source})` };
}

function priceTable(): PriceRow[] {
  return (JSON.parse(readFileSync(shippedPath('scenarios', 'prices.json'), 'utf8')) as { rows: PriceRow[] }).rows;
}
