/** The command line from the outside: help at once, anything else through the parser; exit codes. */
import { EXIT, StraddleError } from "../base/errors.ts";
import { ownFileError } from "../base/files.ts";
import { changedInput } from "../base/ledger.ts";
import { memoryError } from "../base/out_of_memory.ts";
import { removeScratch } from "../base/scratch.ts";
import { say, sayError, widthOf } from "../base/terminal.ts";
import { helpFor } from "./help.ts";

/** Runs the program with the given arguments; returns its exit code and never throws. */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    const help = helpFor(args, widthOf(Deno.stdout));
    if (help === undefined) {
      const { runCommand } = await import("./program.ts");
      return await runCommand(args);
    }
    const { writeText } = await import("../output/write_text.ts");
    await writeText(help, undefined);
    return EXIT.ok;
  } catch (thrown) {
    const cause = causeOf(thrown);
    const error = ownFileError(cause) ?? cause;
    if (error instanceof StraddleError) {
      sayError(error.message);
      error.details.forEach(say);
      return error.exitCode;
    }
    const text = error instanceof Error ? error.message : String(error);
    sayError(`this is a defect of ours, please report it: ${text}`);
    return EXIT.defect;
  } finally {
    removeScratch();
  }
}

/** What to tell of: a file that changed while it was read fails in many ways, which say little. */
function causeOf(thrown: unknown): unknown {
  const isUsage = thrown instanceof StraddleError && thrown.exitCode === EXIT.usage;
  return isUsage ? thrown : changedInput() ?? memoryError(thrown);
}
