/** Reads Dynamo's planner configuration as Dynamo takes it: a YAML or JSON file, JSON text, or fields. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { DynamoPlannerConfig, DynamoPlannerRelease, Load } from '../../planner-core/index.js';
import { type ErrorDetail, HeadroomError, nearestName, type SourceLocation } from '../errors/index.js';
import { type ConfigFault, configFaults } from './checks.js';
import { ALIASES, configSchema, type DynamoConfigFields, deciding, WITHOUT_EFFECT } from './fields.js';
import { plannerConfig, type Targets } from './planner-config.js';
import { warmUpLoads } from './warm-up.js';

/** A configuration as the planner takes it, and what was found beside. */
export interface DynamoConfig {
  readonly config: DynamoPlannerConfig;
  /** Fields that are known and decide nothing here. */
  readonly withoutEffect: readonly string[];
  /** What the load predictors are warmed up with, oldest first. */
  readonly warmUp: readonly Load[];
}

/** The configuration's text, where it stands, and its fields. */
interface Source {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  at(field: string): SourceLocation;
}

/**
 * `source`: a path (resolved by `resolve`), JSON text, or fields. Throws HR_PLANNER_CONFIG_INVALID with every mistake: a
 * file that cannot be read, a field that is unknown (with the nearest name), of the wrong type, or against Dynamo's rules.
 */
export function readDynamoConfig(
  source: string | Readonly<Record<string, unknown>>,
  release: DynamoPlannerRelease,
  targets: Targets,
  resolve: (path: string) => string,
): DynamoConfig {
  const opened = typeof source === 'string' ? openText(source, resolve) : openFields(source);
  const named = withoutAliases(opened);
  const withoutEffect = Object.keys(named).filter((field) => WITHOUT_EFFECT.has(field));
  const rest = Object.fromEntries(Object.entries(named).filter(([field]) => !WITHOUT_EFFECT.has(field)));
  const details = unknownFields(opened, rest, release);
  const known = Object.fromEntries(Object.entries(rest).filter(([field]) => field in deciding));
  const parsed = configSchema.safeParse(known);
  const faults = parsed.success ? configFaults(parsed.data) : typeFaults(parsed.error.issues, known);
  details.push(
    ...faults.map(({ field, message }) => ({
      at: opened.at(writtenAs(opened, field)),
      message: `${field}: ${message}`,
    })),
  );
  if (!parsed.success || details.length > 0) throw new HeadroomError('HR_PLANNER_CONFIG_INVALID', details);
  const config = plannerConfig(parsed.data, release, targets);
  return { config, withoutEffect, warmUp: warmUp(parsed.data, config, resolve) };
}

function warmUp(fields: DynamoConfigFields, config: DynamoPlannerConfig, resolve: (path: string) => string): Load[] {
  const trace = fields.load_predictor_warmup_trace;
  return trace == null ? [] : warmUpLoads(trace, config.throughputInterval_s, resolve);
}

function openFields(fields: Readonly<Record<string, unknown>>): Source {
  return { name: 'planner.config', fields, at: () => ({ file: 'planner.config' }) };
}

function openText(text: string, resolve: (path: string) => string): Source {
  if (text.trimStart().startsWith('{')) return parse(text, 'planner.config');
  const path = resolve(text);
  try {
    return parse(readFileSync(path, 'utf8'), basename(path));
  } catch (error) {
    if (error instanceof HeadroomError) throw error;
    const reason = (error as NodeJS.ErrnoException).code;
    throw new HeadroomError('HR_PLANNER_CONFIG_INVALID', {
      at: { file: text },
      message: reason === 'ENOENT' ? 'no such file, and not JSON text' : `cannot be read (${reason})`,
    });
  }
}

/** JSON is YAML, so one parser reads both. */
function parse(text: string, name: string): Source {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): SourceLocation => {
    const { line, col } = lines.linePos(offset);
    return { file: name, line, column: col };
  };
  if (yaml.errors.length > 0) {
    const details = yaml.errors.map(({ pos, message }) => ({
      at: place(pos[0]),
      message: `not valid YAML: ${message}`,
    }));
    throw new HeadroomError('HR_PLANNER_CONFIG_INVALID', details);
  }
  const fields = (yaml.toJS() ?? {}) as unknown;
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new HeadroomError('HR_PLANNER_CONFIG_INVALID', { at: { file: name }, message: 'expected a group of fields' });
  }
  return { name, fields: fields as Record<string, unknown>, at: (field) => placeOf(yaml, field, place, name) };
}

function placeOf(
  yaml: Document,
  field: string,
  place: (offset: number) => SourceLocation,
  name: string,
): SourceLocation {
  const node = yaml.get(field, true) as { range?: [number, number, number] } | undefined;
  return node?.range ? place(node.range[0]) : { file: name };
}

function withoutAliases({ fields }: Source): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [ALIASES[field] ?? field, value]));
}

/** The name that the text uses for a field. */
function writtenAs({ fields }: Source, field: string): string {
  const alias = Object.entries(ALIASES).find(([name, meaning]) => meaning === field && name in fields);
  return field in fields || !alias ? field : alias[0];
}

function unknownFields(source: Source, fields: Record<string, unknown>, release: DynamoPlannerRelease): ErrorDetail[] {
  const valid = [...Object.keys(deciding), ...Object.keys(ALIASES), ...WITHOUT_EFFECT];
  return Object.keys(fields)
    .filter((field) => !(field in deciding) && !(field === 'aic_perf_model' && release === '1.4.2'))
    .map((field) => {
      const at = source.at(field);
      if (field === 'aic_perf_model') return { at, message: `${field}: gone since 1.6`, hint: 'Use ais_perf_model.' };
      const nearest = nearestName(field, valid);
      return { at, message: `${field}: no such field`, ...(nearest && { hint: `Did you mean '${nearest}'?` }) };
    });
}

function typeFaults(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
  fields: Record<string, unknown>,
): ConfigFault[] {
  return issues.map(({ path, message }) => {
    const field = String(path[0]) as keyof DynamoConfigFields;
    return { field, message: `found ${JSON.stringify(fields[field])}; ${message}` };
  });
}
