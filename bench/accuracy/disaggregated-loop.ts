/**
 * A closed loop on prefill and decode workers: prompts first come first served over the prefill workers, then each to the
 * decode worker with the fewest requests, at the end of its step under way.
 */
import { type EngineModel, type PrefillWork, runSeconds, stepsToReach } from '../../sim/engine-model/index.js';
import type { Loop, LoopResult } from './closed-loop.js';
import { MinHeap } from './min-heap.js';

export interface Stage {
  readonly model: EngineModel;
  readonly workers: number;
  /** Prompt tokens of a step. */
  readonly budget: number;
  readonly maxBatch: number;
}

interface Request {
  readonly input: number;
  readonly output: number;
  readonly sent_s: number;
  first_s: number;
  done: number;
}

type Event = () => void;

export function disaggregatedLoop(prefill: Stage, decode: Stage, transfer_s: number, loop: Loop): LoopResult {
  return new DisaggregatedLoop(prefill, decode, transfer_s, loop).run();
}

class DisaggregatedLoop {
  now_s = 0;
  private readonly events = new MinHeap<Event>();
  private readonly prompts: Request[] = [];
  private readonly waiting: Request[] = [];
  private readonly idle: PrefillWorker[];
  private readonly decoders: Decoder[];
  private sent = 0;
  private ended = 0;
  private ttft_s = 0;
  private tpot_s = 0;
  private tpots = 0;
  private seed = 1;

  constructor(
    prefill: Stage,
    decode: Stage,
    private readonly transfer_s: number,
    private readonly loop: Loop,
  ) {
    this.idle = Array.from({ length: prefill.workers }, () => new PrefillWorker(prefill));
    this.decoders = Array.from({ length: decode.workers }, () => new Decoder(decode, this));
  }

  run(): LoopResult {
    const { users, requests } = this.loop;
    for (let i = 0; i < Math.min(users, requests); i++) this.send();
    this.startPrefills();
    while (this.ended < requests) {
      const next = this.events.pop();
      this.now_s = next.key;
      next.value();
      this.startPrefills();
    }
    return { ttft_ms: (this.ttft_s / requests) * 1000, tpot_ms: (this.tpot_s / Math.max(1, this.tpots)) * 1000 };
  }

  at(time_s: number, event: Event): void {
    this.events.push(time_s, event);
  }

  private send(): void {
    if (this.sent >= this.loop.requests) return;
    this.sent++;
    const { isl, osl, spread } = this.loop;
    const input = Math.max(1, Math.round(isl * (1 + spread * (2 * this.random() - 1))));
    const output = Math.max(2, Math.round(osl * (1 + spread * (2 * this.random() - 1))));
    this.prompts.push({ input, output, sent_s: this.now_s, first_s: 0, done: 0 });
  }

  private startPrefills(): void {
    while (this.idle.length > 0 && (this.prompts.length > 0 || this.idle.at(-1)!.hasWork)) {
      const worker = this.idle.pop()!;
      const end_s = this.now_s + worker.start(this.prompts);
      this.at(end_s, () => {
        this.idle.push(worker);
        for (const request of worker.finished()) {
          request.first_s = this.now_s + this.transfer_s;
          this.ttft_s += request.first_s - request.sent_s;
          this.at(request.first_s, () => this.decode(request));
        }
      });
    }
  }

  private decode(request: Request): void {
    const decoder = this.decoders.reduce((best, one) => (one.size < best.size ? one : best));
    if (decoder.takes(request)) decoder.join(request);
    else this.waiting.push(request);
  }

  /** A request's last token. */
  end(request: Request): void {
    this.ended++;
    this.tpot_s += (this.now_s - request.first_s) / (request.output - 1);
    this.tpots++;
    this.send();
    const next = this.waiting[0];
    if (next && this.decoders.some((decoder) => decoder.takes(next))) this.decode(this.waiting.shift()!);
  }

