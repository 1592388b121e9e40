/** A target that dies under many streams, again and again: no request is lost, and no connection trips over another's end. */
import { expect, it } from 'vitest';
import { ERROR_CLASSES } from './client/error-class.js';
import { offer } from './schedule/offer.js';
import { runAgainst } from './testing/run-against.js';
import { startTruthServer } from './testing/truth-server.js';

const CLIENTS = 64;
const REQUESTS = 320;
const DIES_AFTER_TOKENS = 5 * CLIENTS;

const shapes = () => ({
  requests: Array.from({ length: CLIENTS }, (_, id) => ({ id, arrival_s: id, inputTokens: 3, outputTokens: 200 })),
  fractionRead: () => undefined,
  provenance: () => {
    throw new Error('not asked');
  },
});

/** Runs until the server, killed in the middle of all its streams, has refused all that was still to come. */
async function runToDeath(retries: number) {
  const server = await startTruthServer({ ttft_ms: 5, itl_ms: 2 });
  const schedule = { kind: 'concurrency', clients: CLIENTS, ramp_s: 0, requests: REQUESTS } as const;
  let closed: Promise<void> | undefined;
  const told = await runAgainst(
    [server.url],
    offer(schedule, shapes, 1),
    { clients: { retries: { max: retries, backoff_s: 0.01 } } },
    (run, sofar) => {
      const look = setInterval(() => {
        if (sofar.gaps_s.length < DIES_AFTER_TOKENS) return;
        clearInterval(look);
        expect(run.outstanding).toBe(CLIENTS);
        closed = server.close();
      }, 1);
    },
  );
  await closed;
  return told;
}

it.each([
  { deaths: 20, retries: 0 },
  { deaths: 5, retries: 2 },
])(
  `killed $deaths times under ${CLIENTS} streams, every request is told once ($retries retries)`,
  async ({ deaths, retries }) => {
    for (let death = 0; death < deaths; death++) {
      const { ends, arrivals } = await runToDeath(retries);
      expect(arrivals).toHaveLength(REQUESTS);
      expect(new Set(ends.map(({ id }) => id)).size).toBe(REQUESTS);
      expect(ends).toHaveLength(REQUESTS);
      const classes = ends.map(({ client }) => client!.errorClass);
      expect(classes.filter((errorClass) => errorClass === 'connect_refused').length).toBeGreaterThan(0);
      if (retries === 0) expect(classes.filter((errorClass) => /reset/.test(errorClass ?? ''))).not.toHaveLength(0);
      for (const { status, client } of ends)
        expect(status).toBe(client!.errorClass ? ERROR_CLASSES[client!.errorClass as 'reset'] : 'completed');
    }
  },
  60_000,
);
