/** Memory that does not suffice is no defect: it is told apart, and noticed while there is time. */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import process from "node:process";
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

/** The share of its heap that a thread may fill: what an asset takes must fit into the rest. */
const FULL = 0.8;

/** Throws when this thread's heap is nearly full: V8 ends the whole process when it is quite full. */
export function checkHeap(): void {
  if (!isFull()) return;
  collectGarbage();
  if (!isFull()) return;
  const limit = Math.round(getHeapStatistics().heap_size_limit / 2 ** 20);
  throw new OutOfMemory(`a worker's heap of ${limit} MiB is full; ${SPLIT}`);
}

function isFull(): boolean {
  const { used_heap_size, heap_size_limit } = getHeapStatistics();
  return used_heap_size > FULL * heap_size_limit;
}

/** Only what is left after it is in use; V8 lets garbage grow up to the limit. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const gc: () => void = process.getBuiltinModule("node:vm").runInNewContext("gc");
  gc();
}
