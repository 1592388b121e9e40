/** What the Kubernetes API says when it does not do what was asked. */
import { describe, type Resource } from './resource.js';

/** The `Status` object of a failed request, as far as it is used. */
export interface Status {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly kind?: string; readonly retryAfterSeconds?: number };
}

/** A request that the API server refused. Holds no secret: the server's text and the request's names alone. */
export class KubeError extends Error {
  constructor(
    /** HTTP status. */
    readonly status: number,
    readonly answer: Status,
    message: string,
  ) {
    super(message);
    this.name = 'KubeError';
  }

  /** What was asked for does not exist: the object, or the whole kind. */
  get isMissing(): boolean {
    return this.status === 404;
  }

  /** The cluster knows no such kind in this version: that is answered in plain text. */
  get isUnknownKind(): boolean {
    return this.isMissing && this.answer.reason === undefined;
  }

  /**
   * Somebody changed the object between reading and writing. A JSON patch whose `test` fails is told as a 422 that names no object,
   * where a value that is not allowed names one.
   */
  get isStale(): boolean {
    return this.status === 409 || (this.status === 422 && this.answer.details?.kind === undefined);
  }
}

/** The error for an answer with `status`; a missing permission says which rule its Role lacks. */
export function kubeError(status: number, answer: Status, verb: string, target: Resource): KubeError {
  const what = `Kubernetes refused to ${verb} ${describe(target)} (${status} ${answer.reason ?? 'without a reason'})`;
  const said = answer.message === undefined ? '' : `: ${answer.message}`;
  return new KubeError(status, answer, `${what}${said}${adviceFor(status, verb, target)}`);
}

function adviceFor(status: number, verb: string, { group, resource, namespace, subresource }: Resource): string {
  if (status === 401) return '\n  The token or certificate is not accepted; it may have run out.';
  if (status !== 403) return '';
  const kind = subresource === undefined ? resource : `${resource}/${subresource}`;
  return `\n  The caller's Role in namespace ${namespace} lacks apiGroups: ["${group}"], resources: ["${kind}"], verbs: ["${verb}"].`;
}
