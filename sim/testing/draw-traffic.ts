/** Random traffic: bursts of single requests, and sessions whose next turn waits for the end of the one before it. */
import type { TrafficRequest } from '../../scenarios/index.js';
import { exponential, gamma } from '../../scenarios/random/index.js';
import type { SimulatedTraffic } from '../simulation.js';
import type { Draw } from './draw.js';

const BLOCK_TOKENS = 64;
const MOST_TURNS = 6;

interface Turn {
  readonly request: TrafficRequest;
  readonly think_s: number;
}

/** Requests in order of arrival. Everything is drawn before the run, so that no end can change a later draw. */
export function drawTraffic(draw: Draw): SimulatedTraffic {
  const { random } = draw;
  const rate = draw.between(0.2, 6.2);
  const shape = draw.one(0.2, 1);
  const trees = draw.chance(0.6) ? draw.whole(1, 6) : 0;
  const inSessions = draw.chance(0.4) ? draw.between(0, 1) : 0;
  const later = new Map<string, Turn[]>();
  const requests: TrafficRequest[] = [];
  const count = draw.whole(1, 250);
  let arrival_s = 0;
  for (let id = 0; id < count; id++) {
    arrival_s += gamma(random, shape) / shape / rate;
    const first = { ...drawRequest(draw, id, trees), arrival_s };
    if (!draw.chance(inSessions)) {
      requests.push(first);
      continue;
    }
    const sessionId = `session ${id}`;
    requests.push({ ...first, sessionId, turn: 0 });
    later.set(sessionId, drawTurns(draw, first, sessionId));
  }
  return {
    requests,
    ...(inSessions > 0 && {
      next: ({ sessionId }, time_s) => {
        const turn = later.get(sessionId ?? '')?.shift();
        return turn && { ...turn.request, arrival_s: time_s + turn.think_s };
      },
    }),
  };
}

/** The turns after the first: each prompt holds the one before it and more. */
function drawTurns(draw: Draw, first: TrafficRequest, sessionId: string): Turn[] {
  let before = first;
  return Array.from({ length: draw.whole(0, MOST_TURNS) }, (_, i) => {
    const id = 1000 + first.id * MOST_TURNS + i;
    const inputTokens = before.inputTokens + draw.whole(1, 300);
    const request = {
      ...before,
      id,
      sessionId,
      turn: i + 1,
      inputTokens,
      outputTokens: 1 + Math.floor(exponential(draw.random) * 60),
      ...(before.prefixBlocks && {
        prefixBlocks: Array.from(
          { length: Math.ceil(inputTokens / BLOCK_TOKENS) },
          (_, block) => before.prefixBlocks![block] ?? 1e9 + id * 1000 + block,
        ),
      }),
    };
    before = request;
    return { request, think_s: draw.one(0, exponential(draw.random) * 10) };
  });
}

function drawRequest(draw: Draw, id: number, trees: number): Omit<TrafficRequest, 'arrival_s'> {
  const { random } = draw;
  const inputTokens = 1 + Math.floor(exponential(random) * 600);
  return {
    id,
    inputTokens,
    outputTokens: 1 + Math.floor(exponential(random) * 120),
    ...(draw.chance(0.2) && { class: 'batch' }),
    ...(trees > 0 && { prefixBlocks: drawPrefix(draw, inputTokens, trees, id), blockTokens: BLOCK_TOKENS }),
  };
}

/** Chained block ids: a stem that the prompts of a tree have in common, then blocks of its own. */
function drawPrefix(draw: Draw, inputTokens: number, trees: number, id: number): number[] {
  const count = Math.ceil(inputTokens / BLOCK_TOKENS);
  const tree = draw.whole(1, trees);
  const shared = draw.whole(0, Math.min(count, 12));
  return Array.from({ length: count }, (_, i) => (i < shared ? tree * 100 + i : 1e6 + id * 1000 + i));
}
