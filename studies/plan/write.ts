/** The files of a plan: the answer as data, as a memo, and the front of cost and attainment as a picture. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawSvg } from '../../reports/index.js';
import { frontChart } from './front.js';
import type { Plan } from './plan-scenario.js';
import { planMarkdown } from './tell.js';

/** Writes `plan.json`, `plan.md`, and for each promise `export/<promise>/` and `front-<promise>.svg`; returns their paths. */
export async function writePlan(directory: string, plan: Plan): Promise<string[]> {
  mkdirSync(directory, { recursive: true });
  const write = (name: string, text: string) => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  const { exports, ...answer } = plan;
  const paths = [write('plan.json', `${JSON.stringify(answer, null, 2)}\n`), write('plan.md', planMarkdown(plan))];
  for (const [promise, files] of Object.entries(exports)) {
    mkdirSync(join(directory, 'export', promise), { recursive: true });
    for (const [name, text] of Object.entries(files)) paths.push(write(join('export', promise, name), text));
  }
  for (const answer of plan.fixed.answers) {
    const spec = frontChart(plan, answer);
    if (spec) paths.push(write(`front-${answer.promise}.svg`, await drawSvg(spec)));
  }
  return paths;
}
