import { expect, it } from 'vitest';
import { shippedProfile } from '../testing/index.js';
import { deploymentOf, GRAPH, PROMETHEUS, serviceOf } from './names.js';

// Dynamo's backend_components
it.each([
  ['vllm', 'VllmPrefillWorker', 'VllmDecodeWorker', 'VllmWorker'],
  ['sglang', 'prefill', 'decode', 'decode'],
  ['trtllm', 'TRTLLMPrefillWorker', 'TRTLLMDecodeWorker', 'TRTLLMWorker'],
  ['unheard-of', 'VllmPrefillWorker', 'VllmDecodeWorker', 'VllmWorker'],
])('services of %s are %s, %s and %s', (backend, ...names) => {
  const profile = shippedProfile({ backend });
  expect((['prefill', 'decode', 'aggregated'] as const).map((role) => serviceOf(role, profile))).toEqual(names);
});

it('a profile of no backend has the services of vLLM', () => {
  const { backend: _, ...profile } = shippedProfile();
  expect(serviceOf('decode', profile)).toBe('VllmDecodeWorker');
});

it('Deployments and Prometheus are called after the graph, in lower case', () => {
  expect(deploymentOf('prefill', shippedProfile({ backend: 'trtllm' }))).toBe(`${GRAPH}-trtllmprefillworker`);
  expect(PROMETHEUS).toBe(`http://${GRAPH}-prometheus:9090`);
});
