/** What a deployment's parts are called, where nobody says otherwise: Dynamo's own names by backend, and the guide's Deployments. */
import type { EngineProfile, Role } from '../../planner-core/index.js';

/** Services of a DynamoGraphDeployment (Dynamo's backend_components). */
const SERVICES: Readonly<Record<string, Readonly<Partial<Record<Role, string>>>>> = {
  vllm: { prefill: 'VllmPrefillWorker', decode: 'VllmDecodeWorker', aggregated: 'VllmWorker' },
  sglang: { prefill: 'prefill', decode: 'decode', aggregated: 'decode' },
  trtllm: { prefill: 'TRTLLMPrefillWorker', decode: 'TRTLLMDecodeWorker', aggregated: 'TRTLLMWorker' },
};

/** The DynamoGraphDeployment of Dynamo's guide. */
export const GRAPH = 'vllm-disagg-planner';
/** Where its Prometheus answers inside the cluster. */
export const PROMETHEUS = `http://${GRAPH}-prometheus:9090`;

/** The service of a role in a graph; a backend that nobody knows has the names of vLLM. */
export function serviceOf(role: Role, { backend = 'vllm' }: EngineProfile): string {
  return (SERVICES[backend] ?? SERVICES['vllm']!)[role]!;
}

/** The Deployment that the operator makes of a service. */
export function deploymentOf(role: Role, profile: EngineProfile): string {
  return `${GRAPH}-${serviceOf(role, profile).toLowerCase()}`;
}
