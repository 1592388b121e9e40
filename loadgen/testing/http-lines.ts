/** Just enough HTTP/1.1 on a bare socket to serve a load generator faster than `node:http` does. */
import type { Socket } from 'node:net';

export interface PlainRequest {
  readonly method: string;
  readonly path: string;
  readonly head: string;
  readonly body: string;
}

/** Reads requests off a socket, one after another; a client that pipelines is served in order of its bodies. */
export function readRequests(socket: Socket, handle: (request: PlainRequest) => void): void {
  let pending = '';
  socket.on('data', (data: Buffer) => {
    pending += data.toString('latin1');
    for (;;) {
      const headEnd = pending.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = pending.slice(0, headEnd);
      const end = headEnd + 4 + Number(headerOf(head, 'content-length') ?? 0);
      if (pending.length < end) return;
      const body = pending.slice(headEnd + 4, end);
      pending = pending.slice(end);
      const [method = '', path = ''] = head.slice(0, head.indexOf('\r\n')).split(' ');
      handle({ method, path, head, body });
    }
  });
}

export function headerOf(head: string, name: string): string | undefined {
  const at = head.toLowerCase().indexOf(`\r\n${name}:`);
  if (at < 0) return undefined;
  const from = at + name.length + 3;
  const end = head.indexOf('\r\n', from);
  return head.slice(from, end < 0 ? undefined : end).trim();
}

/** One HTTP chunk. */
export function httpChunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

export function wholeResponse(status: string, type: string, body: string): string {
  return `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
