/** A scenario's YAML text as a document that knows where each node stands. */
import { type Document, isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { type ErrorDetail, HeadroomError, type SourceLocation } from '../errors/index.js';

export interface ScenarioDocument {
  readonly file: string;
  readonly yaml: Document;
  readonly lines: LineCounter;
}

export type Path = readonly PropertyKey[];

/** Parses YAML; throws HR_SCENARIO_SYNTAX with every fault and its place. */
export function parseScenarioText(text: string, file: string): ScenarioDocument {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (yaml.errors.length > 0) {
    const details = yaml.errors.map((error): ErrorDetail => {
      const { line, col } = lines.linePos(error.pos[0]);
      return { at: { file, line, column: col }, message: `not valid YAML: ${error.message}` };
    });
    throw new HeadroomError('HR_SCENARIO_SYNTAX', details);
  }
  return { file, yaml, lines };
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
