/** Keeps a lease: takes it when it is free, prolongs it while it is held, and says when that changes. */
import type { Lease } from '../ports.js';
import type { Clock } from './clock.js';
import type { Log } from './log.js';

/** Goes on until the signal is aborted, then gives the lease up. `told` hears whether this planner leads. */
export async function keepLease(
  lease: Lease,
  clock: Clock,
  log: Log,
  told: (leads: boolean) => void,
  stop: AbortSignal,
): Promise<void> {
  let led: boolean | undefined;
  while (!stop.aborted) {
    try {
      if (lease.isHeld()) await lease.renew(stop);
      else await lease.acquire(stop);
    } catch (error) {
      if (!stop.aborted) log.write('warning', `The lease cannot be asked for: ${(error as Error).message}`);
    }
    const leads = lease.isHeld();
    if (leads !== led) {
      log.write('info', leads ? `Leads as ${lease.holder}` : `Follows as ${lease.holder}: another planner leads`);
      told(leads);
      led = leads;
    }
    await clock.until(clock.now_s() + lease.retry_s, stop);
  }
  await lease.release().catch((error: unknown) => {
    log.write('warning', `The lease is not given up: ${(error as Error).message}`);
  });
}
