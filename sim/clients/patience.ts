/** How long clients wait for what they have sent: until it begins, until it ends, or until they lose interest. */
import type { ClientsSpec } from '../../scenarios/index.js';
import { exponential, type RandomStream, randomStream } from '../../scenarios/random/index.js';
import type { InFlight } from '../cluster/in-flight.js';
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';

/** What has not come in time: the first token, the last one, or whatever the client would have waited for. */
export type PatienceLimit = 'first_token' | 'end' | 'cancel';

interface Deadline {
  readonly inFlight: InFlight;
  readonly limit: PatienceLimit;
}

/** The patience of all clients of a run. */
export class Patience {
  private readonly over: EventKind<Deadline>;
  private readonly random: RandomStream;

  /** `onOver` is told every limit at its time, also where what it waits for has come: the caller knows. */
  constructor(
    private readonly kernel: Kernel,
    private readonly spec: ClientsSpec,
    seed: number,
    onOver: (inFlight: InFlight, limit: PatienceLimit) => void,
  ) {
    this.over = kernel.define<Deadline>(PRIORITY.arrival, ({ inFlight, limit }) => onOver(inFlight, limit));
    this.random = randomStream(seed, 'clients/cancel');
  }

  /** A try is sent now; each try has the whole patience. Who loses interest, and when, is drawn anew for each. */
  begin(inFlight: InFlight): void {
    const { first_token_timeout_s, timeout_s, cancel } = this.spec;
    if (first_token_timeout_s !== undefined) this.wait(first_token_timeout_s, inFlight, 'first_token');
    if (timeout_s !== undefined) this.wait(timeout_s, inFlight, 'end');
    if (cancel && this.random.next() < cancel.share) {
      this.wait(exponential(this.random) * cancel.mean_s, inFlight, 'cancel');
    }
  }

  private wait(seconds: number, inFlight: InFlight, limit: PatienceLimit): void {
    this.kernel.at(this.kernel.now + seconds, this.over, { inFlight, limit });
  }
}
