/**
 * What is known of a run beside its rows: its inputs, arguments and counts, and what became of the
 * straddles that have no rows. A Parquet run carries it as metadata; other formats cannot.
 */
import type { ManifestInput } from "./manifest.ts";
import type { StateName } from "./states.ts";

export interface RunFacts {
  /** The version of the program that made the run; undefined = the file does not tell. */
  readonly version: string | undefined;
  readonly arguments: RunArguments | undefined;
  readonly inputs: readonly ManifestInput[];
  /** By asset; empty = the file does not tell. */
  readonly assets: Readonly<Record<string, AssetFacts>>;
}

export interface RunArguments {
  readonly pattern: string;
  readonly from: number;
  readonly to: number;
  readonly allDays: boolean;
}

export interface AssetFacts {
  readonly class: string;
  readonly group: string;
  /** The schedule's components after fixing, like `N0_F3_25`, in order. */
  readonly schedule: readonly string[];
  /** Straddles by end state; states without a straddle are left out. */
  readonly states: Partial<Record<StateName, number>>;
}
