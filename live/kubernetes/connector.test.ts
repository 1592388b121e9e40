/** The Kubernetes connector against the fake API server; real.test.ts runs the same contract on a real one. */
import { afterAll, beforeAll } from 'vitest';
import { FakeKube } from '../testing/fake-kube.js';
import { kubeContract } from '../testing/kube-contract.js';

const server = new FakeKube();
beforeAll(() => server.start());
afterAll(() => server.stop());

kubeContract(server);
