/** The ways to divide a run into parts that have figures of their own: `summary --by`. */
export const DIVISIONS = ["asset", "class", "group", "year", "month", "schedule"] as const;

export type Division = (typeof DIVISIONS)[number];

/** What a run can be asked beside its figures: `summary --of`. */
export const TOPIC_NAMES = ["costs", "attribution", "vols"] as const;

export type TopicName = (typeof TOPIC_NAMES)[number];

/** Looks at its days beyond them, and lists of straddles: `summary --of`, too. */
export const SECTION_NAMES = [
  "periods",
  "sharpe",
  "recovery",
  "drawdowns",
  "regimes",
  "concentration",
  "correlation",
  "rolling",
  "extremes",
  "sides",
  "entries",
] as const;

export type SectionName = (typeof SECTION_NAMES)[number];
