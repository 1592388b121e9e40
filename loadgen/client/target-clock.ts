/** How far this machine's clock is from a target's, by the Date headers of its answers. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ClockReading } from '../../reports/index.js';
import type { Target } from './target.js';
import { Client, get } from './undici.js';

const PATIENCE_MS = 2000;
/** Not a divisor of a second: the answers fall on different parts of one. */
const EVERY_MS = 137;
const PROBES = 9;
/** A Date header tells whole seconds. */
const RESOLUTION_MS = 1000;

/**
 * Each answer bounds the difference: the header's second began before the answer came, and had not ended when the question was
 * sent. The bounds of several answers, taken together, are narrower than a second. `undefined` where the target does not answer
 * with a date, or with those of several clocks. Never rejects.
 */
export async function targetClock(target: Target): Promise<ClockReading | undefined> {
  const client = new Client(target.origin, { connect: { timeout: PATIENCE_MS, ...target.tls } });
  let [least_ms, most_ms] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  try {
    for (let probe = 0; probe < PROBES; probe++) {
      if (probe > 0) await pause(EVERY_MS);
      const sent_ms = Date.now();
      const { headers, body } = await get(client, `${target.prefix}/v1/models`, target.headers, PATIENCE_MS);
      const received_ms = Date.now();
      await body.dump();
      const date_ms = Date.parse(String(headers['date']));
      least_ms = Math.max(least_ms, sent_ms - date_ms - RESOLUTION_MS);
      most_ms = Math.min(most_ms, received_ms - date_ms);
    }
  } catch {
    return undefined;
  } finally {
    await client.destroy();
  }
  if (!(least_ms <= most_ms)) return undefined;
  return { ahead_ms: (least_ms + most_ms) / 2, within_ms: (most_ms - least_ms) / 2 };
}
