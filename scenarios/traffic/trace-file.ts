/** A trace named on the command line as a `traffic` specification. */
import { HeadroomError } from '../errors/index.js';
import { type TrafficSpec, trafficSchema } from '../schema/traffic.js';
import { type Detected, detectFormat, type TraceFormat } from './read/detect.js';

/** Fields of `traffic` beside format and path; those that the format does not have are an error. */
export type TraceOptions = Readonly<Record<string, unknown>>;

/** How each format tells time, so that a wrong unit is seen at once. */
export const TIME_UNITS: Readonly<Record<TraceFormat, string>> = {
  azure: 'time stamps, UTC where they name no zone',
  burstgpt: 'seconds',
  vidur: 'seconds',
  splitwise: 'seconds',
  servegen: 'seconds of its windows',
  blis: 'microseconds',
  mooncake: 'milliseconds',
  dynamo: 'milliseconds',
  aiperf: 'milliseconds',
  headroom: 'microseconds',
};

/** Throws HR_TRACE_NOT_FOUND, HR_TRACE_INVALID where the format is unknown, HR_USAGE for options that do not fit it. */
export function traceFile(
  path: string,
  format: TraceFormat | undefined,
  options: TraceOptions,
): { spec: TrafficSpec; detected: Detected } {
  const detected = format ? { format, because: 'as given' } : detectFormat(path);
  return { spec: parseTraffic({ format: detected.format, path, ...options }), detected };
}

/** Checks a specification made from options. Throws HR_USAGE. */
export function parseTraffic(fields: TraceOptions): TrafficSpec {
  const parsed = trafficSchema.safeParse(fields);
  if (parsed.success) return parsed.data;
  throw new HeadroomError('HR_USAGE', {
    message: parsed.error.issues
      .map((issue) =>
        issue.code === 'unrecognized_keys'
          ? `format ${fields['format']} has no ${issue.keys.join(', ')}`
          : `${issue.path.join('.')}: ${issue.message}`,
      )
      .join('; '),
    hint: 'docs/reference/traffic.md tells which options each format has.',
  });
}
