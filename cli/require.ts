/** `--require attainment>=0.95`: a condition on the summary that decides the exit code, for use in CI. */
import type { Summary } from '../reports/index.js';
import { HeadroomError } from '../scenarios/errors/index.js';

/** A condition as it was written, and its parts. */
export interface Requirement {
  readonly text: string;
  readonly path: string;
  readonly operator: '>=' | '<=' | '>' | '<';
  readonly bound: number;
}

const SHAPE = /^\s*([a-z0-9_.]+)\s*(>=|<=|>|<)\s*(-?[0-9.]+(?:e-?[0-9]+)?)\s*$/i;

/** Reads a requirement; throws HR_USAGE for one that is not `key.of.summary>=number`. */
export function parseRequirement(text: string): Requirement {
  const match = SHAPE.exec(text);
  if (!match || Number.isNaN(Number(match[3]))) {
    throw new HeadroomError('HR_USAGE', {
      message: `--require '${text}' is not a condition`,
      hint: "Write a figure of summary.json, an operator and a number, e.g. --require 'attainment>=0.95' or --require 'ttft_ms.p99<1000'.",
    });
  }
  return { text, path: match[1]!, operator: match[2] as Requirement['operator'], bound: Number(match[3]) };
}

/** Whether the summary meets the requirement; throws HR_USAGE when it holds no such figure. */
export function meetsRequirement(requirement: Requirement, summary: Summary): boolean {
  const value = figure(requirement.path, summary);
  switch (requirement.operator) {
    case '>=':
      return value >= requirement.bound;
    case '<=':
      return value <= requirement.bound;
    case '>':
      return value > requirement.bound;
    case '<':
      return value < requirement.bound;
  }
}

function figure(path: string, summary: Summary): number {
  let value: unknown = summary;
  for (const key of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
  if (value !== null && typeof value === 'object' && 'overall' in value) value = value.overall;
  if (typeof value === 'number') return value;
  throw new HeadroomError('HR_USAGE', {
    message: `--require names '${path}', which this run's summary.json does not hold as a number`,
    hint: 'docs/reference/record.md lists the figures.',
  });
}
