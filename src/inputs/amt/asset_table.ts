/** The asset table as its readers see it: types only; loader.ts makes one. */
import type { LineFinder } from "../yaml/lines.ts";
import type { YamlMap, YamlValue } from "../yaml/values.ts";

/** A problem in parts, for readers that put them together in their own way. */
export interface ProblemRecord {
  readonly kind: "asset table" | "unknown key" | "changed name";
  /** What is wrong, without how to mend it. */
  readonly what: string;
  /** An order, as in `write "Near"`. */
  readonly mend: string;
  /** What is particular to the place, beside its line. */
  readonly detail: string;
}

export interface Problem {
  /** Notes are for those who ask (`check`): a run does not mention them. */
  readonly severity: "error" | "warning" | "note";
  /** The Underlying of the asset it concerns; missing when it concerns none. */
  readonly asset?: string;
  readonly line: number;
  /** What is wrong and how to mend it, without asset, file and line. */
  readonly message: string;
  readonly record?: ProblemRecord;
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
