/** The points of an engine that are done, one a line, so that a measurement that was cut off goes on where it was. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { EnginePoint } from './points.js';

/** Whose points they are. */
export interface JournalHead {
  readonly schema: 'headroom-profile-points/1';
  readonly target: string;
  readonly model: string;
}

interface Entry {
  readonly key: string;
  readonly point: EnginePoint;
}

/** Points by what was asked for. */
export interface PointJournal {
  find(key: string): EnginePoint | undefined;
  add(key: string, point: EnginePoint): void;
}

/** Opens or begins it. Throws HR_ENGINE_UNMEASURABLE where it holds the points of another engine. */
export function openJournal(path: string, head: JournalHead): PointJournal {
  const known = existsSync(path) ? readJournal(path, head) : new Map<string, EnginePoint>();
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(head)}\n`);
  }
  return {
    find: (key) => known.get(key),
    add: (key, point) => {
      known.set(key, point);
      appendFileSync(path, `${JSON.stringify({ key, point } satisfies Entry)}\n`);
    },
  };
}

/** A last line that was cut off is no entry, and gets an end of its own. */
function readJournal(path: string, head: JournalHead): Map<string, EnginePoint> {
  const text = readFileSync(path, 'utf8');
  if (text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n');
  const [first, ...rest] = text.split('\n').map(parsed);
  const found = first as Partial<JournalHead> | undefined;
  if (found?.schema !== head.schema || found.target !== head.target || found.model !== head.model) {
    throw new HeadroomError('HR_ENGINE_UNMEASURABLE', {
      at: { file: path, line: 1 },
      message: `holds the points of ${found?.model ?? 'another'} at ${found?.target ?? 'another place'}; expected ${head.model} at ${head.target}`,
      hint: 'Name another --out, or remove the folder.',
    });
  }
  return new Map(rest.flatMap((entry) => (entry ? [[(entry as Entry).key, (entry as Entry).point]] : [])));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
