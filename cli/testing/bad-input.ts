/** Bad input through the command line: what the bad is made from, and how it must be answered. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { createParser } from '../parser.js';
import { MAIN } from './planner-rig.js';

/** A small scenario that runs. */
export const GOOD = `name: small
traffic:
  format: generated
  generator:
    duration_s: 60
    rate: [{ from_s: 0, rps: 2 }]
    input_tokens: [[0, 100], [1, 200]]
    output_tokens: [[0, 10], [1, 20]]
cluster:
  prefill: { profile: qwen3-0.6b-bf16_h100_sxm_vllm_tp1, replicas: 1 }
  decode: { profile: qwen3-0.6b-bf16_h100_sxm_vllm_tp1, replicas: 1 }
planner: { policy: static }
sla: { ttft_ms: 500, tpot_ms: 20 }
`;

/** A folder of the test file's own, and `headroom` that writes its record there. */
export function badInputRig() {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-bad-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const pathOf = (name: string) => join(folder, name);
  const out = () => ['--out', join(folder, 'run')];
  return {
    pathOf,
    /** `headroom` as a process of its own. */
    headroom: (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args, ...out()], { encoding: 'utf8' }),
    /** Writes a file and gives its path. */
    write(name: string, text: string): string {
      writeFileSync(pathOf(name), text);
      return pathOf(name);
    },
    /** One clear error for users with its place, exit code 2; in this process, for there are many. */
    async expectRefused(args: readonly string[], message: RegExp): Promise<void> {
      const thrown: unknown = await Promise.resolve()
        .then(() => createParser([...args, ...out()]).parseAsync())
        .catch((error: unknown) => error);
      expect(thrown).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
    },
  };
}
