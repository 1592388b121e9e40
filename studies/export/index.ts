/** What to put into a cluster: a scenario's planner, or fixed counts, as the files that others read. */
import { stringify } from 'yaml';
import type { Role } from '../../planner-core/index.js';
import type { PlannerSpec, Scenario, SlaSpec } from '../../scenarios/index.js';
import type { Counts } from '../plan/deployment.js';
import { graphReplicas, plannerConfig, seedPlanner } from './dynamo.js';
import { horizontalPodAutoscalers, scaledObjects } from './kubernetes.js';
import { deploymentOf, PROMETHEUS } from './names.js';
import type { ExportSource } from './source.js';

/** File name → text. */
export type ExportedFiles = Readonly<Record<string, string>>;

/** Fixed counts: a patch for a DynamoGraphDeployment, and one for plain Deployments. */
export function exportCounts(counts: Counts, source: ExportSource): ExportedFiles {
  return { 'dgd-replicas.yaml': graphReplicas(counts, source), 'deployment-replicas.yaml': replicas(counts, source) };
}

/** A strategic merge patch a role, as kustomize takes it. */
function replicas(counts: Counts, { profiles }: ExportSource): string {
  return Object.entries(counts)
    .map(([role, count]) =>
      stringify({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: deploymentOf(role as Role, profiles[role as Role]!) },
        spec: { replicas: count },
      }),
    )
    .join('---\n');
}

/**
 * A planner's settings for whoever runs it: Dynamo's planner, an HPA, KEDA; every other policy is run by `headroom planner`.
 * `configText`: the text of the file that a `dynamo-planner` names.
 */
export function exportPlanner(
  scenario: Pick<Scenario, 'planner' | 'sla' | 'cluster'>,
  source: ExportSource,
  configText?: string,
): ExportedFiles {
  const { planner, sla } = scenario;
  switch (planner.policy) {
    case 'dynamo-planner':
      return { 'dynamo-planner.yaml': plannerConfig(planner, sla, source, configText) };
    case 'dynamo-sla':
      return { 'dynamo-planner.yaml': seedPlanner(planner, sla, source) };
    case 'hpa':
      return { 'hpa.yaml': horizontalPodAutoscalers(planner, source) };
    case 'keda':
      return { 'keda.yaml': scaledObjects(planner, source) };
    default:
      return { 'planner.yaml': headroomPlanner(planner, sla, scenario.cluster, source) };
  }
}

/** The file that `headroom planner` reads, moving the guide's Deployments. */
function headroomPlanner(
  planner: PlannerSpec,
  sla: SlaSpec,
  cluster: Scenario['cluster'],
  { profiles }: ExportSource,
): string {
  const workloads = Object.entries(profiles).map(([role, profile]) => [
    role,
    { kind: 'Deployment', name: deploymentOf(role as Role, profile) },
  ]);
  return stringify({
    planner,
    sla,
    cluster,
    source: { kind: 'prometheus', url: PROMETHEUS, dialect: 'dynamo' },
    connector: { kind: 'kubernetes', workloads: Object.fromEntries(workloads) },
  });
}
