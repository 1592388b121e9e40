/** The workloads that worlds are made of, two workers each. */
import type { Role } from '../../planner-core/index.js';
import { STARTS_WITH } from './connector-contract.js';

export interface WorldObject {
  readonly role: Role;
  /** `group/version/plural` of the object to make. */
  readonly collection: string;
  readonly object: object;
  /** What its controller would write into its status. */
  readonly status?: object;
  /** The object that holds the count: itself or, with a scaling adapter, that. */
  readonly scaled: { readonly collection: string; readonly name: string };
  /** Labels of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** A merge patch that sets the count, and the count that stands there. */
  patch(count: number): object;
  // biome-ignore lint/suspicious/noExplicitAny: an object of any kind
  desired(object: any): number;
}

const plain = {
  patch: (replicas: number) => ({ spec: { replicas } }),
  desired: (object: { spec: { replicas?: number } }) => object.spec.replicas ?? 0,
};

export function deployment(role: Role, kind: 'deployments' | 'statefulsets' = 'deployments'): WorldObject {
  const name = `stand-in-${role}`;
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'worker', image: 'stand-in' }] } };
  const service = kind === 'statefulsets' ? { serviceName: name } : {};
  const spec = { replicas: STARTS_WITH, selector: { matchLabels: labels }, template, ...service };
  const collection = `apps/v1/${kind}`;
  return { role, collection, object: { metadata: { name }, spec }, scaled: { collection, name }, labels, ...plain };
}
