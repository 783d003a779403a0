/** The ways to divide a run into parts that have figures of their own: `summary --by`. */
export const DIVISIONS = ["asset", "class", "group", "year", "month", "schedule"] as const;

export type Division = (typeof DIVISIONS)[number];

/** What a run can be asked beside its figures: `summary --of`. */
export const TOPIC_NAMES = ["costs", "attribution", "vols"] as const;

export type TopicName = (typeof TOPIC_NAMES)[number];
