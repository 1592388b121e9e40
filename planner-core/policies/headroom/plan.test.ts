import { describe, expect, it } from 'vitest';
import type { PolicyContext, Role } from '../../ports.js';
import { plainContext } from '../testing/index.js';
import type { Engine } from './engine.js';
import { NOTHING_LEARNT } from './learn.js';
import { type PlanInput, planFor, type RoleOutlook } from './plan.js';
import { type Outlook, recorder } from './record.js';
import { LENGTHS, plainEngine } from './testing/engines.js';

const OUTLOOK: Outlook = {
  expected: 60,
  near: 150,
  errors: new Array<number>(20).fill(0),
  most: 60,
  weights: new Array<number>(20).fill(1),
  dispersion: 0,
};
const role = (name: Role, engine: Engine = plainEngine(), outlook = OUTLOOK): RoleOutlook => ({
  setup: { role: name, engine, startup_s: 30, horizon_s: 40, recorder: recorder(10, 40) },
  outlook,
  committed: 2,
});
function plan(fields: Partial<PlanInput> = {}, sla: PolicyContext['sla'] = { ttft: 0.5, tpot: 0.015 }) {
  const input: PlanInput = {
    context: plainContext({ sla }),
    roles: [role('prefill'), role('decode')],
    lengths: LENGTHS,
    learnt: NOTHING_LEARNT,
    allowed: 0.05,
    most: 50,
    ...fields,
  };
  return planFor(input, ({ expected }) => expected);
}

describe('a plan', () => {
  it('has counts and misses of every role, and keeps the allowance', () => {
    const { counts, misses } = plan();
    expect(Object.keys(counts)).toEqual(['prefill', 'decode']);
    const kept = (1 - misses.prefill!.missed(counts.prefill!)) * (1 - misses.decode!.missed(counts.decode!));
    expect(1 - kept).toBeLessThanOrEqual(0.05);
  });

  it('is for the level that it is asked for', () => {
    const input = { context: plainContext(), lengths: LENGTHS, learnt: NOTHING_LEARNT, allowed: 0.05, most: 50 };
    const near = planFor({ ...input, roles: [role('prefill')] }, (outlook) => outlook.near);
    const far = planFor({ ...input, roles: [role('prefill')] }, (outlook) => outlook.expected);
    expect(near.counts.prefill).toBeGreaterThan(far.counts.prefill!);
  });

  it('needs no fewer for a stricter allowance, a slower engine, a higher load', () => {
    const { prefill, decode } = plan().counts as { prefill: number; decode: number };
    const strict = plan({ allowed: 0.001 }).counts;
    expect(strict.prefill! + strict.decode!).toBeGreaterThanOrEqual(prefill + decode);
    const slow = plan({ learnt: { promptFactor: 2, tokenFactor: 1.4, overhead_s: 0 } }).counts;
    expect(slow.prefill).toBeGreaterThanOrEqual(prefill);
    expect(slow.decode).toBeGreaterThan(decode);
    const busy = { ...OUTLOOK, expected: 200, most: 200 };
    const loaded = plan({ roles: [role('prefill', plainEngine(), busy), role('decode', plainEngine(), busy)] }).counts;
    expect(loaded.prefill).toBeGreaterThan(prefill);
    expect(loaded.decode).toBeGreaterThan(decode);
  });

  it('has no more than it may', () => {
    const flood = { ...OUTLOOK, expected: 1e5, most: 1e5 };
    expect(plan({ roles: [role('prefill', plainEngine(), flood)], most: 7 }).counts).toEqual({ prefill: 7 });
  });

  it('spares the dearer role', () => {
    const cheapPrefill = plan({ roles: [role('prefill'), role('decode', plainEngine({ gpus: 8 }))] }).counts;
    const dearPrefill = plan({ roles: [role('prefill', plainEngine({ gpus: 8 })), role('decode')] }).counts;
    expect(dearPrefill.prefill).toBeLessThanOrEqual(cheapPrefill.prefill!);
  });

  it('of aggregated workers is for both promises', () => {
    const { counts, misses } = plan({ roles: [role('aggregated')] });
    expect(counts.aggregated).toBeGreaterThan(0);
    expect(misses.aggregated!.unloaded).toHaveProperty('tpot_s');
  });
});
