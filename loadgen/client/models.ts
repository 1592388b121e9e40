/** Asks a target which model it serves. */
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { Target } from './target.js';
import { Client, get } from './undici.js';

const PATIENCE_MS = 5000;

/** The first model that `/v1/models` tells. Throws HR_TARGET_INVALID when it tells none. */
export async function firstModel(target: Target): Promise<string> {
  const client = new Client(target.origin, { connect: { timeout: PATIENCE_MS, ...target.tls } });
  try {
    const { statusCode, body } = await get(client, `${target.prefix}/v1/models`, target.headers, PATIENCE_MS);
    const text = await body.text();
    const model = statusCode === 200 ? readModel(text) : undefined;
    if (model !== undefined) return model;
    throw unknownModel(target, `answers /v1/models with status ${statusCode} and no model`);
  } catch (error) {
    if (error instanceof HeadroomError) throw error;
    throw unknownModel(target, `does not answer: ${(error as Error).message}`);
  } finally {
    await client.destroy();
  }
}

function readModel(text: string): string | undefined {
  try {
    const { data } = JSON.parse(text) as { data?: { id?: unknown }[] };
    const id = data?.[0]?.id;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

function unknownModel(target: Target, message: string): HeadroomError {
  return new HeadroomError('HR_TARGET_INVALID', {
    message: `${target.origin} ${message}`,
    hint: 'Is it the address of an OpenAI-compatible server? A model can be named with --model.',
  });
}
