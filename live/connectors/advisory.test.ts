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
