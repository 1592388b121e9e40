/** Round robin: each worker in turn, in the order of ids; a worker that comes or goes changes nobody else's turn. */
import { Roster } from './roster.js';
import { DEAF, type Routable, type Router } from './router.js';

/** The router of `policy: round_robin`. */
export function roundRobin<W extends Routable>(): Router<W> {
  const roster = new Roster<W>();
  let lastId = -1;
  let next = 0;
  const keepTurn = () => {
    next = roster.firstAbove(lastId);
  };
  return {
    ...DEAF,
    add: (worker) => {
      roster.add(worker);
      keepTurn();
    },
    remove: (worker) => {
      roster.remove(worker);
      keepTurn();
    },
    choose: (_request, eligible) => {
      const { members } = roster;
      for (let tried = 0; tried < members.length; tried++) {
        const index = next + tried < members.length ? next + tried : next + tried - members.length;
        const worker = members[index]!;
        if (eligible && !eligible(worker)) continue;
        lastId = worker.id;
        next = index + 1;
        return worker;
      }
      return undefined;
    },
  };
}
