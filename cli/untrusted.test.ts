/** A scenario and a trace that mean harm: what they say is text on a page, and their record stays in runs/. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { shippedPath } from '../scenarios/index.js';

const folder = mkdtempSync(join(tmpdir(), 'headroom-untrusted-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MARKUP = '<img src=x onerror=alert(1)>';
const SCENARIO = `name: '../../${MARKUP}'
description: '</p></script><script>alert(2)</script>'
traffic: { format: headroom, path: t.jsonl, attribution: '${MARKUP}' }
cluster:
  prefill: { profile: qwen3-0.6b-bf16_h100_sxm_vllm_tp1, replicas: 1 }
  decode: { profile: qwen3-0.6b-bf16_h100_sxm_vllm_tp1, replicas: 1 }
planner: { policy: static }
sla: { ttft_ms: 500, tpot_ms: 20, classes: { '${MARKUP}': { ttft_ms: 1 } } }
`;

it('a hostile scenario is drawn as text, and recorded in runs/', () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({
    arrival_us: i * 1e6,
    input_tokens: 99,
    output_tokens: 9,
    class: MARKUP,
  }));
  writeFileSync(join(folder, 't.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  writeFileSync(join(folder, 's.yaml'), SCENARIO);
  const main = shippedPath('dist', 'cli', 'main.js');
  expect(spawnSync(process.execPath, [main, 'simulate', 's.yaml'], { cwd: folder }).status).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(['runs', 's.yaml', 't.jsonl']);
  const files = readdirSync(join(folder, 'runs'), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(folder, 'runs', name),
  );
  const pages = files.filter((name) => /\.(html|svg)$/.test(name)).map((name) => readFileSync(name, 'utf8'));
  expect(pages.length).toBeGreaterThan(2);
  for (const page of pages) expect(page).not.toMatch(/<img|<script>alert/);
  expect(pages.some((page) => page.includes('&#60;img src=x'))).toBe(true);
});
