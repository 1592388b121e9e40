/** The objects of the fake API server, and what each request does to them. */

import { randomUUID } from 'node:crypto';
import type { Answer, FakeRequest } from './fake-kube-request.js';
import { failure, forbidden, modified, type Named, named, negative } from './kube-failures.js';
import type { DynamoForm } from './kube-objects.js';
import { jsonPatch, mergePatch, type Operation, PatchRefused } from './patches.js';

export interface FakeObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: objects of any kind
  spec?: any;
  // biome-ignore lint/suspicious/noExplicitAny: objects of any kind
  status?: any;
}

interface Kind {
  readonly kind: string;
  /** Where the pods' selector stands, for kinds with a scale subresource. */
  readonly selector?: (object: FakeObject) => string | undefined;
}

interface Place extends Named {
  readonly apiVersion: string;
  readonly kind: Kind;
}

const byLabels = (object: FakeObject): string =>
  Object.entries((object.spec?.selector?.matchLabels ?? {}) as Record<string, string>)
    .map(([label, value]) => `${label}=${value}`)
    .join(',');
const byStatus = (object: FakeObject): string | undefined => object.status?.selector ?? object.status?.hpaPodSelector;

/** What is served, by `apiVersion/plural`; `FORM` stands for the form of Dynamo's kinds. */
const KINDS: Readonly<Record<string, Kind>> = {
  'v1/pods': { kind: 'Pod' },
  'v1/configmaps': { kind: 'ConfigMap' },
  'batch/v1/jobs': { kind: 'Job' },
  'apps/v1/deployments': { kind: 'Deployment', selector: byLabels },
  'apps/v1/statefulsets': { kind: 'StatefulSet', selector: byLabels },
  'leaderworkerset.x-k8s.io/v1/leaderworkersets': { kind: 'LeaderWorkerSet', selector: byStatus },
  'nvidia.com/FORM/dynamographdeployments': { kind: 'DynamoGraphDeployment' },
  'nvidia.com/FORM/dynamographdeploymentscalingadapters': {
    kind: 'DynamoGraphDeploymentScalingAdapter',
    selector: byStatus,
  },
  'coordination.k8s.io/v1/leases': { kind: 'Lease' },
};

export class ObjectStore {
  form: DynamoForm = 'v1alpha1';
  private readonly objects = new Map<string, FakeObject>();
  private version = 0;

  answer(request: FakeRequest): Answer {
    const place = this.placeOf(request.path);
    if (place === undefined) return { status: 404, body: '404 page not found\n' };
    if (request.user === 'limited') return forbidden(request, place);
    if (place.name === undefined)
      return request.method === 'POST' ? this.create(place, request) : this.list(place, request);
    const object = this.objects.get(keyOf(place));
    if (object === undefined) return named(404, 'NotFound', place, 'not found');
    if (request.method === 'GET') return { status: 200, body: view(object, place) };
    if (request.method === 'DELETE') return this.remove(place, object);
    return this.change(place, object, request);
  }

  private placeOf(path: string): Place | undefined {
    const match =
      /^\/(?:api\/(v1)|apis\/([^/]+)\/([^/]+))\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(path);
    if (match === null) return undefined;
    const [, core, group = '', version, namespace, resource, name, subresource] = match.map(
      (part) => part && decodeURIComponent(part),
    );
    const apiVersion = core ?? `${group}/${version}`;
    const kind = KINDS[`${group === 'nvidia.com' && version === this.form ? `${group}/FORM` : apiVersion}/${resource}`];
    if (kind === undefined || (subresource === 'scale' && kind.selector === undefined)) return undefined;
    return { group, apiVersion, resource: resource!, namespace: namespace!, name, subresource, kind };
  }

  private create(place: Place, { body }: FakeRequest): Answer {
    const object = structuredClone(body) as FakeObject;
    const made = { ...place, name: object.metadata.name };
    if (this.objects.has(keyOf(made))) return named(409, 'AlreadyExists', made, 'already exists');
    object.metadata.namespace = place.namespace;
    object.metadata.uid = randomUUID();
    if (place.resource === 'pods') object.status ??= { phase: 'Pending' };
    return { status: 201, body: view(this.store(made, object), made) };
  }

  private list(place: Place, { query }: FakeRequest): Answer {
    const prefix = keyOf({ ...place, name: '' });
    const wanted = (query.get('labelSelector') ?? '')
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split('='));
    const all = [...this.objects]
      .filter(
        ([key, { metadata }]) =>
          key.startsWith(prefix) && wanted.every(([label, value]) => metadata.labels?.[label!] === value),
      )
      .map(([, object]) => object);
    const from = Number(query.get('continue') ?? 0);
    const to = from + Number(query.get('limit') ?? all.length);
    const metadata = { resourceVersion: String(this.version), ...(to < all.length && { continue: String(to) }) };
    const items = all.slice(from, to).map(({ kind: _, apiVersion: __, ...item }) => item);
    const body = { kind: `${place.kind.kind}List`, apiVersion: place.apiVersion, metadata, items };
    return { status: 200, body };
  }

  /** A pod on a node stays until its kubelet has ended it; everything else goes at once. */
  private remove(place: Place, object: FakeObject): Answer {
    const ending = { ...object, metadata: { ...object.metadata, deletionTimestamp: new Date().toISOString() } };
    if (object.spec?.nodeName === undefined) this.objects.delete(keyOf(place));
    else this.store(place, ending);
    return { status: 200, body: view(ending, place) };
  }

  private change(place: Place, object: FakeObject, { method, contentType, body }: FakeRequest): Answer {
    const before = view(object, place);
    let after: FakeObject;
    try {
      const isList = contentType.startsWith('application/json-patch+json');
      after = (
        method === 'PUT' ? body : isList ? jsonPatch(before, body as Operation[]) : mergePatch(before, body)
      ) as FakeObject;
    } catch (error) {
      if (!(error instanceof PatchRefused)) throw error;
      return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
    }
    if ((after.metadata.resourceVersion ?? before.metadata.resourceVersion) !== before.metadata.resourceVersion)
      return modified(place);
    if (JSON.stringify(after) === JSON.stringify(before)) return { status: 200, body: before };
    const { replicas } = after.spec ?? {};
    if (place.subresource === 'scale' && replicas < 0) return negative(place, replicas);
    const next = place.subresource === 'scale' ? { ...object, spec: { ...object.spec, replicas } } : after;
    return { status: 200, body: view(this.store(place, next), place) };
  }

  private store(place: Place, object: FakeObject): FakeObject {
    this.version += 1;
    const stored = { ...object, apiVersion: place.apiVersion, kind: place.kind.kind };
    stored.metadata = { ...object.metadata, resourceVersion: String(this.version) };
    this.objects.set(keyOf(place), stored);
    return stored;
  }
}

/** An object, or what its scale subresource shows of it. */
function view(object: FakeObject, { subresource, kind, apiVersion }: Place): FakeObject {
  if (subresource !== 'scale') return { ...object, apiVersion };
  const { name, namespace, resourceVersion } = object.metadata;
  const { replicas } = object.spec ?? {};
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace && { namespace }), ...(resourceVersion && { resourceVersion }) },
    spec: replicas ? { replicas } : {},
    status: { replicas: object.status?.replicas ?? 0, selector: kind.selector!(object) },
  };
}

function keyOf({ group, resource, namespace, name }: Pick<Place, 'group' | 'resource' | 'namespace' | 'name'>): string {
  return `${group}/${resource}/${namespace}/${name}`;
}
