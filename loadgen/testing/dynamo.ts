/**
 * The real Dynamo frontend with mock engines, where ai-dynamo is installed as ../shared/tools/dynamo/install.sh does it
 * (`DYNAMO_HOME`); tests that want it skip without.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const HOME = process.env['DYNAMO_HOME'] ?? join(homedir(), '.cache', 'headroom-dynamo');
const TOOLS = '../shared/tools/dynamo';
const ENVIRONMENT = { ...process.env, DYNAMO_HOME: HOME };

export const hasDynamo = existsSync(join(HOME, 'venv', 'bin', 'python')) && existsSync(join(TOOLS, 'up.sh'));
/** That of the model it serves, named `tiny`; its chat template adds 10 tokens to a prompt. */
export const DYNAMO_TOKENIZER = join(HOME, 'tiny-model', 'tokenizer.json');

export interface RealDynamo {
  readonly url: string;
  close(): void;
}

/** Starts it on a port of loopback. `options`: those of up.sh, which tell how many engines there are. */
export async function startDynamo(port: number, options: readonly string[]): Promise<RealDynamo> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-dynamo-'));
  const state = ['-d', join(folder, 'state')];
  const close = () => {
    spawnSync('bash', [join(TOOLS, 'down.sh'), ...state], { env: ENVIRONMENT });
    rmSync(folder, { recursive: true, force: true });
  };
  const up = spawn('bash', [join(TOOLS, 'up.sh'), '-p', String(port), ...options, ...state], {
    stdio: 'ignore',
    env: ENVIRONMENT,
  });
  const status = await new Promise((resolve) => up.once('close', resolve));
  if (status === 0) return { url: `http://127.0.0.1:${port}`, close };
  close();
  throw new Error(`up.sh ended with ${status}`);
}
