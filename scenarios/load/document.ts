/** A scenario's YAML text as a document that knows where each node stands. */
import { type Document, isMap, isPair, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { type ErrorDetail, HeadroomError, type SourceLocation } from '../errors/index.js';

/** A parsed file of the user: a scenario, a sweep or a planner's. */
export interface ScenarioDocument {
  readonly file: string;
  readonly yaml: Document;
  readonly lines: LineCounter;
}

/** Keys and list indices from the top of a document down to a value. */
export type Path = readonly PropertyKey[];

/** Parses YAML; throws HR_SCENARIO_SYNTAX with every fault and its place. */
export function parseScenarioText(text: string, file: string): ScenarioDocument {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const document = { file, yaml, lines };
  const faults = [...yaml.errors.map(({ pos, message }) => ({ offset: pos[0], message })), ...lostAliases(yaml)];
  if (faults.length > 0) {
    const details = faults.map(
      ({ offset, message }): ErrorDetail => ({
        at: placeOf(document, offset),
        message: `not valid YAML: ${message}`,
      }),
    );
    throw new HeadroomError('HR_SCENARIO_SYNTAX', details);
  }
  return document;
}

/** The document as plain data, aliases filled in. Throws HR_SCENARIO_SYNTAX where aliases of aliases grow beyond measure. */
export function dataOf({ file, yaml }: ScenarioDocument): unknown {
  try {
    return yaml.toJS() as unknown;
  } catch (error) {
    throw new HeadroomError('HR_SCENARIO_SYNTAX', {
      at: { file },
      message: `not valid YAML: ${(error as Error).message}`,
    });
  }
}

/** Aliases of an anchor that does not stand above them; the parser finds them only when it is asked for data. */
function lostAliases(yaml: Document): { offset: number; message: string }[] {
  const lost: { offset: number; message: string }[] = [];
  visit(yaml, {
    Alias: (_, alias) => {
      if (alias.resolve(yaml) === undefined) {
        lost.push({ offset: alias.range?.[0] ?? 0, message: `no anchor &${alias.source} stands above this alias` });
      }
    },
  });
  return lost;
}

/** Place of the value at a path, or of its nearest parent that exists. */
export function locateValue(document: ScenarioDocument, path: Path): SourceLocation {
  for (let length = path.length; length > 0; length--) {
    const node = document.yaml.getIn(path.slice(0, length), true) as Node | undefined;
    if (node?.range) return placeOf(document, node.range[0]);
  }
  return placeOf(document, document.yaml.contents?.range?.[0] ?? 0);
}

/** Place of the key at a path, or of the nearest parent that exists. */
export function locateKey(document: ScenarioDocument, path: Path): SourceLocation {
  const parent = path.length > 1 ? document.yaml.getIn(path.slice(0, -1), true) : document.yaml.contents;
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === path.at(-1));
    const start = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
    if (start !== undefined) return placeOf(document, start);
  }
  return locateValue(document, path.slice(0, -1));
}

function placeOf(document: ScenarioDocument, offset: number): SourceLocation {
  const { line, col } = document.lines.linePos(offset);
  return { file: document.file, line, column: col };
}
