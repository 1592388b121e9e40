/** Figures as people read them. An unknown figure is a dash, never a 0. */
export const UNKNOWN = '–';

const GROUPED = /\B(?=(\d{3})+(?!\d))/g;

/** A count with thousands set apart. */
export function count(value: number): string {
  return String(Math.round(value)).replace(GROUPED, ',');
}

/** Fixed digits with thousands set apart. */
export function fixed(value: number | undefined, digits: number): string {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN;
  const [whole, fraction] = value.toFixed(digits).split('.') as [string, string?];
  return whole.replace(GROUPED, ',') + (fraction ? `.${fraction}` : '');
}

/** A share in percent; one that is neither none nor all reads as neither: 0.03 %, <0.01 %, 99.97 %, >99.99 %. */
export function percent(share: number | undefined): string {
  if (share === undefined) return UNKNOWN;
  if (share > 0 && share < 0.0001) return '<0.01 %';
  if (share > 0.9999 && share < 1) return '>99.99 %';
  const isNearAnEnd = (share > 0 && share < 0.005) || (share > 0.995 && share < 1);
  return `${(share * 100).toFixed(isNearAnEnd ? 2 : 1)} %`;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Milliseconds in the unit that suits them. */
export function duration(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return UNKNOWN;
  if (ms >= 2 * DAY_MS) return `${fixed(ms / DAY_MS, 1)} days`;
  if (ms >= 3 * HOUR_MS) return `${fixed(ms / HOUR_MS, 1)} h`;
  if (ms >= 120_000) return `${fixed(ms / 60_000, 1)} min`;
  if (ms >= 10_000) return `${fixed(ms / 1000, 1)} s`;
  return `${fixed(ms, ms < 100 ? 1 : 0)} ms`;
}

/** Whole dollars from a thousand on; below ten cents as many digits as tell prices of single requests apart. */
export function dollars(usd: number | undefined): string {
  if (usd === undefined) return UNKNOWN;
  return `$${fixed(usd, usd >= 1000 ? 0 : usd > 0 && usd < 0.1 ? 5 : 2)}`;
}

/** GPU-hours in a sentence: with as many digits as keep a short run from reading as none. */
export function gpuHoursInWords(hours: number): string {
  return `${fixed(hours, hours < 1 ? 2 : 1)} GPU-hours`;
}

/** What a request that kept its promise cost; in words where none did. */
export function perGoodRequest(usd: number | undefined): string {
  return usd === undefined ? 'no good request' : `${dollars(usd)} per good request`;
}

/** Up to five significant digits, for tables of mixed numbers. */
export function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Number.isInteger(value)) return String(value);
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
}

/** A figure and its unit, a bound and its sign, stay on one line. */
const GAP = /(?<!≤) (?!(?:%|ms|s|min|h|days)(?![\w/]))/g;

/** What the rest of a broken line stands under: the text right of a row's name, that of a list's entry, or where it began. */
const HANG = /^(?:[\w-]+(?: [\w-]+)? {2,}|! | *)/;

/** Breaks a line at gaps between words so that it fits the columns of a terminal; a word that is wider than that stays whole. */
export function wrap(line: string, width: number): string[] {
  const indent = ' '.repeat(HANG.exec(line)![0].length);
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const gaps = [...rest.matchAll(GAP)].map(({ index }) => index).filter((at) => at > indent.length);
    const at = gaps.findLast((gap) => gap <= width) ?? gaps[0];
    if (at === undefined) break;
    lines.push(rest.slice(0, at));
    rest = indent + rest.slice(at + 1);
  }
  return [...lines, rest];
}
