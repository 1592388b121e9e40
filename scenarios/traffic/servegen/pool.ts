/**
 * A ServeGen pool: a folder of clients, each `chunk-N-trace.csv` (rate and gaps by window) and `chunk-N-dataset.json` (token
 * histograms by 6 hours). The data are those of Xiang et al., arXiv 2505.09999.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { HeadroomError } from '../../errors/index.js';
import { type Histogram, histogram } from '../generate/lengths.js';
import { LineFile, traceNotFound } from '../read/lines.js';

/** What each histogram of a window is: the text of a Python dict. Fields of other kinds are not looked at. */
const datasetSchema = z.record(z.string().regex(/^\d+(\.\d+)?$/), z.record(z.string(), z.string()));

/** One client of a pool, as its two files describe it. */
export interface PoolClient {
  readonly id: string;
  readonly windows: readonly ClientWindow[];
  /** By start; empty where the dataset file is missing. */
  readonly tokens: readonly TokenWindow[];
}

/** `cv` and `shape` of the gaps; a client is silent in a window without a rate. */
export interface ClientWindow {
  readonly start_s: number;
  readonly rps: number;
  readonly cv: number;
  readonly process: 'gamma' | 'weibull' | undefined;
  readonly shape: number;
}

/** Lengths of a client's requests from a time on. */
export interface TokenWindow {
  readonly start_s: number;
  readonly input: Histogram;
  readonly output: Histogram;
}

/** All clients, and the files they were read from. */
export interface Pool {
  readonly clients: readonly PoolClient[];
  readonly files: readonly string[];
  readonly windowLength_s: number;
}

/** Reads a pool, clients in the order of their numbers. Throws HR_TRACE_NOT_FOUND, HR_TRACE_INVALID. */
export function readPool(folder: string): Pool {
  const names = listFolder(folder);
  const ids = names.flatMap((name) => /^chunk-(\d+)-trace\.csv$/.exec(name)?.[1] ?? []).sort((a, b) => +a - +b);
  if (ids.length === 0) throw traceNotFound(folder, 'it holds no chunk-N-trace.csv');
  const files: string[] = [];
  const clients = ids.map((id): PoolClient => {
    const trace = join(folder, `chunk-${id}-trace.csv`);
    const dataset = `chunk-${id}-dataset.json`;
    files.push(trace);
    const windows = readWindows(trace);
    if (!names.includes(dataset)) return { id, windows, tokens: [] };
    files.push(join(folder, dataset));
    return { id, windows, tokens: readTokens(join(folder, dataset)) };
  });
  const [first, second] = clients[0]!.windows;
  return { clients, files, windowLength_s: second ? second.start_s - first!.start_s : 600 };
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw traceNotFound(folder, (error as NodeJS.ErrnoException).code);
  }
}

/** No header, six fields: start, rate, CV, family, shape, scale; a silent window has no family. */
function readWindows(path: string): ClientWindow[] {
  const file = new LineFile(path);
  const windows: ClientWindow[] = [];
  for (let lines = file.nextLines(); lines; lines = file.nextLines()) {
    lines.forEach((text, i) => {
      if (text.trim() !== '') windows.push(readWindow(text, path, file.firstNumber + i));
    });
  }
  if (windows.length === 0) throw traceNotFound(path, 'it is empty');
  return windows;
}

function readWindow(text: string, file: string, line: number): ClientWindow {
  const cells = text.split(',').map((cell) => cell.trim());
  const [start_s, rps, cv] = [figure(cells[0]), figure(cells[1]), figure(cells[2])];
  const family = cells[3]!;
  const shape = figure(cells[4]);
  const isKnown = ['', 'Gamma', 'Weibull'].includes(family);
  if (cells.length !== 6 || !(start_s >= 0) || !(rps >= 0) || !isKnown || (family !== '' && !(shape > 0))) {
    throw new HeadroomError('HR_TRACE_INVALID', {
      at: { file, line, column: 1 },
      message: `found '${text.slice(0, 60)}'; expected start, rate, cv, Gamma or Weibull or nothing, shape, scale`,
    });
  }
  const process = family === '' ? undefined : (family.toLowerCase() as 'gamma' | 'weibull');
  return { start_s, rps: process ? rps : 0, cv, process, shape };
}

/** A finite number; NaN for anything else, an empty cell too. */
function figure(cell = ''): number {
  const value = cell === '' ? Number.NaN : Number(cell);
  return Number.isFinite(value) ? value : Number.NaN;
}

const SEPARATE_COUNTS = ['image', 'audio', 'video'] as const;

function readTokens(path: string): TokenWindow[] {
  const fail = (message: string): never => {
    throw new HeadroomError('HR_TRACE_INVALID', { at: { file: path }, message });
  };
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return fail(`no JSON: ${(error as Error).message}`);
  }
  const parsed = datasetSchema.safeParse(content);
  const windows = parsed.data ?? fail('expected windows by their start, each with histograms as text');
  const entries = Object.entries(windows).flatMap(([start, fields]) => {
    const prompt = fields['input_tokens'] ?? fields['text_tokens'];
    if (prompt === undefined || fields['output_tokens'] === undefined) {
      return fail(`${basename(path)}, window ${start}: expected input_tokens (or text_tokens) and output_tokens`);
    }
    const extra = SEPARATE_COUNTS.reduce(
      (sum, kind) => sum + mean(fields[`${kind}_tokens`]) * mean(fields[`${kind}_count`] ?? '{1: 1}'),
      0,
    );
    const input = parsePmf(prompt);
    const output = parsePmf(fields['output_tokens']);
    if (input.values.length === 0 || output.values.length === 0) return [];
    const shifted = input.values.map((value) => value + Math.round(extra));
    return [
      {
        start_s: Number(start),
        input: histogram(shifted, input.weights),
        output: histogram(output.values, output.weights),
      },
    ];
  });
  return entries.sort((a, b) => a.start_s - b.start_s);
}

const PAIR = /([\d.eE+-]+)\s*:\s*([\d.eE+-]+)/g;

/** The text of a Python dict, `{35: 0.005, 36: 0.01}`: no JSON, and never evaluated. */
export function parsePmf(literal: string): { values: number[]; weights: number[] } {
  const values: number[] = [];
  const weights: number[] = [];
  for (const [, value, weight] of literal.matchAll(PAIR)) {
    values.push(Number(value));
    weights.push(Number(weight));
  }
  return { values, weights };
}

function mean(literal: string | undefined): number {
  if (literal === undefined) return 0;
  const { values, weights } = parsePmf(literal);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total === 0 ? 0 : values.reduce((sum, value, i) => sum + value * weights[i]!, 0) / total;
}
