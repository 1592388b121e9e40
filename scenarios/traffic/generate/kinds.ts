/** Kinds of generated requests: what one looks like, and the session it may begin. */
import { type RandomStream, randomStream, standardNormal } from '../../random/index.js';
import type { ClassSpec, SessionsSpec } from '../../schema/generator.js';
import type { Account } from '../account.js';
import type { LaterTurns, TraceRow } from '../trace-row.js';
import { type DrawLength, lengthSampler } from './lengths.js';
import { SharedPrefixes } from './prefix-blocks.js';

type KindSpec = Pick<ClassSpec, 'input_tokens' | 'output_tokens' | 'sessions' | 'prefix'> & { readonly name?: string };

/** Draws the rows of one kind; each distribution has a random stream of its own, so that changing one changes no other. */
export class Kind {
  private readonly input: DrawLength;
  private readonly output: DrawLength;
  private readonly turns: DrawLength | undefined;
  private readonly inputs: RandomStream;
  private readonly outputs: RandomStream;
  private readonly groups: RandomStream;
  private readonly prefixes: SharedPrefixes | undefined;
  private readonly suffix: string;
  private sessions = 0;

  constructor(
    private readonly spec: KindSpec,
    private readonly seed: number,
    account: Account,
  ) {
    this.suffix = spec.name === undefined ? '' : `/${spec.name}`;
    this.input = lengthSampler(spec.input_tokens);
    this.output = lengthSampler(spec.output_tokens);
    this.turns = spec.sessions && lengthSampler(spec.sessions.turns);
    this.inputs = randomStream(seed, `input_lengths${this.suffix}`);
    this.outputs = randomStream(seed, `output_lengths${this.suffix}`);
    this.groups = randomStream(seed, `prefix_groups${this.suffix}`);
    this.prefixes = spec.prefix && new SharedPrefixes(spec.prefix.block_tokens);
    if (spec.prefix) account.blockTokens = spec.prefix.block_tokens;
  }

  draw(time_us: number): TraceRow {
    const inputTokens = this.input(this.inputs);
    const outputTokens = this.output(this.outputs);
    const { prefix, sessions, name } = this.spec;
    if (!prefix && !sessions) return { time_us, inputTokens, outputTokens, class: name };
    const group = prefix ? Math.floor(this.groups.next() * prefix.groups) : 0;
    const all = inputTokens + (prefix?.tokens ?? 0);
    const prefixBlocks = prefix && this.prefixes!.blocks(String(group), prefix.tokens, all);
    const first: TraceRow = { time_us, inputTokens: all, outputTokens, class: name, prefixBlocks };
    return sessions ? this.beginSession(first, sessions) : first;
  }

  private beginSession(first: TraceRow, sessions: SessionsSpec): TraceRow {
    const number = this.sessions++;
    const sessionId = `${this.spec.name ?? 's'}-${number}`;
    const row: TraceRow = { ...first, sessionId, turn: 0, later: () => this.laterTurns(row, sessions, number) };
    return row;
  }

  private laterTurns(first: TraceRow, sessions: SessionsSpec, number: number): LaterTurns {
    const random = randomStream(this.seed, `session${this.suffix}/${number}`);
    const turns = this.turns!(random);
    let last = first;
    return {
      next: () => {
        const turn = last.turn! + 1;
        if (turn >= turns) return undefined;
        const fresh = this.input(random);
        const history = sessions.growth === 'accumulate' ? last.inputTokens + last.outputTokens : this.prefixTokens;
        const inputTokens = history + fresh;
        const outputTokens = this.output(random);
        const prefixBlocks = this.nextBlocks(last, sessions, inputTokens);
        const think_us = Math.round(thinkTime_s(sessions, random) * 1e6);
        last = { ...first, time_us: 0, inputTokens, outputTokens, prefixBlocks, turn, think_us, later: undefined };
        return last;
      },
    };
  }

  private get prefixTokens(): number {
    return this.spec.prefix?.tokens ?? 0;
  }

  /** Blocks that the turn before filled are known by now; its partly filled last one is another block once it is full. */
  private nextBlocks(last: TraceRow, sessions: SessionsSpec, inputTokens: number): number[] | undefined {
    const { prefix } = this.spec;
    if (!prefix || !last.prefixBlocks) return undefined;
    const known = sessions.growth === 'accumulate' ? last.inputTokens : prefix.tokens;
    const ids = last.prefixBlocks.slice(0, Math.floor(known / prefix.block_tokens));
    const count = Math.ceil(inputTokens / prefix.block_tokens);
    while (ids.length < count) ids.push(this.prefixes!.fresh());
    return ids;
  }
}

/** Lognormal by its mean: E = exp(μ + σ²/2). */
function thinkTime_s({ think_time_s: { mean, sigma } }: SessionsSpec, random: RandomStream): number {
  return sigma === 0 ? mean : mean * Math.exp(sigma * standardNormal(random) - (sigma * sigma) / 2);
}
