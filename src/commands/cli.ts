/** The command line from the outside: help at once, anything else through the parser; exit codes. */
import { causeOf } from "../base/cause.ts";
import { EXIT, StraddleError, usageError } from "../base/errors.ts";
import { removeScratch } from "../base/scratch.ts";
import { say, sayError, widthOf } from "../base/terminal.ts";
import { helpFor } from "./help.ts";

/** Runs the program with the given arguments; returns its exit code and never throws. */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    if (args[0] === "__complete") {
      const { namesToComplete } = await import("./complete_names.ts");
      const { writeText } = await import("../output/write_text.ts");
      const names = await namesToComplete(args.slice(1));
      await writeText(names.map((name) => `${name}\n`).join(""), undefined);
      return EXIT.ok;
    }
    if (args[0] === "help" && args[1] === "--man") return await printManPage(args.slice(2));
    const help = helpFor(args, widthOf(Deno.stdout));
    if (help === undefined) {
      const { runCommand } = await import("./program.ts");
      return await runCommand(args);
    }
    const { writeText } = await import("../output/write_text.ts");
    await writeText(help, undefined);
    return EXIT.ok;
  } catch (thrown) {
    const error = causeOf(thrown);
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

/** `straddle help --man [COMMAND]`: a man page, for `man -l -`. */
async function printManPage(words: readonly string[]): Promise<number> {
  const { manPage, manPages } = await import("./man.ts");
  const page = manPage(words);
  if (page === undefined) {
    const { didYouMean } = await import("../base/suggest.ts");
    const name = words.join(" ");
    throw usageError(
      `No command "${name}"${didYouMean(name, manPages().map((words) => words.join(" ")))}`,
    );
  }
  const { writeText } = await import("../output/write_text.ts");
  await writeText(page, undefined);
  return EXIT.ok;
}
