/** The emulator's connector holds to the contract of all connectors. */
import type { WorkersByRole } from '../ports.js';
import { connectorContract, STARTS_WITH } from '../testing/connector-contract.js';
import { emulatorConnector } from './connector.js';
import { startSmallEmulator } from './testing/small-emulator.js';

/** The startup of 30 s takes 3 s, longer than the calls between which it must not be over. */
const SPEEDUP = 10;

connectorContract('the emulator', async () => {
  const pool = { replicas: STARTS_WITH };
  const start = (port: number) => startSmallEmulator({ prefill: pool, decode: pool }, { speedup: SPEEDUP, port });
  let emulator = await start(0);
  const connector = emulatorConnector(`${emulator.url}/`);
  const order = (role: string, count: number) =>
    fetch(`${emulator.url}/admin/v1/replicas`, { method: 'PUT', body: JSON.stringify({ [role]: count }) });
  return {
    connector,
    roles: ['prefill', 'decode'],
    revision: async () => {
      const { detail, ...counts } = JSON.parse(await emulator.get('/admin/v1/workers?detail=true')) as WorkersByRole & {
        detail: { id: number }[];
      };
      return JSON.stringify([detail.map(({ id }) => id), Object.values(counts).map(({ desired }) => desired)]);
    },
    edit: async (role, count) => {
      await order(role, count);
    },
    settle: async () => {
      const isSettled = (counts: WorkersByRole) =>
        Object.values(counts).every(({ ready, draining, desired }) => ready === desired && draining === 0);
      while (!isSettled(await connector.workers())) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    fail: () => emulator.close(),
    recover: async () => {
      emulator = await start(Number(new URL(emulator.url).port));
    },
    close: () => emulator.close(),
  };
});
