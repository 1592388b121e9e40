/** Server and client as processes of their own, each pinned to a core where `taskset` is there. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Truth } from '../../loadgen/testing/index.js';
import type { Summary } from '../../reports/index.js';
import { shippedPath } from '../../scenarios/index.js';

const canPin = cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0;
const CORE = { server: '0', client: '1' } as const;
type Side = keyof typeof CORE;

export interface ServerProcess {
  readonly url: string;
  /** What the server knows of the requests since the last asking. */
  truths(): Promise<Truth[]>;
  stop(): void;
}

export async function startServer(options: { ttft_ms: number; itl_ms: number }): Promise<ServerProcess> {
  const script = shippedPath('dist', 'bench', 'load-server.js');
  const child = pinned('server', [script, '--ttft', String(options.ttft_ms), '--itl', String(options.itl_ms)]);
  const url = await firstLine(child);
  return {
    url,
    truths: async () => (await (await fetch(`${url}/truth`)).json()) as Truth[],
    stop: () => child.kill(),
  };
}

export interface ClientRun {
  readonly summary: Summary;
  readonly directory: string;
}

/** Runs `headroom bench` to its end. Its exit code is not looked at: an overloaded client is what some runs are about. */
export async function runClient(url: string, directory: string, set: readonly string[]): Promise<ClientRun> {
  const scenario = shippedPath('scenarios', 'quickstart.yaml');
  const child = pinned('client', [
    shippedPath('dist', 'cli', 'main.js'),
    'bench',
    scenario,
    ...['--url', url, '--out', directory, '--model', 'truth'],
    ...set.flatMap((override) => ['--set', override]),
  ]);
  const errors: string[] = [];
  child.stderr!.on('data', (data: Buffer) => errors.push(data.toString()));
  child.stdout!.resume();
  await new Promise((resolve) => child.once('close', resolve));
  const file = join(directory, 'summary.json');
  if (!existsSync(file)) throw new Error(`the client wrote no record: ${errors.join('')}`);
  return { summary: JSON.parse(readFileSync(file, 'utf8')) as Summary, directory };
}

/** Overrides that make every request of one length. */
export function lengths(inputTokens: number, outputTokens: number): string[] {
  const always = (tokens: number) => `[[0, ${tokens}], [1, ${tokens}]]`;
  return [
    `traffic.generator.input_tokens=${always(inputTokens)}`,
    `traffic.generator.output_tokens=${always(outputTokens)}`,
  ];
}

function pinned(side: Side, args: readonly string[]): ChildProcess {
  const [command, ...rest] = pinCommand(side, [process.execPath, ...args]);
  return spawn(command!, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The command on the core of its side, where cores can be chosen. */
export function pinCommand(side: Side, command: readonly string[]): string[] {
  return canPin ? ['taskset', '-c', CORE[side], ...command] : [...command];
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout!.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}
