/** Following one platform with another. */
import { expect, it, onTestFinished, vi } from 'vitest';
import { follow } from './follow.js';
import type { Connector, Targets } from './ports.js';

/** Workers that are all ready; they cannot be asked while `fails` is set. */
function platform(counts: Targets) {
  const state = { counts, fails: undefined as string | undefined, orders: [] as Targets[], closed: false };
  const connector: Connector = {
    name: 'kubernetes',
    async workers() {
      if (state.fails !== undefined) throw new Error(state.fails);
      const all = Object.entries(state.counts);
      return Object.fromEntries(
        all.map(([role, ready]) => [role, { ready, starting: 3, draining: 1, desired: ready + 3 }]),
      );
    },
    async scale(targets) {
      state.orders.push(targets);
      return targets;
    },
    async close() {
      state.closed = true;
    },
  };
  return { state, connector };
}

it('orders what is ready, once for each change, and stays through an outage', async () => {
  const [leader, follower] = [platform({ prefill: 1, decode: 2 }), platform({})];
  const said: string[] = [];
  const following = follow(leader.connector, follower.connector, 0.005, (line) => said.push(line));
  onTestFinished(() => following.close());
  const orders = async (expected: Targets[]) => {
    await vi.waitFor(() => expect(follower.state.orders).toEqual(expected));
  };
  await orders([{ prefill: 1, decode: 2 }]);
  leader.state.fails = 'the API server cannot be reached';
  leader.state.counts = { prefill: 1, decode: 5 };
  await vi.waitFor(() => expect(said).toContain('cannot follow kubernetes: the API server cannot be reached'));
  await orders([{ prefill: 1, decode: 2 }]);
  leader.state.fails = undefined;
  await orders([
    { prefill: 1, decode: 2 },
    { prefill: 1, decode: 5 },
  ]);
  expect(said.filter((line) => line.startsWith('cannot'))).toHaveLength(1);
  await following.close();
  expect([leader.state.closed, follower.state.closed]).toEqual([true, true]);
});

it('says what it follows, and the same trouble once', async () => {
  const [leader, follower] = [platform({ decode: 2 }), platform({})];
  const said: string[] = [];
  leader.state.fails = 'no route';
  const following = follow(leader.connector, follower.connector, 0.001, (line) => said.push(line));
  onTestFinished(() => following.close());
  await vi.waitFor(() => expect(said).toHaveLength(1));
  leader.state.fails = undefined;
  await vi.waitFor(() => expect(said).toHaveLength(2));
  leader.state.fails = 'no route';
  await vi.waitFor(() => expect(said).toHaveLength(3)); // trouble that had passed is told anew
  expect(said).toEqual([
    'cannot follow kubernetes: no route',
    'follows kubernetes: 2 decode ready',
    'cannot follow kubernetes: no route',
  ]);
  expect(follower.state.orders).toEqual([{ decode: 2 }]);
});

it('a follower that accepts less is asked again', async () => {
  const [leader, follower] = [platform({ decode: 4 }), platform({})];
  const taken: Targets[] = [];
  follower.connector.scale = async () => {
    taken.push({ decode: 2 + taken.length });
    return taken.at(-1)!;
  };
  const following = follow(leader.connector, follower.connector, 0.001, () => undefined);
  await vi.waitFor(() => expect(taken).toHaveLength(3)); // 2, 3, and then the 4 that were wanted
  await following.close();
  expect(taken.at(-1)).toEqual({ decode: 4 });
});
