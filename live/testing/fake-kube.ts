/**
 * A Kubernetes API server of a few kinds, in memory, for tests: objects, scale and status subresources, resource versions, merge and JSON
 * patches, label selectors, pages, tokens. Its answers are held to those of the real server by fake-kube.test.ts.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Answer, ObjectStore } from './fake-kube-store.js';
import { failure } from './kube-failures.js';
import type { DynamoForm } from './kube-objects.js';
import type { KubeServer } from './kube-server.js';

const USERS: Readonly<Record<string, string>> = { admin: 'admin', planner: 'planner', limited: 'limited' };

export class FakeKube implements KubeServer {
  readonly store = new ObjectStore();
  /** Runs before a request is carried out; what it returns is answered instead. */
  intercept: (method: string, path: string) => Answer | undefined = () => undefined;
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async prepare(_namespace: string, form: DynamoForm = 'v1alpha1'): Promise<void> {
    this.store.form = form;
  }

  /** Listens; on the same port when it comes back. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.serve(request, response));
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Dies with its connections; the objects stay. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
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
