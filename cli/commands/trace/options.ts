/** Options that say how a trace file is read and what is done to its rows. */
import type { Argv } from 'yargs';
import { HeadroomError } from '../../../scenarios/errors/index.js';
import { TIME_UNITS, type TraceFormat, type TraceOptions } from '../../../scenarios/index.js';
import { repeatable } from '../../options.js';

/** Options that say how a trace is read, as yargs reads them. */
export interface TraceArguments {
  from: TraceFormat | undefined;
  span: string | undefined;
  window: string | undefined;
  rateScale: number | undefined;
  rateMode: string | undefined;
  surge: string[];
  failed: string | undefined;
  jitter: string | undefined;
  maxContext: number | undefined;
  overflow: string | undefined;
  sort: boolean | undefined;
  blockTokens: number | undefined;
  seed: number;
}

/** Formats of traces by their names. */
export const TRACE_FORMATS = Object.keys(TIME_UNITS) as TraceFormat[];

const READ = 'How it is read:';
const CHANGE = 'What is done to it:';

/** `inspect` calls the input's format --format, `convert` --from. */
export function withTraceOptions<T>(yargs: Argv<T>): Argv<T & TraceArguments> {
  return yargs
    .option('from', {
      choices: TRACE_FORMATS,
      describe: 'format of the trace; default: told from its content',
      group: READ,
    })
    .option('sort', { type: 'boolean', describe: 'sort rows by time, in memory', group: READ })
    .option('failed', {
      choices: ['drop', 'keep', 'clamp'],
      describe: 'rows that failed or have no tokens; default drop',
      group: READ,
    })
    .option('block-tokens', {
      type: 'number',
      describe: 'tokens of a prefix block, for formats that do not say',
      group: READ,
    })
    .option('jitter', {
      type: 'string',
      describe: 'clock step to spread rows over, as 3s; `none` for no spreading',
      group: READ,
    })
    .option('span', {
      type: 'string',
      describe: 'part of a ServeGen pool to generate, in its seconds: 64800..68400',
      group: READ,
    })
    .option('window', { type: 'string', describe: 'a slice in seconds: 600..1800, or 600.. to the end', group: CHANGE })
    .option('rate-scale', { type: 'number', describe: 'multiply the rate', group: CHANGE })
    .option('rate-mode', {
      choices: ['thin', 'time', 'clients'],
      describe: 'by thinning or repeating requests (default), by the clock, or by whole clients',
      group: CHANGE,
    })
    .option('surge', { ...repeatable('multiply the rate for a while: 60..120x10'), group: CHANGE })
    .option('max-context', {
      type: 'number',
      describe: "the model's limit on input and output tokens",
      group: CHANGE,
    })
    .option('overflow', {
      choices: ['reject', 'truncate', 'keep'],
      implies: 'max-context',
      describe: 'what becomes of requests beyond it; default reject',
      group: CHANGE,
    })
    .option('seed', { type: 'number', default: 1, describe: 'seed of everything random' }) as unknown as Argv<
    T & TraceArguments
  >;
}

/** The options as fields of `traffic`. Throws HR_USAGE. */
export function traceOptions(given: TraceArguments): TraceOptions {
  const { rateScale, rateMode, maxContext, overflow } = given;
  if (rateMode !== undefined && rateScale === undefined) throw usage('--rate-mode needs --rate-scale');
  const fields = {
    span: given.span === undefined ? undefined : parseRange('span', given.span),
    window: given.window === undefined ? undefined : parseRange('window', given.window),
    rate_scale: rateScale === undefined ? undefined : { factor: rateScale, mode: rateMode ?? 'thin' },
    surge: given.surge.length === 0 ? undefined : given.surge.map(parseSurge),
    failed: given.failed,
    dequantise: given.jitter === undefined ? undefined : parseJitter(given.jitter),
    max_context: maxContext === undefined ? undefined : { tokens: maxContext, overflow: overflow ?? 'reject' },
    sort: given.sort,
    block_tokens: given.blockTokens,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function parseRange(option: string, text: string) {
  const match = /^(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)?$/.exec(text);
  const [start_s, end_s] = [Number(match?.[1]), match?.[2] === undefined ? undefined : Number(match[2])];
  if (!match || (end_s !== undefined && end_s <= start_s))
    throw usage(`--${option} '${text}' is not 600..1800 or 600..`);
  return { start_s, ...(end_s !== undefined && { end_s }) };
}

function parseSurge(text: string) {
  const match = /^(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)[x×](\d+(?:\.\d+)?)$/.exec(text);
  if (!match || Number(match[2]) <= Number(match[1])) throw usage(`--surge '${text}' is not 60..120x10`);
  return { from_s: Number(match[1]), to_s: Number(match[2]), factor: Number(match[3]) };
}

function parseJitter(text: string) {
  if (text === 'none') return false;
  const match = /^(\d+(?:\.\d+)?)s?$/.exec(text);
  if (!match) throw usage(`--jitter '${text}' is no time as 3s, and not none`);
  return { quantum_s: Number(match[1]) };
}

/** An HR_USAGE error to throw. */
export function usage(message: string): HeadroomError {
  return new HeadroomError('HR_USAGE', { message });
}
