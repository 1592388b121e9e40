/** A request to the fake API server, and its answer. */

export interface Answer {
  readonly status: number;
  /** A text for what the real server answers in plain text. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FakeRequest {
  readonly user: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: unknown;
}
