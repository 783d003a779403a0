/** What a run can be cut by; apart, since options are read long before there is a run. */
export const PARTITIONS = ["year", "class", "asset"] as const;
export type PartitionKey = (typeof PARTITIONS)[number];
