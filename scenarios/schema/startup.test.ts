import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { shippedPath } from '../paths.js';
import { itHasLimits } from '../testing/limits.js';
import { lifeFields, provisionSchema, startupSchema } from './startup.js';
import { STARTUP_PRESETS } from './startup-presets.js';

const stages = (name: string, fixed_s: number) => ({ stages: [{ name, fixed_s }] });

describe('a start path', () => {
  it.each([0, 0.5, 90])('may be %d seconds', (seconds) => {
    expect(startupSchema.parse(seconds)).toEqual(stages('startup', seconds));
    expect(provisionSchema.parse(seconds)).toEqual(stages('provision_node', seconds));
  });

  it.each(Object.entries(STARTUP_PRESETS))('may be the preset %s', (name, { stage, seconds }) => {
    expect(startupSchema.parse(name)).toEqual(stages(stage, seconds));
    expect(provisionSchema.safeParse(name).success).toBe(false);
  });

  it('may be stages, which stay as they are', () => {
    const path = {
      stages: [
        { name: 'image', fixed_s: 20 },
        { name: 'load_weights', bytes_gb: 140 },
      ],
    };
    expect(startupSchema.parse(path)).toEqual(path);
  });

  it.each([-1, Number.NaN, 'toString', 'warm', true, null, [], [60], {}, { stages: [] }, { stages: ['a'] }])(
    'is not %j',
    (value) => expect(startupSchema.safeParse(value).success).toBe(false),
  );

  it('says in words what it may be', () => {
    expect(startupSchema.safeParse(true).error!.issues[0]!.message).toBe(
      'seconds, 0 or more, or a list of stages, or one of hot, snapshot, cached-8B, cached-32B, cold-70B, cold-large',
    );
    expect(provisionSchema.safeParse(true).error!.issues[0]!.message).toBe('seconds, 0 or more, or a list of stages');
  });
});

describe('a node comes by stages of time alone', () => {
  it.each([[{ name: 'boot', bytes_gb: 5 }], [{ name: 'boot', fixed_s: 5, bandwidth: 'storage' }]])(
    'not %j',
    (stage) => {
      expect(provisionSchema.safeParse({ stages: [stage] }).success).toBe(false);
    },
  );
});

const fails = { probability: 0.1, retry_after_s: 10 };
itHasLimits(startupSchema, { stages: [{ name: 'a', fixed_s: 1 }], fails }, [
  ['stages.0.name', ['load_weights', 'stage-2', 'A'], ['', 'a b', 'a.b', 5]],
  ['stages.0.fixed_s', [0, 1.5, undefined], [-1, '5']],
  ['stages.0.lognormal', [{ mean_s: 1, p95_s: 2 }], [{ mean_s: 0, p95_s: 2 }, { mean_s: 1 }, { mean_s: 1, p95_s: -1 }]],
  ['stages.0.bytes_gb', [0.1, 140], [0, -1]],
  ['stages.0.bandwidth', ['storage'], ['network']],
  ['fails.probability', [0, 1], [-0.1, 1.1, undefined]],
  ['fails.retry_after_s', [0.1], [0, undefined]],
  ['fails.max_retries', [1, undefined], [0, 1.5]],
  ['fails.after_last_retry', ['replace', 'give_up'], ['retry']],
]);

const lifeSchema = z.strictObject(lifeFields);

describe('the life of a worker', () => {
  it('begins with a minute of startup where nothing is said', () => {
    expect(lifeSchema.parse({})).toEqual({ startup: stages('startup', 60) });
  });

  it('takes short forms in every place', () => {
    expect(lifeSchema.parse({ startup: 'hot', snapshot: 5, warm_pool: { size: 1, startup: 'hot' } })).toEqual({
      startup: stages('wake', 4),
      snapshot: stages('startup', 5),
      warm_pool: { size: 1, startup: stages('wake', 4) },
    });
  });
});

itHasLimits(lifeSchema, { warm_pool: { size: 1, startup: 5 } }, [
  ['warm_pool.size', [1, 10], [0, 1.5, undefined]],
  ['warm_pool.startup', [0, 'hot'], [undefined, -1]],
  ['warm_pool.holds_gpus', [true, false], ['yes']],
  ['drain', ['wait', 'redirect', 'immediate'], ['kill', true]],
  ['drain_timeout_s', [0, 30], [-1]],
]);

describe('presets', () => {
  it('get slower from the first to the last', () => {
    const seconds = Object.values(STARTUP_PRESETS).map((preset) => preset.seconds);
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
  });

  it('are told in startup.md, with their time and source', () => {
    const page = readFileSync(shippedPath('docs', 'reference', 'startup.md'), 'utf8');
    for (const [name, { seconds, what, source }] of Object.entries(STARTUP_PRESETS)) {
      expect(page).toContain(`| \`${name}\` | ${seconds} | ${what} | ${source} |`);
    }
  });
});
