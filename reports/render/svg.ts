/**
 * Draws a chart as SVG text, in Node, without a network; the same spec gives the same bytes. The drawing library is loaded with
 * the first chart: a run must not wait for it before it begins. It is optional: without it a run is measured and told all the
 * same, and where a picture would be stands what to install.
 */
import type { TopLevelSpec } from 'vega-lite';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { installCommand, optionalPackage } from '../../scenarios/index.js';
import { escapeHtml } from './page.js';

const PACKAGES = ['vega', 'vega-lite'] as const;

/** The picture of a spec as one named image; without the drawing library, what to install for it. */
export async function drawSvg(spec: TopLevelSpec): Promise<string> {
  const libraries = await optionalPackage('A chart', PACKAGES, () =>
    Promise.all([import('vega'), import('vega-lite')]),
  ).catch((error: unknown) => {
    if (error instanceof HeadroomError) return undefined;
    throw error;
  });
  if (libraries === undefined) return notDrawn();
  const [{ parse, View }, { compile }] = libraries;
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return oneImage(svg, typeof spec.description === 'string' ? spec.description : '');
}

/** The drawing is one image with a name to who hears it, not hundreds of marks; its numbers stand in a table beside it. */
function oneImage(svg: string, name: string): string {
  const silent = svg.replace(/<[a-z][^>]*>/g, (tag) => tag.replace(/ (?:role|aria-\w+)="[^"]*"/g, ''));
  return silent.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(name)}" `);
}

/** What stands where a picture would be. */
function notDrawn(): string {
  const text = `Not drawn: pictures need ${PACKAGES.join(' and ')} (${installCommand(PACKAGES)})`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="40" viewBox="0 0 640 40"><text y="25" font-family="sans-serif" font-size="12" fill="currentColor">${text}</text></svg>`;
  return oneImage(svg, text);
}
