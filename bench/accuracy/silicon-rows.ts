/** The measured operating points of closed-loop runs, with the profiles that stand for their engines. */
import { join } from 'node:path';
import { shippedProfiles } from '../../scenarios/index.js';
import { numberAt, optionalCsv, type Row, readCsv } from './csv.js';

/** A pool of one role: how many workers, and the largest batch of one, where the row says. */
export interface Pool {
  readonly profile: string;
  readonly workers: number | undefined;
  readonly batch: number | undefined;
}

export interface SiliconRow {
  readonly id: string;
  /** All that two rows of one engine setup share: backend, model, system, precision, shapes. */
  readonly configuration: string;
  readonly backend: string;
  readonly version: string;
  readonly system: string;
  readonly model: string;
  readonly precision: string;
  readonly isDisaggregated: boolean;
  /** From the campaign that draws its lengths at random. */
  readonly isDrawn: boolean;
  readonly concurrency: number;
  readonly isl: number;
  readonly osl: number;
  /** One pool when aggregated; prefill and decode otherwise. */
  readonly pools: readonly Pool[];
  readonly ttft_ms: number;
  readonly tpot_ms: number;
}

/** Columns that differ between points of one configuration. */
const OF_THE_POINT = [
  'id',
  'concurrency',
  'measured_on',
  'isl',
  'osl',
  'batch_size',
  'prefill_batch_size',
  'decode_batch_size',
  'silicon_ttft_ms',
  'silicon_tpot_ms',
];

const MEASURED = ['concurrency', 'isl', 'osl', 'silicon_ttft_ms', 'silicon_tpot_ms'];

/** Rows of a folder's `measured.csv` that have a concurrency, times and shipped profiles; the others are counted. */
export function readSilicon(folder: string): { rows: SiliconRow[]; skipped: number } {
  const shipped = new Set(shippedProfiles());
  const measured = readCsv(join(folder, 'measured.csv'));
  const profiles = new Map(optionalCsv(join(folder, 'profiles.csv')).map((row) => [row['id']!, row]));
  const rows = measured.flatMap((row) => {
    const pools = poolsOf(row, profiles.get(row['id']!) ?? {});
    const isMeasured = MEASURED.every((key) => (numberAt(row, key) ?? 0) > 0);
    return isMeasured && pools?.every(({ profile }) => shipped.has(profile)) ? [siliconRow(row, pools)] : [];
  });
  return { rows, skipped: measured.length - rows.length };
}

function poolsOf(row: Row, profile: Row): Pool[] | undefined {
  if (row['mode'] !== 'disagg') {
    const name = profile['profile'];
    return name ? [{ profile: name, workers: 1, batch: numberAt(row, 'batch_size') }] : undefined;
  }
  const [prefill, decode] = [profile['prefill_profile'], profile['decode_profile']];
  if (!prefill || !decode) return undefined;
  const pool = (role: string, name: string): Pool => ({
    profile: name,
    workers: numberAt(row, `${role}_num_workers`),
    batch: numberAt(row, `${role}_batch_size`),
  });
  return [pool('prefill', prefill), pool('decode', decode)];
}

function siliconRow(row: Row, pools: readonly Pool[]): SiliconRow {
  const shared = Object.keys(row).filter((key) => !OF_THE_POINT.includes(key));
  return {
    id: row['id']!,
    configuration: shared.map((key) => row[key]).join('|'),
    backend: row['backend']!,
    version: row['backend_version']!,
    system: row['system']!,
    model: row['model_path']!,
    precision: row['precision']!,
    isDisaggregated: row['mode'] === 'disagg',
    isDrawn: row['measured_on'] !== '',
    concurrency: Number(row['concurrency']),
    isl: Number(row['isl']),
    osl: Number(row['osl']),
    pools,
    ttft_ms: Number(row['silicon_ttft_ms']),
    tpot_ms: Number(row['silicon_tpot_ms']),
  };
}
