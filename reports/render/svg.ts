/**
 * Draws a chart as SVG text, in Node, without a network; the same spec gives the same bytes. The drawing library is loaded with
 * the first chart: a run must not wait for it before it begins.
 */
import type { TopLevelSpec } from 'vega-lite';

export async function drawSvg(spec: TopLevelSpec): Promise<string> {
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}
