/** Memory that does not suffice is no defect of ours, so it is told apart. */
import { EXIT, StraddleError } from "./errors.ts";

/** A run that needs more memory than there is: why, with the way out, and where it was. */
export class OutOfMemory extends StraddleError {
  constructor(readonly reason: string, where = "") {
    super(`Out of memory${where}: ${reason}`, EXIT.io);
  }
}

/** What does not fit into one worker may fit into several. */
export const SPLIT = "select fewer years or assets, or give it more workers (-j)";

/** What JavaScript and DuckDB say when an allocation fails. A stack too deep is a defect instead. */
const ALLOCATION =
  /^(Array buffer allocation failed|Invalid array buffer length|Invalid array length|Invalid typed array length: \d+|Invalid string length|(Map|Set) maximum size exceeded)/;
const DUCKDB = /^(Invalid Error: )?Out of Memory Error: ([^\n]*)/;

/** The error as what it is: out of memory, or itself. */
export function memoryError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof RangeError && ALLOCATION.test(error.message)) {
    return new OutOfMemory(
      "the system gives no more; select fewer years, or use fewer workers (-j)",
    );
  }
  const duckdb = DUCKDB.exec(error.message);
  return duckdb ? new OutOfMemory(`${duckdb[2]}; ${SPLIT}`) : error;
}
