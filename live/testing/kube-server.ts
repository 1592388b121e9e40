/** What tests ask of an API server, the fake one and the real one alike, as its administrator. */
import { Agent, request } from 'undici';
import type { ClusterAccess } from '../kubernetes/index.js';
import type { DynamoForm } from './kube-objects.js';

/** An API server on loopback that knows the tokens `admin`, `planner` and `limited`. */
export interface KubeServer {
  readonly url: string;
  /** Makes a namespace in which `planner` may do what deploy/ grants it and `limited` nothing; `form` is the one of Dynamo's kinds. */
  prepare(namespace: string, form?: DynamoForm): Promise<void>;
  /** Dies with its connections, and returns on the same port with what it stored. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Trusts any certificate: the server is the test's own. */
export function accessTo(server: KubeServer, token: string): ClusterAccess {
  return { server: new URL(server.url), skipsVerification: true, credentials: async () => ({ token }) };
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request of any user; the answer as it came. */
export async function ask(
  server: KubeServer,
  token: string,
  method: Method,
  path: string,
  body?: unknown,
  patch = 'merge-patch',
) {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  try {
    const contentType = method === 'PATCH' ? `application/${patch}+json` : 'application/json';
    const headers = { authorization: `Bearer ${token}`, 'content-type': contentType };
    const text = body === undefined ? null : JSON.stringify(body);
    const answer = await request(server.url + path, { dispatcher, method, headers, body: text });
    return { status: answer.statusCode, text: await answer.body.text() };
  } finally {
    await dispatcher.close();
  }
}

/** Does something as the administrator. Throws on a refusal. */
export async function admin<T>(server: KubeServer, method: Method, path: string, body?: unknown): Promise<T> {
  const { status, text } = await ask(server, 'admin', method, path, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return JSON.parse(text) as T;
}
