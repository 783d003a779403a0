/**
 * What is known of a run beside its rows: its inputs, arguments and counts, and what became of the
 * straddles that have no rows. A Parquet run carries it as metadata; other formats cannot.
 */
import type { PriceReading } from "../inputs/prices/reading.ts";
import type { AssetLabel } from "./labels.ts";
import { REFERENCE, type Rules, type RuleSet, type VolMarks } from "../inputs/rules.ts";
import type { StateName } from "../engine/states.ts";
import type { SwitchArguments } from "../engine/switches.ts";

export interface RunFacts {
  /** The version of the program that made the run; undefined = the file does not tell. */
  readonly version: string | undefined;
  readonly arguments: RunArguments | undefined;
  readonly inputs: readonly ManifestInput[];
  readonly counts: RunCounts | undefined;
  /** By asset; empty = the file does not tell. */
  readonly assets: Readonly<Record<string, AssetFacts>>;
  /** What a book is made with; the rest is its run's. */
  readonly book?: BookArguments | undefined;
}

/** How the straddles of a run became a book. */
export interface BookArguments {
  /** `equal`, `vega`, `premium`, `risk`, or the name of a file of weights. */
  readonly weights: string;
  /** Assets are bounded by the WeightCap of the asset table. */
  readonly cap?: "amt";
  /** A share of aum a year, and the largest scale towards it; missing = the book is not scaled. */
  readonly volTarget?: number;
  readonly leverage?: number;
  /** Assets under management, in money. */
  readonly aum: number;
  readonly side: "long" | "short";
}

/** What the run was asked for; switches that are off have no key. */
export interface RunArguments extends SwitchArguments {
  readonly pattern: string;
  readonly from: number;
  readonly to: number;
  readonly allDays: boolean;
  /** How the price files were read; absent = as they are. */
  readonly reading?: Pick<PriceReading, "zone" | "duplicates">;
  /** Missing = the reference's. */
  readonly rules?: RuleSet;
  /** Missing = as quoted. */
  readonly volMarks?: VolMarks;
  /** Whether the asset table's own prices replaced those of the files; absent = they did not. */
  readonly priceOverrides?: "amt";
  /** What of the asset table was set to something else, as `--set` has it; missing = nothing. */
  readonly set?: readonly string[];
  /** What a project file set of all this; missing = there was none. */
  readonly project?: ProjectArguments;
}

/** What a project file set: a file of this name, and its values as it has them. */
export interface ProjectArguments {
  readonly file: string;
  readonly sets: Readonly<Record<string, unknown>>;
}

/** The rules that a run was made by; those of a file that does not tell are the reference's. */
export function rulesOf({ arguments: given }: Pick<RunFacts, "arguments">): Rules {
  return {
    set: given?.rules ?? REFERENCE.set,
    volMarks: given?.volMarks ?? REFERENCE.volMarks,
  };
}

export interface RunCounts {
  readonly assets: number;
  readonly straddles: number;
  readonly rows: number;
}

export interface AssetFacts extends AssetLabel {
  /** Straddles by end state; states without a straddle are left out. */
  readonly states: Partial<Record<StateName, number>>;
}

/** The keys of a Parquet file's metadata. */
const KEYS = {
  version: "straddle.version",
  arguments: "straddle.arguments",
  inputs: "straddle.inputs",
  counts: "straddle.counts",
  assets: "straddle.assets",
  book: "straddle.book",
} as const;

/** The facts as key-value metadata. */
export function toMetadata(facts: RunFacts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(KEYS).flatMap(([name, key]) => {
      const fact = facts[name as keyof RunFacts];
      if (fact === undefined) return [];
      return [[key, typeof fact === "string" ? fact : JSON.stringify(fact)]];
    }),
  );
}

/** The facts of key-value metadata; what is missing or unreadable there is not known. */
export function fromMetadata(metadata: ReadonlyMap<string, string>): RunFacts {
  const read = <T>(key: string): T | undefined => {
    try {
      return JSON.parse(metadata.get(key) ?? "null") ?? undefined;
    } catch {
      return undefined;
    }
  };
  return {
    version: metadata.get(KEYS.version),
    arguments: read(KEYS.arguments),
    inputs: read(KEYS.inputs) ?? [],
    counts: read(KEYS.counts),
    assets: read(KEYS.assets) ?? {},
    book: read(KEYS.book),
  };
}

export interface ManifestInput {
  readonly role: "amt" | "chain" | "overrides" | "prices";
  /** The file's name without its folder: a run is the same wherever its inputs lie. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}
