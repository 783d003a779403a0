/** Where a table goes, and in which form. */
import type { FormatOptions } from "./format.ts";
import type { FormatName } from "./formats.ts";

/** Where the table goes and how. */
export interface Destination {
  /** Undefined = standard output. */
  readonly output: string | undefined;
  readonly format: FormatName;
  readonly options: FormatOptions;
}
