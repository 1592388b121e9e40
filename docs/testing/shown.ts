/**
 * What a page shows of a command's output, held to the real one. A line `...` stands for any lines, `[…]` inside a line for any
 * text; everything else is exact.
 */
const ANY_LINES = '...';
const ANY_TEXT = '[…]';
const NUMBER = /\d[\d.,]*/;

export function matches(shown: readonly string[], actual: readonly string[]): boolean {
  const pattern = shown.map((line) => (line === ANY_LINES ? '(?:.*\n)*?' : `${linePattern(line)}\n`)).join('');
  return new RegExp(`^${pattern}$`).test(actual.map((line) => `${line}\n`).join(''));
}

/**
 * The shown lines brought up to date: lines that still hold stay as they are, others become the real ones, and `...` and `[…]` stay
 * where they were. The result always matches `actual`.
 */
export function refreshed(shown: readonly string[], actual: readonly string[]): readonly string[] {
  if (matches(shown, actual)) return shown;
  const result: string[] = [];
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of [...anchors(shown, actual), [shown.length, actual.length] as const]) {
    result.push(...refreshedGap(shown.slice(i, nextI), actual.slice(j, nextJ)));
    if (nextI < shown.length) result.push(withMarks(shown[nextI]!, actual[nextJ]!)!);
    [i, j] = [nextI + 1, nextJ + 1];
  }
  return result;
}

/** Between two lines that both have: what stood before and after `...` keeps its number of lines. */
function refreshedGap(shown: readonly string[], actual: readonly string[]): readonly string[] {
  const before = shown.indexOf(ANY_LINES);
  if (before < 0) return actual;
  const after = shown.length - 1 - shown.lastIndexOf(ANY_LINES);
  if (actual.length < before + after) return actual;
  return [...actual.slice(0, before), ANY_LINES, ...actual.slice(actual.length - after)];
}

/** The longest common subsequence of lines that are the same but for their numbers, as pairs of indices. */
function anchors(shown: readonly string[], actual: readonly string[]): [number, number][] {
  const alike = shown.map((line) => actual.map((real) => line !== ANY_LINES && withMarks(line, real) !== undefined));
  const length = [...shown, ''].map(() => new Array<number>(actual.length + 1).fill(0));
  for (let i = shown.length - 1; i >= 0; i--) {
    for (let j = actual.length - 1; j >= 0; j--) {
      length[i]![j] = alike[i]![j] ? length[i + 1]![j + 1]! + 1 : Math.max(length[i + 1]![j]!, length[i]![j + 1]!);
    }
  }
  const pairs: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < shown.length && j < actual.length; ) {
    if (alike[i]![j]) pairs.push([i++, j++]);
    else if (length[i + 1]![j]! >= length[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}

/** The real line with the shown one's `[…]` in it; undefined where the two differ in more than numbers. */
function withMarks(shown: string, actual: string): string | undefined {
  const pattern = shown
    .split(ANY_TEXT)
    .map((part) => `(${anyNumbers(part)})`)
    .join('.*');
  return new RegExp(`^${pattern}$`).exec(actual)?.slice(1).join(ANY_TEXT);
}

/** Takes the text with any numbers in place of its own. */
function anyNumbers(text: string): string {
  return text.split(NUMBER).map(escaped).join(NUMBER.source);
}

function linePattern(line: string): string {
  return line.split(ANY_TEXT).map(escaped).join('.*');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
