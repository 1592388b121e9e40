/**
 * A Kubernetes API server of a few kinds, in memory, for tests: objects, scale and status subresources, resource versions, merge and JSON
 * patches, label selectors, pages, tokens. Its answers are held to those of the real server by fake-kube.test.ts.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './fake-kube-request.js';
import { ObjectStore } from './fake-kube-store.js';
import { failure } from './kube-failures.js';
import type { DynamoForm } from './kube-objects.js';
import type { KubeServer } from './kube-server.js';
import { bodyOf, MortalServer } from './mortal-server.js';

const USERS: Readonly<Record<string, string>> = { admin: 'admin', planner: 'planner', limited: 'limited' };

export class FakeKube implements KubeServer {
  readonly store = new ObjectStore();
  /** Runs before a request is carried out; what it returns is answered instead. */
  intercept: (method: string, path: string) => Answer | undefined = () => undefined;
  private readonly server = new MortalServer((request, response) => this.serve(request, response));

  get url(): string {
    return this.server.url;
  }

  async prepare(_namespace: string, form: DynamoForm = 'v1alpha1'): Promise<void> {
    this.store.form = form;
  }

  /** Listens; on the same port when it comes back. */
  start(): Promise<void> {
    return this.server.start();
  }

  /** Dies with its connections; the objects stay. */
  stop(): Promise<void> {
    return this.server.stop();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request);
    const { status, body, headers } = this.answer(request, text === '' ? undefined : JSON.parse(text));
    const isText = typeof body === 'string';
    response.writeHead(status, {
      'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
      ...headers,
    });
    response.end(isText ? body : JSON.stringify(body));
  }

  private answer({ method = 'GET', url = '/', headers }: IncomingMessage, body: unknown): Answer {
    const user = USERS[headers.authorization?.replace(/^Bearer /, '') ?? ''];
    if (user === undefined) return failure(401, 'Unauthorized', 'Unauthorized');
    const { pathname: path, searchParams: query } = new URL(url, this.url);
    const instead = this.intercept(method, path);
    if (instead !== undefined) return instead;
    const contentType = headers['content-type'] ?? '';
    return this.store.answer({ user, method, path, query, contentType, body });
  }
}
