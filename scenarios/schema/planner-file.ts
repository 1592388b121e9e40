/** The file of `headroom planner`: policy, pools and promise in the words of a scenario, and the world they act on. */
import { z } from 'zod';
import { clusterSchema } from './cluster.js';
import { plannerSchema } from './planner.js';
import { pricesSchema } from './scenario.js';
import { slaSchema } from './sla.js';

const labels = z.record(z.string(), z.string());

const workerSelector = z.strictObject({ labels: labels.describe('Labels of the series that these workers write') });

function byRole<T extends z.ZodType>(value: T) {
  return z.strictObject({ prefill: value.optional(), decode: value.optional(), aggregated: value.optional() });
}

const access = {
  dialect: z
    .enum(['nv', 'dynamo', 'router'])
    .default('dynamo')
    .describe('Names of the counters: nv_llm_http_service_* (0.4.0), dynamo_frontend_*, or those of the router'),
  labels: labels.default({}).describe('Only series with these labels: model, dynamo_namespace, …'),
  workers: byRole(workerSelector)
    .optional()
    .describe("Which series are the engines' own (vLLM, SGLang): queue, batch and KV use of each worker"),
  token_env: z.string().min(1).optional().describe('Environment variable that holds a bearer token'),
  token_file: z.string().min(1).optional().describe('File that holds one; read anew for every request'),
  ca_file: z.string().min(1).optional().describe('Certificate authority, PEM'),
  insecure: z.boolean().default(false).describe('Accept any certificate'),
  timeout_s: z.number().positive().default(5).describe('Longest time of one attempt'),
  max_age_s: z.number().positive().default(30).describe('Nothing is decided on figures older than this'),
};

/** The `source` section of a live planner. */
export const sourceSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('prometheus'),
      url: z.url({ protocol: /^https?$/ }).describe('Where the API is, before /api/v1'),
      retries: z.int().nonnegative().default(3).describe('Further attempts, with growing pauses'),
      ...access,
    }),
    z.strictObject({
      kind: z.literal('scrape'),
      urls: z
        .array(z.url({ protocol: /^https?$/ }))
        .min(1)
        .describe('Pages of metrics: the frontends, and workers'),
      scrape_interval_s: z.number().positive().default(5).describe('Seconds between two scrapes'),
      ...access,
    }),
  ])
  .describe('Where the figures come from');

/** The `connector` section of a live planner. */
export const connectorSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('emulator'),
      url: z.url({ protocol: /^https?$/ }).describe('Address of headroom emulate'),
    }),
    z.strictObject({
      kind: z.literal('kubernetes'),
      kubeconfig: z
        .string()
        .min(1)
        .optional()
        .describe("Default: the pod's service account, else KUBECONFIG or ~/.kube/config"),
      context: z.string().min(1).optional().describe('Of the kubeconfig; default: its current one'),
      namespace: z.string().min(1).optional().describe('Default: that of the context or the pod'),
      graph_deployment: z
        .strictObject({
          name: z.string().min(1),
          components: byRole(z.string().min(1))
            .optional()
            .describe('Names of its services or components, by role; default: those that declare the role'),
        })
        .optional()
        .describe('A DynamoGraphDeployment'),
      workloads: byRole(
        z.strictObject({
          kind: z.enum(['Deployment', 'StatefulSet', 'LeaderWorkerSet']),
          name: z.string().min(1),
        }),
      )
        .optional()
        .describe('Workloads that are scaled by themselves'),
    }),
    z.strictObject({
      kind: z.literal('virtual'),
      url: z.url({ protocol: /^https?$/ }).describe('Address of etcd'),
      namespace: z.string().min(1).describe('Dynamo namespace'),
      prefix: z
        .string()
        .min(1)
        .optional()
        .describe('What keys begin with; default: /NAMESPACE/planner/, of Dynamo 0.5'),
      instances: byRole(z.string().min(1))
        .optional()
        .describe('What the keys begin with under which workers register themselves, by role'),
    }),
    z.strictObject({
      kind: z.literal('advisory').describe('Nobody: the counts are those of the cluster section, always'),
    }),
  ])
  .describe('Who moves workers');

/** Where the planner's own pages are. */
const listen = z.string().regex(/^(\[[0-9a-fA-F:]+\]|[\w.-]+):\d+$/, { message: 'an address as 127.0.0.1:9085' });

/** The whole file of a live planner. */
export const plannerFileSchema = z.strictObject({
  name: z.string().min(1).optional().describe('Shown on the pages; default: the file name'),
  description: z.string().optional(),
  planner: plannerSchema,
  cluster: clusterSchema.describe('The pools; replicas are those of the start where the platform does not tell'),
  sla: slaSchema,
  prices: pricesSchema.prefault({}),
  source: sourceSchema,
  connector: connectorSchema,
  advisory: z.boolean().default(false).describe('Decide and tell, but order nothing'),
  watch_interval_s: z.number().positive().default(5).describe('Seconds between two looks at the workers'),
  listen: listen.default('127.0.0.1:9085').describe('Address of /live, /metrics and /health'),
  record: z.string().min(1).optional().describe("Directory of the run record; default: runs/ and the planner's name"),
  state: z.string().min(1).optional().describe('File that keeps what the planner remembers over a restart'),
  lease: z
    .strictObject({
      file: z.string().min(1).optional().describe('Lock file, for planners of one machine'),
      kubernetes: z.string().min(1).optional().describe('Name of a Lease, where the workers are or the pod is'),
    })
    .refine(({ file, kubernetes }) => (file === undefined) !== (kubernetes === undefined), {
      message: 'expected file or kubernetes',
    })
    .optional()
    .describe('Of several planners only the one that holds this gives orders'),
});

/** A live planner and its world. */
export type PlannerFile = z.infer<typeof plannerFileSchema>;
/** Where a live planner's figures come from. */
export type SourceSpec = z.infer<typeof sourceSchema>;
/** Who moves a live planner's workers. */
export type ConnectorSpec = z.infer<typeof connectorSchema>;

/** A source with every default filled in, for programs that make their own. */
export function sourceSpec(fields: z.input<typeof sourceSchema>): SourceSpec {
  return sourceSchema.parse(fields);
}
