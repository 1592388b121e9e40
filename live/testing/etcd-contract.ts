/** What the virtual connector must do on any etcd: the connector contract, and the protocol key by key. */

import { request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LogLine } from '../../planner-core/index.js';
import type { Connector } from '../ports.js';
import { Etcd } from '../virtual/etcd.js';
import { type VirtualConfig, virtualConnector } from '../virtual/index.js';
import { type ConnectorWorld, connectorContract, STARTS_WITH } from './connector-contract.js';

export interface EtcdServer {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

let worlds = 0;

/** The suite, on a server that has started when its rules run. */
export function etcdContract(server: EtcdServer): void {
  connectorContract('the virtual connector', async () => openWorld(server));
  protocol(server);
}

/** Values by key without the prefix, in the order of keys. */
async function valuesOf(server: EtcdServer, prefix: string): Promise<Record<string, string>> {
  const etcd = new Etcd(server.url);
  const entries = await etcd.range(prefix);
  await etcd.close();
  return Object.fromEntries(entries.map(({ key, value }) => [key.slice(prefix.length), value]));
}

async function put(server: EtcdServer, key: string, value: string): Promise<void> {
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  const body = JSON.stringify({ key: encoded(key), value: encoded(value) });
  const answer = await request(`${server.url}/v3/kv/put`, { method: 'POST', body });
  await answer.body.dump();
  expect(answer.statusCode).toBe(200);
}

/** An orchestrator that carries decisions out when it is told to. */
function openWorld(server: EtcdServer): ConnectorWorld {
  const namespace = `world-${process.pid}-${worlds++}`;
  const prefix = `/${namespace}/planner/`;
  const values = () => valuesOf(server, prefix);
  const config = { url: server.url, namespace, replicas: { prefill: STARTS_WITH, decode: STARTS_WITH } };
  const connector = virtualConnector(config, () => {});
  return {
    connector,
    roles: ['prefill', 'decode'],
    revision: async () => JSON.stringify(await values()),
    async edit(role, count) {
      const { decision_id } = await values();
      await put(server, `${prefix}num_${role}_workers`, String(count));
      await put(server, `${prefix}decision_id`, String(Number(decision_id ?? -1) + 1));
    },
    settle: async () => put(server, `${prefix}scaled_decision_id`, (await values())['decision_id'] ?? '-1'),
    fail: () => server.stop(),
    recover: () => server.start(),
    close: () => connector.close(),
  };
}

interface Orchestra {
  readonly prefix: string;
  readonly connector: Connector;
  readonly told: LogLine[];
  values(): Promise<Record<string, string>>;
  confirm(decision: number): Promise<void>;
}

function protocol(server: EtcdServer): void {
  const open = (config: Partial<VirtualConfig> = {}, now_s?: () => number): Orchestra => {
    const namespace = `protocol-${process.pid}-${worlds++}`;
    const prefix = config.prefix ?? `/${namespace}/planner/`;
    const told: LogLine[] = [];
    const replicas = { prefill: 1, decode: 1 };
    const connector = virtualConnector(
      { url: server.url, namespace, replicas, ...config },
      (line) => told.push(line),
      now_s,
    );
    onTestFinished(() => connector.close());
    const values = () => valuesOf(server, prefix);
    return {
      prefix,
      connector,
      told,
      values,
      confirm: (decision) => put(server, `${prefix}scaled_decision_id`, String(decision)),
    };
  };

  describe('the protocol of the virtual connector', () => {
    it('writes all counts and the number of the decision, from 0 on, as decimal texts', async () => {
      const { connector, values, confirm } = open();
      expect(await values()).toEqual({});
      await connector.scale({ decode: 12 });
      expect(await values()).toEqual({ decision_id: '0', num_decode_workers: '12', num_prefill_workers: '1' });
      await confirm(0);
      await connector.scale({ prefill: 3 });
      expect(await values()).toMatchObject({ decision_id: '1', num_decode_workers: '12', num_prefill_workers: '3' });
    });

    it('writes nothing for counts that stand already', async () => {
      const { connector, values } = open();
      expect(await connector.scale({ prefill: 1, decode: 1 })).toEqual({ prefill: 1, decode: 1 });
      expect(await values()).toEqual({});
    });

    it('holds the next decision until the last is confirmed, 1800 s at most', async () => {
      let time_s = 0;
      const { connector, values, confirm, told } = open({}, () => time_s);
      await connector.scale({ decode: 2 });
      await expect(connector.scale({ decode: 3 })).rejects.toThrow('decision 0 is not confirmed');
      await confirm(0);
      await connector.scale({ decode: 3 });
      time_s = 1000;
      await expect(connector.scale({ decode: 4 })).rejects.toThrow('held, for 0 s');
      time_s = 2799;
      await expect(connector.scale({ decode: 4 })).rejects.toThrow('held, for 1799 s');
      time_s = 2800;
      expect(await connector.scale({ decode: 4 })).toEqual({ decode: 4 });
      expect(await values()).toMatchObject({ decision_id: '2', num_decode_workers: '4' });
      expect(told.map(({ text }) => text)).toEqual([
        'Decision 1 was not confirmed within 1800 s; the next one follows',
      ]);
    });

    it('counts confirmed workers as ready, and the rest as starting', async () => {
      const { connector, confirm } = open();
      await connector.scale({ decode: 4 });
      expect((await connector.workers()).decode).toEqual({ ready: 1, starting: 3, draining: 0, desired: 4 });
      await confirm(0);
      expect((await connector.workers()).decode).toEqual({ ready: 4, starting: 0, draining: 0, desired: 4 });
    });

    it('counts what registers itself, where it is told where', async () => {
      const instances = { decode: `v1/instances/${process.pid}-${worlds}/backend/generate/` };
      const { connector } = open({ instances });
      for (const id of ['694d', '694e', '694f']) await put(server, `${instances.decode}${id}`, '{}');
      await connector.scale({ decode: 4 });
      expect((await connector.workers()).decode).toEqual({ ready: 3, starting: 1, draining: 0, desired: 4 });
    });

    it('goes on from what stands when a planner begins anew', async () => {
      const { prefix, connector, values, confirm } = open({ prefix: `v1/anew-${process.pid}-${worlds}/planner/` });
      await connector.scale({ prefill: 2, decode: 5 });
      await confirm(0);
      const second = open({ prefix });
      expect((await second.connector.workers()).decode).toEqual({ ready: 5, starting: 0, draining: 0, desired: 5 });
      await second.connector.scale({ decode: 6 });
      expect(await values()).toMatchObject({ decision_id: '1', num_decode_workers: '6', num_prefill_workers: '2' });
    });

    it('two planners that decide at once make two decisions, one after the other', async () => {
      const { prefix, connector, values } = open();
      const second = open({ prefix });
      const results = await Promise.allSettled([connector.scale({ decode: 2 }), second.connector.scale({ decode: 3 })]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await values()).toMatchObject({ decision_id: '0' });
    });

    it('a deployment without prefill workers stands where decode workers do', async () => {
      const { connector, values } = open({ replicas: { aggregated: 2 } });
      await connector.scale({ aggregated: 3 });
      expect(await values()).toEqual({ decision_id: '0', num_decode_workers: '3' });
    });
  });
}
