/** What people call the axes of a sweep, where a picture or a table has no room for whole paths. */

/** What a column of figures is called, which no axis may be. */
const TAKEN = new Set(['attainment', 'requests']);

/** The fewest last parts of each path that tell it apart: `startup` for `cluster.prefill.startup, cluster.decode.startup`. */
export function axisNames(axes: readonly string[]): string[] {
  return axes.map((axis) => {
    const isOwn = (name: string, parts: number) =>
      !TAKEN.has(name) && axes.every((other) => other === axis || lastParts(other, parts) !== name);
    const most = Math.max(...axis.split(',').map((path) => path.split('.').length));
    const names = Array.from({ length: most }, (_, i) => lastParts(axis, i + 1));
    return names.find((name, i) => isOwn(name, i + 1)) ?? axis;
  });
}

function lastParts(axis: string, parts: number): string {
  return [...new Set(axis.split(',').map((path) => path.trim().split('.').slice(-parts).join('.')))].join(', ');
}
