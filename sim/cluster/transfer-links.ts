/**
 * The way of a KV cache from a prefill to a decode worker: a latency, then the bytes at the bandwidth of one transfer, less
 * where many share a link (a worker's own, or the fabric of the whole cluster).
 */
import type { TransferSpec } from '../../scenarios/index.js';
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import { type BandwidthBooks, defineBandwidthWake, SharedBandwidth } from '../resources/index.js';
import type { InFlight } from './in-flight.js';

const BYTES_PER_GB = 1e9;

/** All KV transfers of a cluster. */
export class TransferLinks {
  private readonly arrived: EventKind<InFlight>;
  private readonly latencyOver: EventKind<InFlight>;
  private readonly wake: ReturnType<typeof defineBandwidthWake>;
  private readonly shared = new Map<number, SharedBandwidth>();

  constructor(
    private readonly kernel: Kernel,
    private readonly spec: TransferSpec,
    private readonly kvBytesPerToken: number,
    private readonly onArrived: (inFlight: InFlight) => void,
  ) {
    this.arrived = kernel.define<InFlight>(PRIORITY.workEnd, (inFlight) => {
      if (!inFlight.isCutOff) onArrived(inFlight);
    });
    this.latencyOver = kernel.define<InFlight>(PRIORITY.workEnd, (inFlight) => this.share(inFlight));
    this.wake = defineBandwidthWake(kernel, PRIORITY.workEnd);
  }

  /** Begins a transfer of the request's prompt; its workers are known. */
  send(inFlight: InFlight): void {
    const { latency_ms, bandwidth_gb_per_s, shared } = this.spec;
    const start_s = this.kernel.now + latency_ms / 1e3;
    if (shared) this.kernel.at(start_s, this.latencyOver, inFlight);
    else this.kernel.at(start_s + this.bytes(inFlight) / (bandwidth_gb_per_s * BYTES_PER_GB), this.arrived, inFlight);
  }

  /** Ends a transfer under way at once; it never arrives. */
  cutOff(inFlight: InFlight): void {
    inFlight.isCutOff = true;
    if (inFlight.flow) this.linkOf(inFlight).cancel(inFlight.flow);
    inFlight.flow = undefined;
  }

  /** The books of every shared link. */
  books(): BandwidthBooks[] {
    return [...this.shared.values()].map((link) => link.books());
  }

  private share(inFlight: InFlight): void {
    if (inFlight.isCutOff) return;
    inFlight.flow = this.linkOf(inFlight).start(this.bytes(inFlight), () => {
      inFlight.flow = undefined;
      this.onArrived(inFlight);
    });
  }

  private linkOf(inFlight: InFlight): SharedBandwidth {
    const { per, gb_per_s } = this.spec.shared!;
    const key = { cluster: 0, prefill_worker: inFlight.prefillWorker!.id, decode_worker: inFlight.decodeWorker!.id }[
      per
    ];
    let link = this.shared.get(key);
    if (!link) {
      link = new SharedBandwidth(this.kernel, this.wake, {
        bytes_per_s: gb_per_s * BYTES_PER_GB,
        flow_bytes_per_s: this.spec.bandwidth_gb_per_s * BYTES_PER_GB,
      });
      this.shared.set(key, link);
    }
    return link;
  }

  private bytes(inFlight: InFlight): number {
    return (inFlight.request.inputTokens + inFlight.delivered) * this.kvBytesPerToken;
  }
}
