/**
 * Charts as PNG, for slides. The renderer is an optional dependency, loaded with the first picture. One font is pinned so that
 * a picture looks the same on every machine that has it; where it is absent, whatever the system offers is taken.
 */
import { existsSync } from 'node:fs';
import { optionalPackage } from '../../scenarios/index.js';

/** Twice the width of a chart on a page: sharp on a slide. */
const WIDTH_PX = 1920;
/** DejaVu Sans where Debian, Fedora, Arch and Homebrew put it. */
const FONT_FILES = [
  '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
  '/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf',
  '/usr/share/fonts/TTF/DejaVuSans.ttf',
  '/opt/homebrew/share/fonts/DejaVuSans.ttf',
];

/** A renderer that is loaded, and whether its pictures look the same on every machine. */
export interface PngPainter {
  /** Whether the font is the pinned one; otherwise pictures may differ from those of another machine. */
  readonly isFontPinned: boolean;
  readonly paint: (svg: string) => Uint8Array;
}

/** Throws HR_PACKAGE_MISSING where the renderer was not installed. */
export async function pngPainter(fontFiles: readonly string[] = FONT_FILES): Promise<PngPainter> {
  const { Resvg } = await optionalPackage('PNG', ['@resvg/resvg-js'], () => import('@resvg/resvg-js'));
  const font = fontFiles.find((file) => existsSync(file));
  const options = {
    background: '#ffffff',
    fitTo: { mode: 'width' as const, value: WIDTH_PX },
    font: {
      fontFiles: font === undefined ? [] : [font],
      loadSystemFonts: font === undefined,
      ...(font !== undefined && { defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' }),
    },
  };
  return {
    isFontPinned: font !== undefined,
    paint: (svg) => new Resvg(standalone(svg), options).render().asPng(),
  };
}

/** Outside of a page a CSS variable is its fallback, which is the light value. */
function standalone(svg: string): string {
  return svg.replace(/var\(--[\w-]+,\s*([^)]+)\)/g, '$1');
}
