/** What the turns of a session are to each other, which the traffic's form decides. */
import { mayWait, type TrafficRequest, type TrafficSpec } from '../../scenarios/index.js';

/**
 * `conversation`: a turn holds what was said before. `alone`: turns have nothing in common but who sends them. `alike`: they come
 * at times of their own, perhaps before an answer, and share their beginning.
 */
export type Turns = 'conversation' | 'alone' | 'alike';

/** Tells of each request of the traffic what its session's turns are to each other. */
export function turnsOf(spec: TrafficSpec): (request: TrafficRequest) => Turns {
  if (spec.format === 'closed_loop') return () => 'alone';
  if (spec.format !== 'generated') return () => (mayWait(spec) ? 'conversation' : 'alike');
  const { sessions, classes = [] } = spec.generator;
  const growth = new Map(classes.map((kind) => [kind.name as string | undefined, kind.sessions?.growth]));
  const grows = (name: string | undefined) => (growth.get(name) ?? sessions?.growth) === 'accumulate';
  return (request) => (grows(request.class) ? 'conversation' : 'alone');
}