  private random(): number {
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return this.seed / 2 ** 32;
  }
}

class PrefillWorker {
  private batch: Request[] = [];
  private readonly work: PrefillWork = { requests: 0, newTokens: 0, cachedTokens: 0, attentionPairs: 0 };

  constructor(private readonly stage: Stage) {}

  get hasWork(): boolean {
    return this.batch.length > 0;
  }

  /** Seconds of the step that begins now. */
  start(queue: Request[]): number {
    const { work } = this;
    work.requests = work.newTokens = work.cachedTokens = work.attentionPairs = 0;
    let budget = this.stage.budget;
    for (const request of this.batch) budget -= this.chunk(request, budget);
    while (budget > 0 && queue.length > 0) {
      const request = queue.shift()!;
      this.batch.push(request);
      budget -= this.chunk(request, budget);
    }
    return this.stage.model.mixedStepSeconds(work, 0, 0);
  }

  finished(): Request[] {
    const whole = this.batch.filter((request) => request.done >= request.input);
    this.batch = this.batch.filter((request) => request.done < request.input);
    return whole;
  }

  private chunk(request: Request, budget: number): number {
    const tokens = Math.min(budget, request.input - request.done);
    if (tokens <= 0) return 0;
    this.work.requests++;
    this.work.newTokens += tokens;
    this.work.cachedTokens += request.done;
    this.work.attentionPairs += tokens * (request.done + tokens / 2);
    request.done += tokens;
    return tokens;
  }
}

/** One decode worker, from one change of its batch to the next. */
class Decoder {
  size = 0;
  private readonly running = new MinHeap<Request>();
  private step = 0;
  private stepStart_s = 0;
  private kvTokens = 0;
  private reserved = 0;
  private version = 0;

  constructor(
    private readonly stage: Stage,
    private readonly loop: DisaggregatedLoop,
  ) {}

  takes(request: Request): boolean {
    const whole = request.input + request.output;
    if (this.size === 0) return true;
    return this.size < this.stage.maxBatch && this.reserved + whole <= this.stage.model.kvCapacityTokens;
  }

  join(request: Request): void {
    const { model } = this.stage;
    const { now_s } = this.loop;
    if (this.size === 0) this.stepStart_s = now_s;
    else if (now_s > this.stepStart_s) {
      const most = this.running.peek().key - this.step;
      this.advance(Math.max(1, stepsToReach(this.curve(), this.kvTokens / this.size, now_s - this.stepStart_s, most)));
    }
    this.running.push(this.step + Math.ceil((request.output - 1) / model.tokensPerStep), request);
    this.size++;
    this.reserved += request.input + request.output;
    this.kvTokens += request.input + 1;
    this.plan();
  }

  private curve() {
    return this.stage.model.decodeStepCurve(this.size);
  }

  private advance(steps: number): void {
    this.stepStart_s += runSeconds(this.curve(), this.kvTokens / this.size, steps);
    this.step += steps;
    this.kvTokens += steps * this.size * this.stage.model.tokensPerStep;
  }

  private plan(): void {
    const version = ++this.version;
    const steps = Math.max(0, this.running.peek().key - this.step);
    const end_s = this.stepStart_s + runSeconds(this.curve(), this.kvTokens / this.size, steps);
    this.loop.at(Math.max(end_s, this.loop.now_s), () => {
      if (version === this.version) this.finish(steps);
    });
  }

  private finish(steps: number): void {
    if (steps > 0) this.advance(steps);
    const ended: Request[] = [];
    while (this.running.size > 0 && this.running.peek().key <= this.step) {
      const request = this.running.pop().value;
      this.size--;
      this.reserved -= request.input + request.output;
      this.kvTokens -= request.input + request.output;
      ended.push(request);
    }
    if (this.size === 0) this.kvTokens = 0;
    this.version++;
    if (this.size > 0) this.plan();
    for (const request of ended) this.loop.end(request);
  }
}
