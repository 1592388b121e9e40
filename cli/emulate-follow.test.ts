/** `headroom emulate --follow`: the emulated frontend has as many workers as stand-in pods are ready, here on the fake API server. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished, vi } from 'vitest';
import { stringify } from 'yaml';
import { emulatorConnector } from '../live/index.js';
import { FakeKube } from '../live/testing/fake-kube.js';
import { workloads } from '../live/testing/kube-objects.js';
import { openKubeWorld } from '../live/testing/kube-world.js';
import { shippedPath } from '../scenarios/index.js';

const GUIDE = shippedPath('deploy', 'guide', 'config');

it("follows the guide's Deployments: what is ordered counts when its pods are ready", async () => {
  const server = new FakeKube();
  await server.start();
  onTestFinished(() => server.stop());
  const world = await openKubeWorld(server, workloads('Deployment'));
  onTestFinished(() => world.close());
  const emulator = emulatorConnector(await emulate(kubeconfig(server.url, world.namespace)));
  const ready = async (prefill: number, decode: number) => {
    const readyOnes = async () => {
      const workers = await emulator.workers();
      return [workers.prefill?.ready, workers.decode?.ready];
    };
    await vi.waitFor(async () => expect(await readyOnes()).toEqual([prefill, decode]), {
      timeout: 20_000,
      interval: 200,
    });
  };
  await ready(2, 2);
  await world.connector.scale({ decode: 5 });
  await world.settle!();
  await ready(2, 5);
  await world.connector.scale({ prefill: 1, decode: 1 });
  await world.settle!();
  await ready(1, 1);
});

function kubeconfig(server: string, namespace: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-follow-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'kubeconfig');
  const contexts = [{ name: 'fake', context: { cluster: 'fake', user: 'planner', namespace } }];
  const clusters = [{ name: 'fake', cluster: { server } }];
  writeFileSync(
    file,
    stringify({
      'current-context': 'fake',
      contexts,
      clusters,
      users: [{ name: 'planner', user: { token: 'planner' } }],
    }),
  );
  return file;
}

/** Starts the command as the guide's frontend does, and resolves to its address. */
async function emulate(kubeconfigFile: string): Promise<string> {
  const files = [join(GUIDE, 'scenario.yaml'), '--port', '0', '--follow', join(GUIDE, 'planner.yaml')];
  const env = { ...process.env, KUBECONFIG: kubeconfigFile };
  const child = spawn(process.execPath, [shippedPath('dist', 'cli', 'main.js'), 'emulate', ...files], { env });
  onTestFinished(async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    await gone;
  });
  for await (const line of createInterface(child.stderr)) {
    const url = /serving on (http\S+)/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('the emulator ended without serving');
}
