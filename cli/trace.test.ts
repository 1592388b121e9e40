/** `headroom trace`, through the command line: detection, round trips, refusals. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedPath } from '../scenarios/index.js';

const MAIN = shippedPath('dist', 'cli', 'main.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-trace-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const text = (name: string) => readFileSync(at(name), 'utf8');

function trace(...args: string[]) {
  return spawnSync(process.execPath, [MAIN, 'trace', ...args], { encoding: 'utf8' });
}

const AZURE =
  'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109\n';
const SESSIONS = [
  { timestamp: 0, session_id: 'a', input_length: 600, output_length: 5, hash_ids: [1, 2] },
  { session_id: 'a', delay: 250.5, input_length: 700, output_length: 6, hash_ids: [1, 3] },
  { timestamp: 1000, input_length: 9, output_length: 1 },
];

describe('inspect', () => {
  it('tells the format, its unit, figures and a picture', () => {
    writeFileSync(at('azure.csv'), AZURE);
    const { stdout, status } = trace('inspect', at('azure.csv'));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^format +azure \(its columns TIMESTAMP.*time in time stamps/);
    expect(stdout).toMatch(/^span +4\.315 s$/m);
    expect(stdout).toContain('requests/s over time');
  });

  it('prints JSON alone when asked', () => {
    const { stdout } = trace('inspect', at('azure.csv'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ format: 'azure', requests: 2, span_s: 4.314579 });
  });
});

describe('convert', () => {
  it('writes Headroom JSONL that reads the same again, sessions and waits included', () => {
    writeFileSync(at('d.jsonl'), SESSIONS.map((row) => JSON.stringify(row)).join('\n'));
    expect(trace('convert', at('d.jsonl'), at('h.jsonl')).status).toBe(0);
    const rows = text('h.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(rows[0]).toEqual({ format_version: 1, closed_loop: true, block_tokens: 512 });
    expect(rows[2]).toMatchObject({ session_id: 'a', turn: 1, after: { request_id: 'prev', think_us: 250_500 } });
    expect(trace('convert', at('h.jsonl'), at('again.jsonl')).status).toBe(0);
    expect(text('again.jsonl')).toBe(text('h.jsonl'));
  });

  it.each(['mooncake', 'vidur', 'azure', 'burstgpt'])('to %s and back keeps times and lengths', (format) => {
    expect(trace('convert', at('azure.csv'), at(`x-${format}`), '--to', format).status).toBe(0);
    expect(trace('convert', at(`x-${format}`), at('back.csv'), '--to', 'vidur', '--lossy').status).toBe(0);
    expect(text('back.csv')).toBe('arrived_at,num_prefill_tokens,num_decode_tokens\n0,374,44\n4.314579,396,109\n');
  });

  it('keeps the clock of Azure to the microsecond', () => expect(text('x-azure')).toBe(AZURE));

  it('refuses to lose something, unless told to, and then counts it', () => {
    const refused = trace('convert', at('d.jsonl'), at('no.csv'), '--to', 'vidur');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/the format vidur cannot hold a (session|prefix blocks)[\s\S]*HR_TRACE_LOSSY/);
    expect(existsSync(at('no.csv'))).toBe(false);
    expect(existsSync(at('no.csv.part'))).toBe(false);
    const lossy = trace('convert', at('d.jsonl'), at('yes.csv'), '--to', 'vidur', '--lossy');
    expect(lossy.stderr).toMatch(/2 requests of 3 rows[\s\S]*1 lost their wait for the turn before/);
    expect(text('yes.csv').trim().split('\n')).toHaveLength(3);
  });

  it('transforms on the way', () => {
    const { stderr, status } = trace(
      'convert',
      at('azure.csv'),
      at('w.jsonl'),
      '--window',
      '0..4',
      '--surge',
      '0..1x3',
    );
    expect(status).toBe(0);
    expect(stderr).toContain('1 left out: outside the window');
    expect(text('w.jsonl').trim().split('\n')).toHaveLength(1 + 3);
  });

  it.each([
    [['x.csv'], /say with --to/],
    [['x.jsonl', '--window', 'noon'], /--window 'noon' is not/],
    [['x.jsonl', '--surge', '5..1x2'], /--surge '5\.\.1x2' is not/],
    [['x.jsonl', '--jitter', 'some'], /--jitter 'some' is no time/],
    [['x.jsonl', '--rate-mode', 'time'], /--rate-mode needs --rate-scale/],
    [['x.jsonl', '--block-tokens', '16'], /format azure has no block_tokens/],
  ])('refuses %j', ([out, ...rest], message) => {
    const { stderr, status } = trace('convert', at('azure.csv'), at(out!), ...rest);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});

describe('generate', () => {
  it('writes the traffic of options, the same each time', () => {
    const make = (name: string) => trace('generate', '--rps', '20', '--duration', '30', '--out', at(name));
    expect(make('one.jsonl').status).toBe(0);
    make('two.jsonl');
    expect(text('one.jsonl')).toBe(text('two.jsonl'));
    expect(text('one.jsonl').split('\n').length).toBeGreaterThan(400);
  });

  it("writes a scenario's traffic", () => {
    const scenario = shippedPath('scenarios', 'quickstart.yaml');
    const { status } = trace(
      'generate',
      scenario,
      '--set',
      'traffic.window={end_s: 60}',
      '--out',
      at('q.csv'),
      '--to',
      'azure',
    );
    expect(status).toBe(0);
    expect(JSON.parse(trace('inspect', at('q.csv'), '--json').stdout).span_s).toBeLessThan(60);
  });

  it('asks for a scenario or a rate', () => {
    const { stderr, status } = trace('generate', '--out', at('none'));
    expect(stderr).toMatch(/give a scenario, or --duration and --rps/);
    expect(status).toBe(2);
  });
});
