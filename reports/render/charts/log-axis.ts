/** Where a logarithmic axis has its ticks: at powers of ten, and at 2 and 5 between them where there are few. */
const FEW_DECADES = 2.5;

/** Ticks between the least and the largest of some positive values. */
export function logTicks(least: number, most: number): number[] {
  const [from, to] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const between = Math.log10(most / least) > FEW_DECADES ? [1] : [1, 2, 5];
  const ticks = Array.from({ length: to - from + 1 }, (_, i) => between.map((factor) => factor * 10 ** (from + i)));
  return ticks.flat().filter((tick) => tick >= least && tick <= most);
}
