/**
 * A request's time cut into parts, each with what it would be put down to. What it would take on an empty cluster is nobody's
 * fault and left out, so the parts are what it waited for others, for capacity, or for repairs. docs/reference/causes.md has the table.
 */
import type { Role } from '../../../planner-core/index.js';
import type { HoldUps, LostTo, RequestEnd, StageTimes } from '../../record/events.js';
import type { CauseContext, MissCause, UnloadedTimes } from './cause.js';

/** A part of a request's time. */
export interface TimePart {
  readonly seconds: number;
  readonly cause: MissCause;
  /** More capacity would have shortened it: whose, and the time in which it was wanted. */
  readonly wanted?: { readonly role: Role; readonly from_s: number; readonly to_s: number };
}

/** What became of the time up to the first token, or to the end where none came. */
export function partsToFirstToken(end: RequestEnd, context: CauseContext, unloaded: UnloadedTimes): TimePart[] {
  const { stages = NO_STAGES, arrival_s } = end;
  const held = stages.holdUps ?? NOTHING;
  const until_s = end.firstToken_s ?? end.time_s;
  const queued_s = stages.queued_s ?? until_s;
  const lost_s = held.lost_s ?? 0;
  const earlier_s = Math.max(0, queued_s - arrival_s - lost_s - unloaded.overhead_s);
  const queue = waited(queued_s, stages.started_s ?? until_s, held.idleElsewhere_s ?? 0);
  const room = waited(stages.prefilled_s, stages.granted_s ?? until_s, queue.idleLeft_s);
  const gaveUp = held.earlierTry === 'timed_out';
  const { promptRole, decodeRole } = context;
  const wantedPrompts = { role: promptRole, from_s: held.promptsShortSince_s ?? queued_s };
  const startedAt_s = stages.started_s ?? until_s;
  return [
    { seconds: gaveUp ? 0 : earlier_s, cause: causeOfTry(held) },
    { seconds: lost_s, cause: causeOfLoss(held.lostTo) },
    { seconds: queue.idle_s + room.idle_s, cause: 'routing' },
    {
      seconds: queue.rest_s + (gaveUp ? earlier_s : 0),
      cause: held.lackedRoom ? 'kv_wait' : 'prefill_queue',
      wanted: { ...wantedPrompts, to_s: startedAt_s },
    },
    ...promptParts(end, stages, held, unloaded, { ...wantedPrompts, to_s: stages.prefilled_s ?? until_s }),
    {
      seconds: room.rest_s,
      cause: 'kv_wait',
      wanted: {
        role: decodeRole,
        from_s: held.roomShortSince_s ?? stages.prefilled_s ?? until_s,
        to_s: stages.granted_s ?? until_s,
      },
    },
    { seconds: beyond(stages.granted_s, stages.transferred_s ?? until_s, unloaded.transfer_s), cause: 'transfer' },
    {
      seconds: beyond(stages.transferred_s, until_s, unloaded.firstStep_s),
      cause: 'decode_batch',
      wanted: { role: decodeRole, from_s: held.paceShortSince_s ?? stages.transferred_s ?? until_s, to_s: until_s },
    },
  ];
}

/** What became of the time between the first token and the last, or the end where the last did not come. */
export function partsAfterFirstToken(end: RequestEnd, context: CauseContext, unloaded: UnloadedTimes): TimePart[] {
  const { firstToken_s, time_s, status, lastToken_s, stages = NO_STAGES } = end;
  if (firstToken_s === undefined) return [];
  const held = stages.holdUps ?? NOTHING;
  const { preempted_s = 0, redone_s = 0, slowTokens_s = 0, freshTokens_s = 0, paceShortSince_s, lostTo } = held;
  const to_s = status === 'completed' ? lastToken_s! : time_s;
  const wanted = { role: context.decodeRole, from_s: Math.min(firstToken_s, paceShortSince_s ?? firstToken_s), to_s };
  const slow_s = slowTokens_s + freshTokens_s;
  const others_s = to_s - firstToken_s - unloaded.decode_s - preempted_s - redone_s - slow_s;
  return [
    { seconds: preempted_s, cause: 'kv_wait', wanted },
    { seconds: redone_s, cause: causeOfLoss(lostTo) },
    { seconds: slowTokens_s, cause: 'fault' },
    { seconds: freshTokens_s, cause: 'cold_start' },
    { seconds: others_s, cause: 'decode_batch', wanted },
  ];
}

/** What took a request's work away, as a cause. */
export function causeOfLoss(lostTo: LostTo | undefined): MissCause {
  return lostTo === 'drain' ? 'scale_down' : 'fault';
}

const NO_STAGES: StageTimes = {};
const NOTHING: HoldUps = {};

function promptParts(
  { firstToken_s, time_s, preemptions }: RequestEnd,
  { started_s, prefilled_s }: StageTimes,
  { slowPrompt_s = 0, freshPrompt_s = 0 }: HoldUps,
  { prefill_s }: UnloadedTimes,
  wanted: NonNullable<TimePart['wanted']>,
): TimePart[] {
  const seconds = beyond(started_s, prefilled_s ?? firstToken_s ?? time_s, prefill_s + slowPrompt_s + freshPrompt_s);
  return [
    { seconds, cause: preemptions ? 'kv_wait' : 'prefill_batch', wanted },
    { seconds: slowPrompt_s, cause: 'fault' },
    { seconds: freshPrompt_s, cause: 'cold_start' },
  ];
}

function causeOfTry({ earlierTry, lostTo }: HoldUps): MissCause {
  if (earlierTry === 'failed') return causeOfLoss(lostTo);
  return earlierTry === 'rejected' ? 'rejected' : 'client';
}

/** A wait, the part of it in which a worker elsewhere was idle, and what idle seconds are left for a later wait. */
function waited(from_s: number | undefined, to_s: number, idle_s: number) {
  const seconds = from_s === undefined ? 0 : to_s - from_s;
  const idle = Math.min(idle_s, seconds);
  return { idle_s: idle, rest_s: seconds - idle, idleLeft_s: idle_s - idle };
}

/** What a stage took beyond this. */
function beyond(from_s: number | undefined, to_s: number, expected_s: number): number {
  return from_s === undefined ? 0 : Math.max(0, to_s - from_s - expected_s);
}
