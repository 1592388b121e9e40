/** Samples of a page in the Prometheus text format, labels read and NaN kept. */
import type { Labels } from './vector.js';

/** One line of a page. */
export interface PageSample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/s;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/gs;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n' };

/** The samples whose name is wanted, in the order of the page; what is no sample is left out. */
export function parsePage(text: string, isWanted: (name: string) => boolean): PageSample[] {
  const samples: PageSample[] = [];
  for (const line of text.split('\n')) {
    const match = line.startsWith('#') ? null : LINE.exec(line.trim());
    if (!match || !isWanted(match[1]!)) continue;
    const value = parseValue(match[3]!);
    if (value !== undefined) samples.push({ name: match[1]!, labels: parseLabels(match[2] ?? ''), value });
  }
  return samples;
}

function parseLabels(text: string): Labels {
  const labels: Record<string, string> = {};
  for (const [, name, quoted] of text.matchAll(LABEL)) {
    labels[name!] = quoted!.replace(/\\(.)/gs, (_, character: string) => ESCAPES[character] ?? character);
  }
  return labels;
}

/**
 * A value as the text format and Prometheus's answers write it; `undefined` for no number. NaN and infinities in any case, as Go's
 * ParseFloat reads them: a Node program's client library writes `Nan`.
 */
export function parseValue(text: string): number | undefined {
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinity) return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? undefined : value;
}
