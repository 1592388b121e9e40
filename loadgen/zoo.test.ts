/** Hostile servers: every request is accounted for, with the right class, and nothing hangs. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ERROR_CLASSES, type ErrorClass } from './client/error-class.js';
import { atOnce, runAgainst } from './testing/run-against.js';
import { type Beast, startBeast, ZOO } from './testing/zoo.js';

const TIMEOUTS = { connect_s: 5, first_token_s: 0.8, gap_s: 1.5, total_s: 3 };
/** For servers that answer well: a busy machine is no reason. */
const PATIENCE_S = 30;
const REQUESTS = 3;

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));
afterEach(() => expect(unhandled).toEqual([]));

describe('a server that', () => {
  it.each(Object.entries(ZOO) as [string, Beast][])('%s', async (_, beast) => {
    const { url, close } = await startBeast(beast);
    const { patience_s = beast.expected === undefined ? PATIENCE_S : undefined } = beast;
    const timeouts = patience_s
      ? { connect_s: patience_s, first_token_s: patience_s, gap_s: patience_s, total_s: patience_s }
      : TIMEOUTS;
    const { ends, arrivals } = await runAgainst([url], atOnce(REQUESTS), { timeouts });
    await close();
    expect(arrivals).toHaveLength(REQUESTS);
    expect(ends.map(({ client }) => client!.errorClass)).toEqual(Array(REQUESTS).fill(beast.expected));
    const status = beast.expected ? ERROR_CLASSES[beast.expected] : 'completed';
    expect(ends.map((end) => end.status)).toEqual(Array(REQUESTS).fill(status));
  });

  it('is not there', async () => {
    const { url, close } = await startBeast(ZOO['answers 500']);
    await close();
    const { ends } = await runAgainst([url], atOnce(REQUESTS), { timeouts: TIMEOUTS });
    expect(ends.map(({ client }) => client!.errorClass)).toEqual(Array(REQUESTS).fill('connect_refused'));
    expect(ends.every(({ client }) => client!.sent_s === undefined)).toBe(true);
  });

  it('has a name that nobody knows', async () => {
    const { ends } = await runAgainst(['http://no-such-host.invalid'], atOnce(1), { timeouts: TIMEOUTS });
    expect(ends[0]!.client!.errorClass).toBe('dns');
  });

  it('shows a certificate that nobody signed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const arguments_ = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost'];
    execFileSync('openssl', [...arguments_, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
      response.end(),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { ends } = await runAgainst([url], atOnce(REQUESTS), { timeouts: TIMEOUTS });
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
    expect(ends.map(({ client }) => client!.errorClass)).toEqual(Array(REQUESTS).fill('tls'));
  });
});

it('a mixed zoo: whatever the order, each request gets its own class, once', async () => {
  const names = Object.keys(ZOO) as (keyof typeof ZOO)[];
  const beasts = names.filter((name) => !/10 MB|never ends an event|splits every byte/.test(name));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...beasts), { minLength: 1, maxLength: 6 }), async (chosen) => {
      const servers = await Promise.all(chosen.map((name) => startBeast(ZOO[name])));
      const { ends } = await runAgainst(
        servers.map(({ url }) => url),
        atOnce(2 * chosen.length),
        { timeouts: TIMEOUTS },
      );
      await Promise.all(servers.map(({ close }) => close()));
      expect(ends.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 2 * chosen.length }, (_, i) => i),
      );
      for (const { id, client } of ends) {
        const { expected } = ZOO[chosen[id % chosen.length]!] as { expected: ErrorClass | undefined };
        expect(client!.errorClass).toBe(expected);
      }
    }),
    { numRuns: 8 },
  );
});

describe('retries', () => {
  const thenWell = (times: number): Beast => {
    let served = 0;
    const well = ZOO['ends lines with CRLF, with comments between'];
    return { serve: (socket) => (served++ < times ? ZOO['answers 503'] : well).serve(socket), expected: undefined };
  };

  it('happen only when asked', async () => {
    const { url, close } = await startBeast(thenWell(1));
    const { ends } = await runAgainst([url], atOnce(1));
    await close();
    expect(ends[0]).toMatchObject({ status: 'rejected', attempts: 1 });
  });

  it('are counted, and latency counts from the first scheduled time', async () => {
    const { url, close } = await startBeast(thenWell(2));
    const { ends } = await runAgainst([url], atOnce(1), { clients: { retries: { max: 3 } } });
    await close();
    expect(ends[0]).toMatchObject({ status: 'completed', attempts: 3 });
    expect(ends[0]!.firstToken_s! - ends[0]!.arrival_s).toBeGreaterThan(0.15);
  });

  it('leave out what would only fail again', async () => {
    const { url, close } = await startBeast(ZOO['answers 404']);
    const { ends } = await runAgainst([url], atOnce(1), { clients: { retries: { max: 3 } } });
    await close();
    expect(ends[0]).toMatchObject({ attempts: 1, client: { errorClass: 'client_error' } });
  });
});

it('stopping ends what is out as unfinished, at once', async () => {
  const { url, close } = await startBeast(ZOO['never ends']);
  const { ends } = await runAgainst([url], atOnce(REQUESTS), {}, (run) => setTimeout(() => run.stop(), 100));
  await close();
  expect(ends.map(({ status }) => status)).toEqual(Array(REQUESTS).fill('unfinished'));
  expect(ends.every(({ deliveredTokens }) => deliveredTokens > 0)).toBe(true);
});

it("the scenario's clients lose interest as they do in a simulation", async () => {
  const { url, close } = await startBeast(ZOO['never ends']);
  const clients = { cancel: { share: 1, mean_s: 0.05 } };
  const { ends } = await runAgainst([url], atOnce(REQUESTS), { clients });
  const late = await runAgainst([url], atOnce(1), { clients: { timeout_s: 0.3 } });
  await close();
  expect(ends.map(({ status }) => status)).toEqual(Array(REQUESTS).fill('cancelled'));
  expect(late.ends[0]).toMatchObject({ status: 'timed_out', client: { errorClass: 'total_timeout' } });
});
