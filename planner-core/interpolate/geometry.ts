/** Points in the plane and triangles over them. */

/** A place in the plane. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Three point indices, counter-clockwise. */
export type Triangle = readonly [number, number, number];
