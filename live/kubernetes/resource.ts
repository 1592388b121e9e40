/** Names of things in the Kubernetes API, and the paths they have. */

/** An object, a collection (without a name) or a subresource, in a namespace. */
export interface Resource {
  /** API group; empty for the core one. */
  readonly group: string;
  readonly version: string;
  /** Plural, as in a path and in an RBAC rule. */
  readonly resource: string;
  readonly namespace: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** The path of a request for it; names are encoded, so that none leads elsewhere. */
export function pathOf({ group, version, resource, namespace, name, subresource }: Resource): string {
  const root = group === '' ? ['api', version] : ['apis', group, version];
  const parts = [...root, 'namespaces', namespace, resource, name, subresource];
  return `/${parts
    .filter((part) => part !== undefined)
    .map(encodeURIComponent)
    .join('/')}`;
}

/** As an RBAC rule and a person name it: `deployments/scale (apps) d1 in namespace prod`. */
export function describe({ group, resource, namespace, name, subresource }: Resource): string {
  const kind = [resource, subresource].filter((part) => part !== undefined).join('/');
  return [kind, group && `(${group})`, name, `in namespace ${namespace}`].filter(Boolean).join(' ');
}
