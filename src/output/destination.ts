/** Where a table goes, and in which form. */
import type { FormatOptions } from "./format.ts";
import type { FormatName } from "./formats.ts";

/** Where the table goes and how. */
export interface Destination {
  /** Undefined = standard output. */
  readonly output: string | undefined;
  readonly format: FormatName;
  readonly options: FormatOptions;
  /** A workbook in place of the format: its cells are those of JSON. */
  readonly workbook?: {
    /** What its sheet is called where there is but one. */
    readonly sheet: string;
    /** Where the tables come from, line by line: what, and what it is. */
    readonly about: readonly (readonly [string, string])[];
  };
}
