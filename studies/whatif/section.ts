/** The part of a report that runs the simulation again: sliders, and the simulator itself with the run's traffic, in the page. */
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type SlaSpec, shippedPath } from '../../scenarios/index.js';
import { startupSeconds } from '../trial/informed-policy.js';
import type { WhatIfSetting } from './rerun.js';

interface Slider {
  readonly name: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
}

/** The HTML of the part from a zipped setting, without network and without a second file. */
export function whatIfSection(zipped: Buffer): string {
  const setting = JSON.parse(gunzipSync(zipped).toString('utf8')) as WhatIfSetting;
  const program = readFileSync(shippedPath('dist', 'studies', 'whatif', 'browser', 'worker.js'));
  const page = readFileSync(shippedPath('dist', 'studies', 'whatif', 'browser', 'page.js'), 'utf8');
  const planner =
    setting.planner.policy === 'static' ? 'without a planner' : `with the planner ${setting.planner.policy}`;
  return `<section id="what-if" aria-labelledby="what-if-title"><h2 id="what-if-title">What if …</h2>
<p class="caption">Runs the simulation again in this page ${planner}: the same traffic, the same seed. Nothing leaves the page.</p>
<form>${slidersOf(setting).map(slider).join('')}<button type="reset">As it ran</button></form>
<p role="status" class="note">Move a slider.</p>
<div class="scroll" tabindex="0" role="region" aria-label="What if, figures" hidden><table><thead><tr><th scope="col">figure</th><th scope="col">as it ran</th><th scope="col">what if</th></tr></thead><tbody></tbody></table></div>
<div id="what-if-curves"></div>
<script type="text/plain" id="what-if-program">${gzipSync(program, { level: 9 }).toString('base64')}</script>
<script type="text/plain" id="what-if-setting">${zipped.toString('base64')}</script>
<script>${page.replaceAll('</script', '<\\/script')}</script></section>`;
}

function slidersOf({ pools, sla, prices, planner }: WhatIfSetting): Slider[] {
  const all = Object.entries(pools);
  const startup_s = Math.round(startupSeconds(all[0]![1]));
  const when = planner.policy === 'static' ? '' : ' at the start';
  return [
    ...all.map(([role, { replicas }]) => ({
      name: `replicas.${role}`,
      label: `${role} workers${when}`,
      min: 1,
      max: Math.max(8, 4 * replicas),
      step: 1,
      value: replicas,
    })),
    { name: 'startup_s', label: 'startup (s)', min: 0, max: Math.max(600, 2 * startup_s), step: 5, value: startup_s },
    ...bound('ttft_ms', 'TTFT promise (ms)', sla),
    ...bound('tpot_ms', 'TPOT promise (ms)', sla),
    ...priceSlider(prices),
  ];
}

function bound(name: 'ttft_ms' | 'tpot_ms', label: string, sla: SlaSpec): Slider[] {
  const value = sla[name];
  if (value === undefined) return [];
  const step = value >= 200 ? 10 : 1;
  return [{ name, label, min: step, max: 5 * value, step, value }];
}

function priceSlider(prices: WhatIfSetting['prices']): Slider[] {
  const all = Object.values(prices);
  if (all.length !== 1) return [];
  const value = all[0]!.usd_per_gpu_hour;
  return [
    { name: 'usd_per_gpu_hour', label: 'dollars a GPU-hour', min: 0.1, max: Math.ceil(3 * value), step: 0.01, value },
  ];
}

function slider({ name, label, min, max, step, value }: Slider): string {
  const id = `knob-${name.replace('.', '-')}`;
  return `<p class="knob"><label for="${id}">${label}</label><output for="${id}">${value}</output><input type="range" id="${id}" name="${name}" min="${min}" max="${max}" step="${step}" value="${value}"></p>`;
}
