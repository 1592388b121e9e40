/** From a `traffic` specification to rows in order of time, transformed and accounted for. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { randomStream } from '../random/index.js';
import type { RateSpec } from '../schema/generator.js';
import type { FileSpec, TrafficSpec } from '../schema/traffic.js';
import { type Account, newAccount } from './account.js';
import { fileSource } from './file-source.js';
import { closedLoopSource } from './generate/closed-loop.js';
import { generatedSource } from './generate/generate.js';
import { importerOf } from './read/importers.js';
import { fileSha256, LineFile } from './read/lines.js';
import { readPool } from './servegen/pool.js';
import { servegenSource } from './servegen/source.js';
import type { RowSource, Stage, TraceRow } from './trace-row.js';
import { dequantise } from './transform/dequantise.js';
import { failedJudge, judgeRows } from './transform/failed.js';
import { gatherSessions } from './transform/gather.js';
import { limitContext } from './transform/max-context.js';
import { rebase, sortRows } from './transform/order.js';
import { resample } from './transform/resample.js';
import { scaleClients, stretchTime, surge, thinOrRepeat } from './transform/scale-rate.js';
import { cutWindow } from './transform/window.js';

/** Rows that are being read. */
export interface OpenRows {
  readonly account: Account;
  /** The next row; `undefined` at the end. A row with `later` begins a session. */
  next(): TraceRow | undefined;
  close(): void;
  fractionRead(): number | undefined;
  /** What was read, by name and content; `undefined` where that is no file. */
  file(): { readonly name: string; readonly sha256: string } | undefined;
}

/** A source, the first stage its rows go to, and its files. */
interface Opened {
  readonly source: RowSource;
  readonly first: Stage;
  readonly file: OpenRows['file'];
}

/** Throws HR_TRACE_NOT_FOUND; reading throws HR_TRACE_INVALID at the first row that cannot be understood. */
export function openRows(spec: TrafficSpec, seed: number, resolve: (path: string) => string): OpenRows {
  const account = newAccount();
  const ready: TraceRow[] = [];
  const last: Stage = {
    push(row) {
      if (row.rows === 0) account.copies++;
      else account.rowsKept += row.rows ?? 1;
      ready.push(row);
    },
    end: () => undefined,
  };
  const { source, first, file } = open(spec, seed, resolve, account, transforms(spec, seed, account, last));
  const emit = (row: TraceRow) => {
    if (account.enough) return; // the rest of a chunk that nobody asks for
    account.rowsRead++;
    first.push(row);
  };
  let at = 0;
  let over = false;
  return {
    account,
    next() {
      while (at === ready.length && !over) {
        at = ready.length = 0;
        over = !source.pump(emit) || account.enough === true;
        if (!over) continue;
        source.close();
        first.end();
      }
      return ready[at++];
    },
    close: () => source.close(),
    fractionRead: () => source.fractionRead?.(),
    file,
  };
}

function open(
  spec: TrafficSpec,
  seed: number,
  resolve: (path: string) => string,
  account: Account,
  next: Stage,
): Opened {
  switch (spec.format) {
    case 'generated': {
      const { rate, classes = [] } = spec.generator;
      const paths = [rate, ...classes.map((kind) => kind.rate)].flatMap((one) => rateFile(one, resolve));
      const source = generatedSource(spec.generator, seed, resolve, account);
      return { source, first: next, file: () => (paths.length > 0 ? combined(paths, baseNames(paths)) : undefined) };
    }
    case 'closed_loop':
      return { source: closedLoopSource(spec.generator, seed), first: next, file: () => undefined };
    case 'servegen': {
      const folder = resolve(spec.path);
      const pool = readPool(folder);
      const first = judgeRows(next, failedJudge('drop', account));
      const source = servegenSource(spec, pool, seed, account);
      return { source, first, file: () => combined(pool.files, basename(folder)) };
    }
    default:
      return openFile(spec, seed, resolve, account, next);
  }
}

function openFile(
  spec: FileSpec,
  seed: number,
  resolve: (path: string) => string,
  account: Account,
  next: Stage,
): Opened {
  const path = resolve(spec.path);
  const lines = new LineFile(path);
  const importer = importerOf(spec, { file: path, account }, seed, resolve);
  const even =
    spec.dequantise === false ? next : dequantise(next, randomStream(seed, 'dequantise'), account, quantumOf(spec));
  const ordered = rebase(even, path, account);
  const sorted = spec.sort ? sortRows(ordered, account) : ordered;
  const judge = failedJudge(spec.failed ?? 'drop', account);
  const first = gatherSessions(judgeRows(sorted, judge), importer, judge, account);
  // a window may end before the file does; the whole file is what was given
  const file = () => ({ name: basename(spec.path), sha256: lines.sha256 ?? fileSha256(path) });
  return { source: fileSource(lines, importer), first, file };
}

function quantumOf({ dequantise: given }: FileSpec): number | undefined {
  return typeof given === 'object' ? given.quantum_s * 1e6 : undefined;
}

/** Stages by their place in the order of docs/reference/traffic.md, built from the last to the first. */
function transforms(spec: TrafficSpec, seed: number, account: Account, last: Stage): Stage {
  const builders: ((next: Stage) => Stage)[] = [];
  if (spec.format !== 'closed_loop') {
    const { window, rate_scale, surge: stretches, resample: blocks } = spec;
    const { factor, mode } = typeof rate_scale === 'number' ? { factor: rate_scale, mode: 'thin' } : rate_scale;
    if (window) builders.push((next) => cutWindow(next, window, account));
    if (blocks) builders.push((next) => resample(next, blocks, seed, account));
    if (factor !== 1 && mode === 'thin') builders.push((next) => thinOrRepeat(next, factor, seed, account));
    if (factor !== 1 && mode === 'time') builders.push((next) => stretchTime(next, factor, account));
    if (factor !== 1 && mode === 'clients') builders.push((next) => scaleClients(next, factor, seed, account));
    if (stretches) builders.push((next) => surge(next, stretches, seed, account));
  }
  const { max_context } = spec;
  if (max_context) builders.push((next) => limitContext(next, max_context, account));
  const stage = builders.reduceRight((next, build) => build(next), last);
  account.transforms.reverse(); // each notes itself when it is built; those of a file, built later, before these
  return stage;
}

function rateFile(rate: RateSpec | undefined, resolve: (path: string) => string): string[] {
  return rate === undefined || Array.isArray(rate) ? [] : [resolve(rate.path)];
}

function baseNames(paths: readonly string[]): string {
  return [...new Set(paths)].map((path) => basename(path)).join(' + ');
}

/** One name and one hash for several files: the hash of their hashes. */
function combined(paths: readonly string[], name: string): { name: string; sha256: string } {
  const hashes = [...new Set(paths)].map(fileSha256);
  if (hashes.length === 1) return { name, sha256: hashes[0]! };
  return { name, sha256: createHash('sha256').update(hashes.join('\n')).digest('hex') };
}
