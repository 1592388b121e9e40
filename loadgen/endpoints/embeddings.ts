/** `/v1/embeddings`: no stream and no output tokens; only its whole latency means something. */
import { readError, readUsage } from './delta.js';
import { type Endpoint, plainText } from './endpoint.js';

/** The embeddings API. */
export const embeddings: Endpoint = {
  path: '/v1/embeddings',
  streams: false,
  body: (ask) => ({ model: ask.model, input: plainText(ask) }),
  readEvent: () => ({}),
  readBody: (body) => {
    const error = readError(body['error']);
    if (error !== undefined) return { error };
    const usage = readUsage(body['usage']);
    const whole = Array.isArray(body['data']) && body['data'].length > 0;
    return { ...(whole && { finished: true, answer: 'embedding' }), ...(usage && { usage }) };
  },
};
