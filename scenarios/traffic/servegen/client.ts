/** One client of a pool at work: its arrivals over all windows and the lengths of its requests. */
import { normalCdf, type RandomStream, randomStream, standardNormal } from '../../random/index.js';
import type { Emit } from '../trace-row.js';
import { type Gaps, gapsOf } from './gaps.js';
import type { ClientWindow, PoolClient, TokenWindow } from './pool.js';

/**
 * A renewal process in the client's own time, in which its rate is 1: a gap that began in one window goes on in the next
 * at that one's rate, through silence too, so that no arrival is lost or made at a border. It begins at a moment at
 * random, not at an arrival, so that the expected count is the integral of the rate from the start.
 */
export class ClientAtWork {
  private readonly arrivals: RandomStream;
  private readonly lengths: RandomStream;
  /** Of the client's own time, until the next arrival. */
  private left: number | undefined;
  private tokenWindow = 0;

  constructor(
    private readonly client: PoolClient,
    private readonly name: string,
    private readonly rho: number,
    seed: number,
  ) {
    this.arrivals = randomStream(seed, `servegen/${name}/arrivals`);
    this.lengths = randomStream(seed, `servegen/${name}/lengths`);
  }

  /** Hands over the arrivals in [from_s, to_s), a part of the window; `rps` instead of the window's own rate. */
  work(window: ClientWindow, from_s: number, to_s: number, rps: number, emit: Emit): void {
    if (rps <= 0) return;
    const gaps: Gaps = gapsOf(window);
    this.left ??= gaps.residual(this.arrivals);
    let at_s = from_s;
    while (at_s + this.left / rps < to_s) {
      at_s += this.left / rps;
      this.left = gaps.next(this.arrivals);
      const { inputTokens, outputTokens } = this.drawLengths(at_s);
      emit({ time_us: Math.floor(at_s * 1e6), inputTokens, outputTokens, client: this.name });
    }
    this.left -= (to_s - at_s) * rps;
  }

  /** Both lengths from the latest histograms; alike in rank as far as `rho` says. */
  private drawLengths(at_s: number): { inputTokens: number; outputTokens: number } {
    const { input, output } = this.histogramsAt(at_s);
    if (this.rho === 0) {
      return {
        inputTokens: input.quantile(this.lengths.next()),
        outputTokens: output.quantile(this.lengths.next()),
      };
    }
    const z = standardNormal(this.lengths);
    const other = this.rho * z + Math.sqrt(1 - this.rho * this.rho) * standardNormal(this.lengths);
    return {
      inputTokens: input.quantile(belowOne(normalCdf(z))),
      outputTokens: output.quantile(belowOne(normalCdf(other))),
    };
  }

  /** The latest window at or before; where the client's first one is later, that. */
  private histogramsAt(at_s: number): TokenWindow {
    const { tokens } = this.client;
    while (this.tokenWindow + 1 < tokens.length && tokens[this.tokenWindow + 1]!.start_s <= at_s) this.tokenWindow++;
    return tokens[this.tokenWindow]!;
  }
}

function belowOne(p: number): number {
  return Math.min(p, 1 - Number.EPSILON);
}
