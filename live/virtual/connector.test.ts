/** The virtual connector on an etcd in memory and, where it is installed (Debian: etcd-server), on a real one. */
import { afterAll, beforeAll, describe } from 'vitest';
import { etcdContract } from '../testing/etcd-contract.js';
import { FakeEtcd } from '../testing/fake-etcd.js';
import { hasEtcd, RealEtcd } from '../testing/real-etcd.js';

describe('in memory', () => {
  const server = new FakeEtcd();
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  etcdContract(server);
});

describe.skipIf(!hasEtcd)('a real etcd (etcd-server)', () => {
  const server = new RealEtcd();
  beforeAll(() => server.start(), 60_000);
  afterAll(() => server.close());
  etcdContract(server);
});
