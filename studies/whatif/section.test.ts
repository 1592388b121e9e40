import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { AGGREGATED, madeSetting } from '../testing/index.js';
import { whatIfSection, zipSetting } from './index.js';

const PRICE = 'prices={ usd_per_gpu_hour: 3, as_of: 2026-01-01, source: made }';
const html = (set: readonly string[] = []) => whatIfSection(zipSetting(madeSetting([...set, PRICE]).setting));

/** The sliders of a section by name: their ends, their step and where they stand. */
function sliders(section: string): Record<string, string[]> {
  const inputs = section.matchAll(
    /<input type="range"[^>]* name="([^"]+)" min="([^"]+)" max="([^"]+)" step="([^"]+)" value="([^"]+)">/g,
  );
  return Object.fromEntries([...inputs].map(([, name, ...rest]) => [name!, rest]));
}

describe('the sliders', () => {
  it('are one a pool, one for startup, one a bound, one for the price', () => {
    expect(sliders(html(['cluster.prefill.startup=75']))).toEqual({
      'replicas.prefill': ['1', '8', '1', '1'],
      'replicas.decode': ['1', '8', '1', '1'],
      startup_s: ['0', '600', '5', '75'],
      ttft_ms: ['10', '2500', '10', '500'],
      tpot_ms: ['1', '250', '1', '50'],
      usd_per_gpu_hour: ['0.1', '9', '0.01', '3'],
    });
  });

  it('reach four times as far as the run did', () => {
    const names = sliders(html(['cluster.prefill.replicas=6', 'cluster.prefill.startup=900']));
    expect(names['replicas.prefill']).toEqual(['1', '24', '1', '6']);
    expect(names['startup_s']).toEqual(['0', '1800', '5', '900']);
  });

  it('are none for what the promise does not name, nor for prices of several systems', () => {
    expect(Object.keys(sliders(html(['sla={ tpot_ms: 50 }'])))).not.toContain('ttft_ms');
    const { setting } = madeSetting([PRICE]);
    const two = { ...setting, prices: { ...setting.prices, other: Object.values(setting.prices)[0]! } };
    expect(Object.keys(sliders(whatIfSection(zipSetting(two))))).not.toContain('usd_per_gpu_hour');
  });

  it('are one pool where workers do both', () => {
    expect(Object.keys(sliders(html(AGGREGATED)))).toContain('replicas.aggregated');
  });

  it('each have a label and an output of their own', () => {
    const section = html();
    const ids = [...section.matchAll(/ id="(knob-[^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(6);
    for (const id of ids) {
      expect(section.includes(`<label for="${id}">`)).toBe(true);
      expect(section.includes(`<output for="${id}">`)).toBe(true);
    }
  });

  it('say that counts are those at the start, where a planner may change them', () => {
    expect(html(['planner={ policy: hpa }'])).toContain('decode workers at the start');
    expect(html()).not.toContain('at the start');
  });
});

describe('the section', () => {
  it('says which planner runs, or that none does', () => {
    expect(html().includes('in this page without a planner')).toBe(true);
    expect(html(['planner={ policy: hpa }']).includes('with the planner hpa')).toBe(true);
  });

  it('carries the setting as it is', () => {
    const { setting } = madeSetting([PRICE]);
    const section = whatIfSection(zipSetting(setting));
    const [, text] = /id="what-if-setting">([^<]+)</.exec(section)!;
    expect(JSON.parse(gunzipSync(Buffer.from(text!, 'base64')).toString('utf8'))).toEqual(setting);
  });

  it('carries the simulator, and its script does not end early', () => {
    const section = html();
    const [, program] = /id="what-if-program">([^<]+)</.exec(section)!;
    expect(gunzipSync(Buffer.from(program!, 'base64')).length).toBeGreaterThan(50_000);
    expect(section.match(/<\/script/g)).toHaveLength(3);
  });
});

it('a setting is zipped alike every time', () => {
  const { setting } = madeSetting([PRICE]);
  expect(zipSetting(setting).equals(zipSetting(setting))).toBe(true);
});
