/** A sample of answers, kept so that their tokens can be counted when the run is over and nobody is timed any more. */
export interface SampledText {
  readonly text: string;
  readonly usageTokens: number;
}

const MOST_TEXTS = 100;
/** The first answers are all kept; then one in so many. */
const FIRST = 20;
const ONE_IN = 50;

/** Chooses and keeps answers: the first twenty, then one in fifty, a hundred at most. */
export class TextSample {
  readonly texts: SampledText[] = [];
  private asked = 0;

  /** Whether the next request's text is wanted. */
  readonly wants = (): boolean => {
    if (this.texts.length >= MOST_TEXTS) return false;
    const n = this.asked++;
    return n < FIRST || n % ONE_IN === 0;
  };

  readonly add = (text: string, usageTokens: number): void => {
    if (this.texts.length < MOST_TEXTS) this.texts.push({ text, usageTokens });
  };
}
