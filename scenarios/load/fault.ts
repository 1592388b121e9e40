import type { Path } from './document.js';

/** A fault of a scenario whose fields are each valid, and the path of the value it is about. */
export interface Fault {
  readonly path: Path;
  readonly message: string;
}
