/**
 * A closed loop on one engine: so many users, each sending its next request when the last one ended, until all are served.
 * One recursion over the steps of the engine, from one change of its batch to the next, in the manner of vLLM's scheduler:
 * decoding requests first, then prompts in chunks out of what is left of the token budget.
 */
import { type EngineModel, type PrefillWork, runSeconds } from '../../sim/engine-model/index.js';
import { MinHeap } from './min-heap.js';

export interface Loop {
  readonly users: number;
  readonly requests: number;
  readonly isl: number;
  readonly osl: number;
  /** Lengths are drawn evenly from this share of the nominal one up to its mirror image; 0 = fixed. */
  readonly spread: number;
}

export interface EngineRules {
  /** Tokens of a step. */
  readonly budget: number;
  readonly maxBatch: number;
  /** Whether prompts and decoding share steps; else a step with a prompt stops decoding. */
  readonly mixes: boolean;
}

export interface LoopResult {
  readonly ttft_ms: number;
  readonly tpot_ms: number;
}

interface Request {
  input: number;
  output: number;
  sent_s: number;
  first_s: number;
  /** Tokens prefilled so far. */
  done: number;
}

export function closedLoop(model: EngineModel, rules: EngineRules, loop: Loop): LoopResult {
  return new ClosedLoop(model, rules, loop).run();
}

class ClosedLoop {
  private now_s = 0;
  private step = 0;
  private sent = 0;
  private ended = 0;
  private ttft_s = 0;
  private tpot_s = 0;
  private tpots = 0;
  private kvTokens = 0;
  private reservedTokens = 0;
  private decoding = 0;
  private readonly finishing = new Map<number, Request[]>();
  private readonly nextFinish = new MinHeap<undefined>();
  private waiting: Request[] = [];
  private head = 0;
  private prompts: Request[] = [];
  private seed = 1;
  private readonly work: PrefillWork = { requests: 0, newTokens: 0, cachedTokens: 0, attentionPairs: 0 };

  constructor(
    private readonly model: EngineModel,
    private readonly rules: EngineRules,
    private readonly loop: Loop,
  ) {}

  run(): LoopResult {
    const { users, requests } = this.loop;
    for (let i = 0; i < Math.min(users, requests); i++) this.send();
    while (this.ended < requests) {
      if (this.planPrompts()) this.stepWithPrompts();
      else this.leap();
    }
    return {
      ttft_ms: (this.ttft_s / requests + this.model.clientOverhead_s) * 1000,
      tpot_ms: (this.tpot_s / Math.max(1, this.tpots)) * 1000,
    };
  }

  private send(): void {
    if (this.sent >= this.loop.requests) return;
    this.sent++;
    const { isl, osl, spread } = this.loop;
    const input = Math.max(1, Math.round(isl * (1 + spread * (2 * this.random() - 1))));
    const output = Math.max(1, Math.round(osl * (1 + spread * (2 * this.random() - 1))));
    this.waiting.push({ input, output, sent_s: this.now_s, first_s: 0, done: 0 });
  }

  /** Gives prompts their chunks of this step; false when there is none to do. */
  private planPrompts(): boolean {
    const { work, rules } = this;
    work.requests = work.newTokens = work.cachedTokens = work.attentionPairs = 0;
    let budget = rules.budget - (rules.mixes ? this.decoding : 0);
    for (const prompt of this.prompts) budget -= this.chunk(prompt, budget);
    while (budget > 0 && this.head < this.waiting.length) {
      const next = this.waiting[this.head]!;
      const whole = next.input + next.output;
      const isFull = this.decoding + this.prompts.length >= rules.maxBatch;
      const isIdle = this.decoding + this.prompts.length === 0;
      if (!isIdle && (isFull || this.reservedTokens + whole > this.model.kvCapacityTokens)) break;
      this.head++;
      this.reservedTokens += whole;
      this.prompts.push(next);
      budget -= this.chunk(next, budget);
    }
    if (this.head > 1024) {
      this.waiting = this.waiting.slice(this.head);
      this.head = 0;
    }
    return work.newTokens > 0;
  }

  private chunk(prompt: Request, budget: number): number {
    const tokens = Math.min(budget, prompt.input - prompt.done);
    if (tokens <= 0) return 0;
    this.work.requests++;
    this.work.newTokens += tokens;
    this.work.cachedTokens += prompt.done;
    this.work.attentionPairs += tokens * (prompt.done + tokens / 2);
    prompt.done += tokens;
    return tokens;
  }

  private stepWithPrompts(): void {
    const { mixes } = this.rules;
    this.now_s += mixes
      ? this.model.mixedStepSeconds(this.work, this.decoding, this.kvTokens)
      : this.model.mixedStepSeconds(this.work, 0, 0);
    if (mixes) this.advance(1);
    const whole = this.prompts.filter((prompt) => prompt.done >= prompt.input);
    if (whole.length === 0) return;
    this.prompts = this.prompts.filter((prompt) => prompt.done < prompt.input);
    for (const prompt of whole) this.startDecoding(prompt);
  }

  private startDecoding(prompt: Request): void {
    prompt.first_s = this.now_s;
    this.ttft_s += this.now_s - prompt.sent_s;
    if (prompt.output <= 1) {
      this.end(prompt);
      return;
    }
    const steps = Math.ceil((prompt.output - 1) / this.model.tokensPerStep);
    const at = this.step + steps;
    const same = this.finishing.get(at);
    if (same) same.push(prompt);
    else {
      this.finishing.set(at, [prompt]);
      this.nextFinish.push(at, undefined);
    }
    this.decoding++;
    this.kvTokens += prompt.input + 1;
  }

  /** A run of decode steps up to the next finish. */
  private leap(): void {
    const steps = this.nextFinish.peek().key - this.step;
    const curve = this.model.decodeStepCurve(this.decoding);
    this.now_s += runSeconds(curve, this.kvTokens / this.decoding, steps);
    this.advance(steps);
  }

  private advance(steps: number): void {
    this.step += steps;
    this.kvTokens += steps * this.decoding * this.model.tokensPerStep;
    while (this.nextFinish.size > 0 && this.nextFinish.peek().key <= this.step) {
      const at = this.nextFinish.pop().key;
      for (const request of this.finishing.get(at)!) {
        this.decoding--;
        this.kvTokens -= request.input + 1 + (request.output - 1);
        this.tpot_s += (this.now_s - request.first_s) / (request.output - 1);
        this.tpots++;
        this.end(request);
      }
      this.finishing.delete(at);
    }
    if (this.decoding === 0) this.kvTokens = 0;
  }

  private end(request: Request): void {
    this.ended++;
    this.reservedTokens -= request.input + request.output;
    this.send();
  }

  /** A small congruential generator: the draws need only be even and repeatable. */
  private random(): number {
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return this.seed / 2 ** 32;
  }
}
