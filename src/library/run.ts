/** A run in memory, its columns as typed arrays. */
import { usageError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import type { RunFacts } from "../runs/facts.ts";

/** A column of texts, each text once. */
export interface TextColumn {
  readonly texts: readonly string[];
  /** For each row the position of its text; -1 = missing. */
  readonly codes: Int32Array;
}

/** The columns by what they hold. */
export interface RunColumns {
  readonly numbers: ReadonlyMap<string, Float64Array>;
  readonly days: ReadonlyMap<string, Int32Array>;
  readonly texts: ReadonlyMap<string, TextColumn>;
}

export class Run {
  constructor(
    /** How many rows it has. */
    readonly rows: number,
    /** The names of the columns that were read, in order. */
    readonly columns: readonly string[],
    /** Its version, arguments, inputs, counts, and each asset's class and end states, if it tells. */
    readonly facts: RunFacts,
    readonly held: RunColumns,
  ) {}

  /** A column of numbers; NaN = missing. Throws a usage error for a column that is not there. */
  numbers(name: string): Float64Array {
    return this.held.numbers.get(name) ?? this.#refuse(name, "numbers", this.held.numbers);
  }

  /** A column of days since 1970-01-01; {@link NO_DAY} = missing. Throws as `numbers` does. */
  days(name: string): Int32Array {
    return this.held.days.get(name) ?? this.#refuse(name, "days", this.held.days);
  }

  /** A column of texts. Throws as `numbers` does. */
  texts(name: string): TextColumn {
    return this.held.texts.get(name) ?? this.#refuse(name, "texts", this.held.texts);
  }

  #refuse(name: string, kind: string, columns: ReadonlyMap<string, unknown>): never {
    throw usageError(
      `Cannot find a column of ${kind} "${name}"` +
        (didYouMean(name, columns.keys()) || `; there are ${[...columns.keys()].join(", ")}`),
    );
  }
}
