/** What was thrown in a worker, as a message to main. */
import { StraddleError } from "../base/errors.ts";
import { memoryError, OutOfMemory } from "../base/out_of_memory.ts";
import { ClosedPipe } from "../output/sink.ts";
import { Stopped } from "./turn_writer.ts";
import type { Failed } from "./protocol.ts";

export function failureOf(thrown: unknown): Failed {
  const error = memoryError(thrown);
  const failed = (reason: Failed["reason"], message = "", exitCode?: number) =>
    ({ kind: "failed", reason, message, exitCode }) as const;
  if (error instanceof ClosedPipe) return failed("closed");
  if (error instanceof Stopped) return failed("stopped");
  if (error instanceof OutOfMemory) return failed("memory", error.reason);
  if (error instanceof StraddleError) return failed("error", error.message, error.exitCode);
  return failed("error", error instanceof Error ? error.message : String(error));
}
