/** What every connector must do, whatever is behind it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../planner-core/index.js';
import type { Connector } from '../ports.js';

/** Workers of each role when a world opens, all ready. */
export const STARTS_WITH = 2;

/** A platform with a connector to it. What it cannot do is absent, and the rules about it do not apply. */
export interface ConnectorWorld {
  readonly connector: Connector;
  readonly roles: readonly Role[];
  /** Changes whenever something is ordered of the platform. */
  revision?(): Promise<string>;
  /** Another hand sets a count. */
  edit?(role: Role, count: number): Promise<void>;
  /** The platform carries out what is ordered: every worker ordered is ready, every other one gone. */
  settle?(): Promise<void>;
  /** The platform dies, and returns with what it stored. */
  fail?(): Promise<void>;
  recover?(): Promise<void>;
  close(): Promise<void>;
}

/** The suite; `open` makes a fresh world for every rule. */
export function connectorContract(name: string, open: () => Promise<ConnectorWorld>): void {
  describe(name, () => {
    let world: ConnectorWorld;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());
    const counts = async (role = world.roles[0]!) => {
      const { ready, starting, draining, desired } = (await world.connector.workers())[role]!;
      return { ready, starting, draining, desired };
    };
    const settled = (count: number) => ({ ready: count, starting: 0, draining: 0, desired: count });

    it('tells the workers that there are', async () => {
      expect(Object.keys(await world.connector.workers()).sort()).toEqual([...world.roles].sort());
      for (const role of world.roles) expect(await counts(role)).toEqual(settled(STARTS_WITH));
    });

    it('resolves to what was accepted, and shows it as ordered and starting', async ({ skip }) => {
      if (world.revision === undefined) return skip();
      const targets = Object.fromEntries(world.roles.map((role, index) => [role, STARTS_WITH + 1 + index]));
      expect(await world.connector.scale(targets)).toEqual(targets);
      for (const role of world.roles) {
        const starting = targets[role]! - STARTS_WITH;
        expect(await counts(role)).toEqual({ ready: STARTS_WITH, starting, draining: 0, desired: targets[role] });
      }
    });

    it('leaves a role that an order leaves out as it is', async ({ skip }) => {
      const [first, second] = world.roles;
      if (world.revision === undefined || second === undefined) return skip();
      await world.connector.scale({ [first!]: STARTS_WITH + 2 });
      expect(await counts(second)).toEqual(settled(STARTS_WITH));
    });

    it('changes nothing when asked twice for the same counts', async ({ skip }) => {
      if (world.revision === undefined) return skip();
      const targets = { [world.roles[0]!]: STARTS_WITH + 1 };
      const before = await world.revision();
      await world.connector.scale(targets);
      const after = await world.revision();
      expect(after).not.toBe(before);
      expect(await world.connector.scale(targets)).toEqual(targets);
      expect(await world.revision()).toBe(after);
    });

    it('goes up and comes down', async ({ skip }) => {
      if (world.revision === undefined || world.settle === undefined) return skip();
      for (const count of [STARTS_WITH + 3, 1]) {
        await world.connector.scale({ [world.roles[0]!]: count });
        await world.settle();
        expect(await counts()).toEqual(settled(count));
      }
    });

    it("sees another hand's edit, and orders against it", async ({ skip }) => {
      if (world.edit === undefined) return skip();
      const [role] = world.roles;
      const targets = { [role!]: STARTS_WITH + 1 };
      await world.connector.scale(targets);
      await world.settle?.();
      await world.edit(role!, STARTS_WITH + 4);
      expect((await counts()).desired).toBe(STARTS_WITH + 4);
      await world.settle?.();
      expect(await world.connector.scale(targets)).toEqual(targets);
      expect((await counts()).desired).toBe(STARTS_WITH + 1);
    });

    it('rejects while the platform cannot be asked, and goes on when it returns', async ({ skip }) => {
      if (world.fail === undefined) return skip();
      await world.connector.workers();
      await world.fail();
      await expect(world.connector.workers()).rejects.toThrow();
      await expect(world.connector.scale({ [world.roles[0]!]: STARTS_WITH + 1 })).rejects.toThrow();
      await world.recover!();
      expect(await counts()).toEqual(settled(STARTS_WITH));
    });

    it('heeds an abort', async ({ skip }) => {
      if (world.revision === undefined) return skip();
      const before = await world.revision();
      await expect(world.connector.workers(AbortSignal.abort())).rejects.toThrow();
      await expect(world.connector.scale({ [world.roles[0]!]: 1 }, AbortSignal.abort())).rejects.toThrow();
      expect(await world.revision()).toBe(before);
    });

    it('may be closed twice', async () => {
      await world.connector.close();
      await world.connector.close();
    });
  });
}
