/** A response that only remembers what is written to it, for tests of who writes. */
import type { ServerResponse } from 'node:http';

export class ToyResponse {
  status: number | undefined;
  headers: Readonly<Record<string, string>> = {};
  /** What was written, piece by piece. */
  readonly pieces: string[] = [];
  isEnded = false;
  destroyed = false;

  get headersSent(): boolean {
    return this.status !== undefined;
  }

  get text(): string {
    return this.pieces.join('');
  }

  writeHead(status: number, headers: Readonly<Record<string, string>>): this {
    this.status = status;
    this.headers = headers;
    return this;
  }

  write(piece: string): boolean {
    this.pieces.push(piece);
    return true;
  }

  end(piece?: string): this {
    if (piece !== undefined && piece !== '') this.pieces.push(piece);
    this.isEnded = true;
    return this;
  }

  destroy(): this {
    this.destroyed = true;
    return this;
  }

  /** As the emulator takes it. */
  get response(): ServerResponse {
    return this as unknown as ServerResponse;
  }
}
