/** Reads a result of aiperf, guidellm or vLLM bench, whichever it is. */
import { readFileSync } from 'node:fs';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { isObject, type Json } from '../endpoints/delta.js';
import { readAiperf } from './aiperf.js';
import { readGuidellm } from './guidellm.js';
import type { ImportedRun } from './imported.js';
import { readVllm } from './vllm.js';

/** Throws HR_RESULT_INVALID where the file is none of the known results. */
export function readResult(file: string): ImportedRun {
  const lines = parse(file);
  const [first] = lines;
  const run = first && (readAiperf(lines) ?? readGuidellm(first) ?? readVllm(first));
  if (run && run.requests.length > 0) return run;
  throw invalid(file, run ? 'holds no request' : 'is no result with single requests in it');
}

/** One JSON document, or one a line. */
function parse(file: string): Json[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw invalid(file, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const documents = tryParse([text]) ?? tryParse(text.split('\n').filter((line) => line.trim() !== ''));
  if (documents?.every(isObject)) return documents;
  throw invalid(file, 'is neither a JSON object nor one a line');
}

function tryParse(texts: readonly string[]): unknown[] | undefined {
  try {
    return texts.map((text) => JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

function invalid(file: string, message: string): HeadroomError {
  return new HeadroomError('HR_RESULT_INVALID', {
    at: { file },
    message,
    hint: 'Known are profile_export.jsonl of aiperf, benchmarks.json of guidellm, and the JSON of vllm bench serve with --save-detailed.',
  });
}
