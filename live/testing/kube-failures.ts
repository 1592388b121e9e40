/** The failures of the fake API server, worded as the real one words them. */
import type { Answer, FakeRequest } from './fake-kube-request.js';

/** What a path names. */
export interface Named {
  readonly group: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

const VERBS: Readonly<Record<string, string>> = {
  GET: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** The failure `Status` as the real server writes it. */
export function failure(code: number, reason: string, message: string, details?: object): Answer {
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details && { details }),
    code,
  };
  return { status: code, body };
}

export function named(code: number, reason: string, place: Named, what: string): Answer {
  return failure(code, reason, `${qualified(place)} "${place.name}" ${what}`, detailsOf(place));
}

export function modified(place: Named): Answer {
  const why = 'the object has been modified; please apply your changes to the latest version and try again';
  return failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(place)} "${place.name}": ${why}`,
    detailsOf(place),
  );
}

export function negative({ name }: Named, replicas: number): Answer {
  const message = `Invalid value: ${replicas}: must be greater than or equal to 0`;
  const causes = [{ reason: 'FieldValueInvalid', message, field: 'spec.replicas' }];
  const text = `Scale.autoscaling "${name}" is invalid: spec.replicas: ${message}`;
  return failure(422, 'Invalid', text, { name, group: 'autoscaling', kind: 'Scale', causes });
}

export function forbidden({ user, method }: FakeRequest, place: Named): Answer {
  const { group, resource, subresource, namespace, name } = place;
  const verb = name === undefined && method === 'GET' ? 'list' : VERBS[method];
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  const subject = name === undefined ? qualified(place) : `${qualified(place)} "${name}"`;
  const where = `in API group "${group}" in the namespace "${namespace}"`;
  return failure(
    403,
    'Forbidden',
    `${subject} is forbidden: User "${user}" cannot ${verb} resource "${what}" ${where}`,
    detailsOf(place),
  );
}

function qualified({ group, resource }: Named): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function detailsOf({ group, resource, name }: Named): object {
  return { ...(name !== undefined && { name }), ...(group !== '' && { group }), kind: resource };
}
