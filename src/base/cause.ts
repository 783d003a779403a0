/** What to tell of where several things went wrong. */
import { EXIT, StraddleError } from "./errors.ts";
import { ownFileError } from "./files.ts";
import { changedInput } from "./ledger.ts";
import { memoryError } from "./out_of_memory.ts";

/** The cause of a failure: a file that changed while it was read fails in many ways, which say little. */
export function causeOf(thrown: unknown): unknown {
  const isUsage = thrown instanceof StraddleError && thrown.exitCode === EXIT.usage;
  if (isUsage) return thrown;
  const cause = changedInput() ?? memoryError(thrown);
  return ownFileError(cause) ?? cause;
}
