/** Which part of a work that several machines share is this one's, and when they begin. */
import type { SegmentOf } from '../reports/index.js';
import { HeadroomError } from '../scenarios/errors/index.js';

/** Kubernetes tells each pod of an Indexed Job its index; of how many, the manifest must say. */
const INDEX = 'JOB_COMPLETION_INDEX';
const COMPLETIONS = 'JOB_COMPLETIONS';

/** Reads `2/5`, or `job/5` or `job` from the environment of a pod. `option` names what is read. Throws HR_USAGE. */
export function parseSegment(option: string, text: string, env: NodeJS.ProcessEnv = process.env): SegmentOf {
  const [part = '', whole] = text.split('/');
  const of = wholeNumber(whole ?? (part === 'job' ? env[COMPLETIONS] : undefined));
  const index = part === 'job' ? wholeNumber(env[INDEX]) : (wholeNumber(part) ?? Number.NaN) - 1;
  if (part === 'job' && index === undefined) {
    throw new HeadroomError('HR_USAGE', {
      message: `${option} job: the environment holds no ${INDEX}`,
      hint: 'Only a pod of an Indexed Job has one; elsewhere name the part, as 2/5.',
    });
  }
  if (index === undefined || of === undefined || !(index >= 0 && index < of)) {
    throw new HeadroomError('HR_USAGE', {
      message: `${option} '${text}' is no part of a whole`,
      hint: `Parts are 1/5 to 5/5. In a pod of an Indexed Job: job/5, or job where ${COMPLETIONS} holds the 5.`,
    });
  }
  return { index, of };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Reads a time with its zone. Throws HR_USAGE where it is none, or not after `now`. */
export function parseStart(text: string, now = new Date()): Date {
  const start = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text) || Number.isNaN(start.getTime())) {
    throw new HeadroomError('HR_USAGE', {
      message: `--start-at '${text}' is no time with its zone`,
      hint: 'For example 2026-11-25T12:00:00Z.',
    });
  }
  if (start <= now) {
    throw new HeadroomError('HR_USAGE', {
      message: `--start-at ${start.toISOString()} is in the past; it is ${now.toISOString()} here`,
      hint: 'Leave a minute for every machine to be told.',
    });
  }
  return start;
}
