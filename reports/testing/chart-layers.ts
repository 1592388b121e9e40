/** What a chart's spec draws, for tests that look into it. */
import type { TopLevelSpec } from 'vega-lite';

interface Encoding {
  readonly title?: string | null;
  readonly field?: string;
  readonly axis?: Readonly<Record<string, unknown>>;
  readonly legend?: unknown;
  readonly scale?: { readonly domain?: readonly unknown[]; readonly range?: readonly unknown[] } & Readonly<
    Record<string, unknown>
  >;
}

/** A layer, or the only picture of a chart that has none. */
export interface ChartLayer {
  readonly mark: { readonly type: string } & Readonly<Record<string, unknown>>;
  readonly encoding: Readonly<Partial<Record<'x' | 'y' | 'color' | 'strokeDash' | 'text', Encoding>>>;
  readonly data?: { readonly values: readonly Readonly<Record<string, unknown>>[] };
}

/** The layers, lowest first. */
export function layersOf(spec: TopLevelSpec): readonly ChartLayer[] {
  const { layer } = spec as unknown as { readonly layer?: readonly ChartLayer[] };
  return layer ?? [spec as unknown as ChartLayer];
}

/** What the lowest layer draws: its own data, or what all layers share. */
export function valuesOf(spec: TopLevelSpec): readonly Readonly<Record<string, unknown>>[] {
  const { data } = spec as unknown as Pick<ChartLayer, 'data'>;
  return (layersOf(spec)[0]!.data ?? data)!.values;
}
