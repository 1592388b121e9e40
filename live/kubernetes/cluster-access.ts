/** What the client needs to talk to an API server, wherever it came from. */

/** What a request proves itself with. Never logged. */
export interface Credentials {
  readonly token?: string;
  /** PEM of a client certificate and its key. */
  readonly cert?: string;
  readonly key?: string;
}

/** An API server and the way to sign in. */
export interface ClusterAccess {
  readonly server: URL;
  /** Where this access works if nothing else is said. */
  readonly namespace?: string;
  readonly ca?: string;
  readonly serverName?: string;
  /** Only where a kubeconfig asks for it. */
  readonly skipsVerification?: boolean;
  /** Asked before every request, because tokens are replaced while a planner runs. `isRefused`: the last ones were. */
  credentials(isRefused: boolean): Promise<Credentials>;
}
