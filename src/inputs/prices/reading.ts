/** How price files are to be read, where they leave a choice. */

/** What to do with different prices of a day. */
export const DUPLICATES = ["last", "missing", "error"] as const;
export type Duplicates = (typeof DUPLICATES)[number];

export interface PriceReading {
  /** The time zone whose days count; undefined = UTC. A stamp without a zone is one of UTC. */
  readonly zone?: string;
  /** What a day's price is where rows contradict each other; default: that of the last row. */
  readonly duplicates?: Duplicates;
  /** What replaces the files' prices, the last of a series and day; absent = nothing does. */
  readonly overrides?: readonly PriceOverride[];
}

/** A price that counts whatever the files have. */
export interface PriceOverride {
  /** As the price files name them. */
  readonly ticker: string;
  readonly field: string;
  readonly day: number;
  /** NaN = the day has no price. */
  readonly value: number;
}
