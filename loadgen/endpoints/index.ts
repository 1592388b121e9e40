/** The endpoints by name. */
import { chat } from './chat.js';
import { completions } from './completions.js';
import { embeddings } from './embeddings.js';
import type { Endpoint } from './endpoint.js';
import { responses } from './responses.js';

/** Every endpoint that a scenario can name. */
export const ENDPOINTS = { chat, completions, responses, embeddings } satisfies Record<string, Endpoint>;
