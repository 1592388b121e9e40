import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { madeAnswer, madePlan, testFolder } from '../testing/index.js';
import { planMarkdown } from './tell.js';
import { writePlan } from './write.js';

it('writes data, memo and the files for a cluster, and says where', async () => {
  const directory = join(testFolder(), 'new', 'plan');
  const plan = madePlan([madeAnswer()], { exports: { sla: { 'hpa.yaml': 'kind: x\n' }, other: {} } });
  const paths = await writePlan(directory, plan);
  expect(paths.map((path) => relative(directory, path))).toEqual([
    'plan.json',
    'plan.md',
    join('export', 'sla', 'hpa.yaml'),
  ]);
  expect(readFileSync(join(directory, 'export', 'sla', 'hpa.yaml'), 'utf8')).toBe('kind: x\n');
  expect(readFileSync(join(directory, 'plan.md'), 'utf8')).toBe(planMarkdown(plan));
  expect(paths.every(existsSync)).toBe(true);
});

it('the data is the whole answer, but the files that lie beside it', async () => {
  const directory = testFolder();
  const plan = madePlan([madeAnswer()], { exports: { sla: { 'hpa.yaml': 'kind: x\n' } } });
  await writePlan(directory, plan);
  const { exports: _, ...answer } = plan;
  expect(JSON.parse(readFileSync(join(directory, 'plan.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(answer)));
});

it('draws a picture for each promise where there is something to draw', async () => {
  const directory = testFolder();
  const plan = madePlan([madeAnswer({ promise: 'quick' }), madeAnswer({ promise: 'slow' })]);
  const seen = [1, 2].map((gpus) => ({
    deployment: { engine: 'e', mode: 'aggregated', counts: { aggregated: gpus } } as const,
    gpus,
    attainment: { quick: 0.5, slow: 0.9 },
  }));
  await writePlan(directory, { ...plan, fixed: { ...plan.fixed, seen } });
  expect(readdirSync(directory).filter((name) => name.endsWith('.svg'))).toEqual(['front-quick.svg', 'front-slow.svg']);
});

it('the same plan gives the same bytes', async () => {
  const [one, other] = [testFolder(), testFolder()];
  const plan = madePlan();
  await writePlan(one, plan);
  await writePlan(other, plan);
  for (const name of readdirSync(one)) {
    expect(readFileSync(join(other, name), 'utf8')).toBe(readFileSync(join(one, name), 'utf8'));
  }
});
