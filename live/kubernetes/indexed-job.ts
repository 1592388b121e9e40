/** A headroom command as an Indexed Job: as many pods as parts, each told its index, with the files that the command reads. */

/** What the pods run. */
export interface IndexedJob {
  /** A DNS label. */
  readonly name: string;
  readonly image: string;
  /** Completions, all of them at a time. */
  readonly pods: number;
  readonly args: readonly string[];
  /** Files that each pod finds at the same absolute path as here. */
  readonly files: readonly JobFile[];
  /** A claim that all pods share, and where they find it. */
  readonly claim?: { readonly name: string; readonly mountPath: string } | undefined;
}

/** A file as the pods find it. */
export interface JobFile {
  readonly path: string;
  readonly content: Buffer;
}

/** How often a pod may fail, on average, before the Job gives up; evictions do not count. */
const TRIES = 4;
/** A finished Job goes by itself after a day. */
const KEEP_S = 86_400;
/** The Job controller's label of what an eviction or a lost node ends. */
const DISRUPTED = { type: 'DisruptionTarget', status: 'True' };
/** The user of the image; a claim belongs to its group. */
const USER = 1000;

/** The Job; its files are in {@link jobFiles}. */
export function jobManifest({ name, image, pods, args, files, claim }: IndexedJob): object {
  const labels = { 'app.kubernetes.io/name': 'headroom', 'app.kubernetes.io/instance': name };
  const container = {
    name: 'headroom',
    image,
    args,
    env: [{ name: 'JOB_COMPLETIONS', value: String(pods) }],
    resources: { requests: { cpu: '1', memory: '512Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      ...files.map(({ path }, i) => ({ name: 'files', mountPath: path, subPath: keyOf(i), readOnly: true })),
      ...(claim ? [{ name: 'runs', mountPath: claim.mountPath }] : []),
    ],
  };
  const volumes = [
    { name: 'tmp', emptyDir: {} },
    ...(files.length > 0 ? [{ name: 'files', configMap: { name } }] : []),
    ...(claim ? [{ name: 'runs', persistentVolumeClaim: { claimName: claim.name } }] : []),
  ];
  const pod = {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER,
      fsGroup: USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [container],
    volumes,
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels },
    spec: {
      completionMode: 'Indexed',
      completions: pods,
      parallelism: pods,
      backoffLimit: TRIES * pods,
      podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [DISRUPTED] }] },
      ttlSecondsAfterFinished: KEEP_S,
      template: { metadata: { labels }, spec: pod },
    },
  };
}

/** The files as a ConfigMap that goes with the Job of this `uid`. */
export function jobFiles({ name, files }: IndexedJob, uid: string): object {
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name, uid };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ownerReferences: [owner] },
    binaryData: Object.fromEntries(files.map(({ content }, i) => [keyOf(i), content.toString('base64')])),
  };
}

function keyOf(index: number): string {
  return `file-${index}`;
}
