/** The asset table as its readers see it: types only; loader.ts makes one. */
import type { RuleSet } from "../rules.ts";
import type { LineFinder } from "../yaml/lines.ts";
import type { YamlMap, YamlValue } from "../yaml/values.ts";

/** What is wrong somewhere, in parts: every reader puts them together in its own way. */
export interface Fault {
  /** Slips are told apart: they may be why an asset is not what its owner thinks. */
  readonly kind?: "unknown key" | "changed name";
  /** The only rules by which it is wrong; missing = by all. */
  readonly rules?: RuleSet;
  /** What is wrong: a sentence without its period. */
  readonly what: string;
  /** How to mend it, as in `write one text`; missing = nothing more than to correct it. */
  readonly mend?: string | undefined;
  /** Names of which one was perhaps meant: to write it mends the fault. */
  readonly meant?: readonly string[] | undefined;
  /** The same without what is particular to the place, so that places with one fault can be counted. */
  readonly general?: GeneralFault;
}

export interface GeneralFault {
  readonly what: string;
  readonly mend?: string;
  /** What it is about, unless an asset. */
  readonly subject?: string;
  /** What is particular to the place, beside its line. */
  readonly detail?: string;
}

export interface Problem extends Fault {
  /** Notes are for those who ask (`check`): a run does not mention them. */
  readonly severity: "error" | "warning" | "note";
  /** The Underlying of the asset it concerns; missing when it concerns none. */
  readonly asset?: string;
  readonly line: number;
}

/** A mapping whose keys are all text. */
export type TextMap = ReadonlyMap<string, YamlValue>;

/** The vol series of an asset. Fields that are missing are `""`; so are a null or zero Near and Far. */
export interface VolFields {
  readonly source: string;
  readonly ticker: string;
  readonly near: string;
  readonly far: string;
}

/** One entry under `amt` that is a mapping and has an `Underlying` (F-2, F-3). */
export interface Asset {
  /** The entry's key: a label only. */
  readonly key: string;
  /** The identity. */
  readonly underlying: string;
  readonly cls: string;
  readonly live: boolean;
  /** Name of the schedule, unless missing or empty. */
  readonly options: string | undefined;
  readonly market: { readonly field: string; readonly tickers: readonly string[] };
  /** Undefined when missing or not a mapping. */
  readonly vol: VolFields | undefined;
  /** Empty when missing (one blank row, T-4e); undefined when not a mapping (no rows, T-1). */
  readonly hedge: TextMap | undefined;
  readonly model: string;
  readonly raw: YamlMap;
}

export interface Amt {
  /** Names the file and its content in cache keys. */
  readonly key: string;
  /** Names, in cache keys, what an asset's tickers come from: edits of schedules leave it as it is. */
  readonly tickersKey: (underlying: string) => string;
  readonly path: string;
  readonly root: YamlMap;
  /** Iteration order: one per entry, with the entry's own data (L-2). */
  readonly assets: readonly Asset[];
  /** The last entry of an Underlying, at the first one's place (L-1). */
  readonly byUnderlying: ReadonlyMap<string, Asset>;
  readonly schedules: TextMap;
  /** Everything wrong or doubtful in the file. */
  readonly problems: readonly Problem[];
  /** The line of a node; the first call reads the text again. */
  readonly lineOf: LineFinder;
}
