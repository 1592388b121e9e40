/** The Kubernetes connector against the fake API server; kube.real.test.ts runs the same contract on a real one. */
import { afterAll, beforeAll } from 'vitest';
import { connectorContract } from '../testing/connector-contract.js';
import { FakeKube } from '../testing/fake-kube.js';
import { deployment } from '../testing/kube-objects.js';
import { openKubeWorld } from '../testing/kube-world.js';

const server = new FakeKube();
beforeAll(() => server.start());
afterAll(() => server.stop());

connectorContract('Deployments by their scale subresource', () =>
  openKubeWorld(server, [deployment('prefill'), deployment('decode')], {
    workloads: {
      prefill: { kind: 'Deployment', name: 'stand-in-prefill' },
      decode: { kind: 'Deployment', name: 'stand-in-decode' },
    },
  }),
);
