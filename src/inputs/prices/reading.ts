/** How price files are to be read, where they leave a choice. */

export const DUPLICATES = ["last", "missing", "error"] as const;

export interface PriceReading {
  /** The time zone whose days count; undefined = UTC. A stamp without a zone is one of UTC. */
  readonly zone?: string;
  /** What a day's price is where rows contradict each other; default: that of the last row. */
  readonly duplicates?: typeof DUPLICATES[number];
}
