/** The connector that moves nobody holds to the contract of those that do. */
import { expect, it } from 'vitest';
import { connectorContract, STARTS_WITH } from '../testing/connector-contract.js';
import { advisoryConnector } from './advisory.js';

connectorContract('nobody', async () => {
  const connector = advisoryConnector({ prefill: STARTS_WITH, decode: STARTS_WITH });
  return { connector, roles: ['prefill', 'decode'], close: () => connector.close() };
});

it('applies no order, and says so', async () => {
  await expect(advisoryConnector({ decode: 1 }).scale({ decode: 2 })).rejects.toThrow('nobody moves workers');
});

it('tells the counts that it was given, of the roles that it was given, for ever', async () => {
  const connector = advisoryConnector({ prefill: 0, decode: 3 });
  await connector.scale({ decode: 9 }).catch(() => undefined);
  expect(await connector.workers()).toEqual({
    prefill: { ready: 0, starting: 0, draining: 0, desired: 0 },
    decode: { ready: 3, starting: 0, draining: 0, desired: 3 },
  });
  expect(await advisoryConnector({}).workers()).toEqual({});
});
