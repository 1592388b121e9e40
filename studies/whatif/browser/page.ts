/** Brings the "what if" part of a report to life: sliders in, figures and curves out. */

import { count } from '../../../reports/render/format.js';
import type { Knobs, WhatIfResult } from '../rerun.js';
import { curves, type Series } from './curves.js';
import { figuresOf } from './figures.js';
import { openSimulator, type Simulator } from './simulator.js';

const section = document.getElementById('what-if')!;
const status = section.querySelector<HTMLElement>('[role=status]')!;
const sliders = [...section.querySelectorAll<HTMLInputElement>('input[type=range]')];
const REACTION_MS = 150;

let simulator: Promise<Simulator> | undefined;
let before: WhatIfResult | undefined;
let timer: number | undefined;

for (const slider of sliders) slider.addEventListener('input', turned);
section.querySelector('form')!.addEventListener('reset', () => setTimeout(turned));

function turned(): void {
  for (const slider of sliders) section.querySelector(`output[for=${slider.id}]`)!.textContent = slider.value;
  clearTimeout(timer);
  timer = window.setTimeout(() => void answer(), REACTION_MS);
}

/** Runs what the sliders say, after the run as it was, which the curves are compared with. */
async function answer(): Promise<void> {
  status.textContent = 'Running …';
  try {
    simulator ??= openSimulator(textOf('what-if-program'), textOf('what-if-setting'));
    const ready = await simulator;
    before ??= await ready.run({});
    const started = performance.now();
    const result = await ready.run(knobsOf());
    if (!result || !before) return;
    show(before, result);
    status.textContent = `Ran ${count(result.summary.requests.offered)} requests again in ${((performance.now() - started) / 1000).toFixed(1)} s.`;
  } catch (error) {
    status.textContent = `This cannot be run: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Only sliders that were moved count: the others leave the run as it was. */
function knobsOf(): Knobs {
  const replicas: Record<string, number> = {};
  const knobs: Record<string, number> = {};
  for (const { name, value, defaultValue } of sliders) {
    if (value === defaultValue) continue;
    if (name.startsWith('replicas.')) replicas[name.slice('replicas.'.length)] = Number(value);
    else knobs[name] = Number(value);
  }
  return { ...knobs, ...(Object.keys(replicas).length > 0 && { replicas }) };
}

function show(asItRan: WhatIfResult, result: WhatIfResult): void {
  const [was, is] = [figuresOf(asItRan.summary), figuresOf(result.summary)];
  const rows = is.map(
    ({ name, text }, i) => `<tr><th scope="row">${name}</th><td>${was[i]!.text}</td><td>${text}</td></tr>`,
  );
  section.querySelector('tbody')!.innerHTML = rows.join('');
  section.querySelector<HTMLElement>('.scroll')!.hidden = false;
  const drawn = section.querySelector<HTMLElement>('#what-if-curves')!;
  drawn.innerHTML = [
    curves('Workers', workersOf(asItRan), workersOf(result)),
    curves('Attainment', attainmentOf(asItRan), attainmentOf(result), 1),
  ].join('');
}

function workersOf({ timeline }: WhatIfResult): Series {
  return timeline.map((row) => ({
    time_s: row.time_s,
    value: ['prefill', 'decode', 'aggregated'].reduce(
      (sum, role) =>
        sum + (row[`${role}_ready`] ?? 0) + (row[`${role}_starting`] ?? 0) + (row[`${role}_draining`] ?? 0),
      0,
    ),
  }));
}

function attainmentOf({ timeline }: WhatIfResult): Series {
  return timeline.flatMap(({ time_s, attainment }) =>
    attainment === undefined ? [] : [{ time_s, value: attainment }],
  );
}

function textOf(id: string): string {
  return document.getElementById(id)!.textContent!;
}
