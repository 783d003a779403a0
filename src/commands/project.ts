/** Which commands go by a project file, and which file that is. */
import { basename } from "node:path";
import type { Command } from "commander";
import { say } from "../base/terminal.ts";
import { findProject } from "../inputs/project/find.ts";
import type { ProjectArguments } from "../runs/facts.ts";
import { hasOption, leaveQuiet } from "./slips.ts";

/** What a command knows of its project, as the option `project`. */
export interface ProjectOptions {
  readonly project?: ProjectArguments | false;
}

/** Whether a command goes by a project: it looks into inputs, or at the days of a run. */
function goesByProject(command: Command): boolean {
  // What is measured must not depend on where.
  return command.name() !== "bench" && (hasOption(command, "data") || hasOption(command, "days"));
}

/** `--project`, `--no-project` and where it is missing `--verbose`, of a command with use for them. */
export function addProjectOptions(command: Command): void {
  if (!goesByProject(command)) return;
  command
    .option("--project <file>", "the project file (default: straddle.toml here or above)")
    .option("--no-project", "no project file");
  if (!hasOption(command, "verbose")) {
    command.option("-v, --verbose", "say what the project file sets");
  }
}

/** Sets what the project file of a command has and the command line has not, and says so. */
export async function useProject(command: Command): Promise<void> {
  if (!goesByProject(command)) return;
  const { project: named, quiet, verbose } = command.opts();
  if (named === false) return;
  const path = typeof named === "string" ? named : findOwn(verbose);
  command.setOptionValue("project", undefined);
  if (path === undefined) return;
  const { applyProject } = await import("./project/apply.ts");
  const applied = applyProject(command, path);
  const used = applied.filter(({ isUsed }) => isUsed);
  leaveQuiet(used.map(({ attribute }) => attribute));
  command.setOptionValue("project", {
    file: basename(path),
    sets: Object.fromEntries(used.map(({ name, value }) => [name, value])),
  });
  if (quiet || (used.length === 0 && !verbose)) return;
  const names = used.map(({ name }) => name).join(", ") || "nothing here";
  say(`Using the project file "${path}", which sets ${names}`);
  if (!verbose) return;
  for (const { name, value, isUsed } of applied) {
    say(`  ${name} = ${JSON.stringify(value)}${isUsed ? "" : "   (the command line has another)"}`);
  }
}

/**
 * The project file of the working folder. Says why one is left aside; of one that lies where one's own
 * folders have ended only where that is asked for, or anybody could have everybody warned.
 */
function findOwn(verbose: boolean): string | undefined {
  let folder: string;
  try {
    folder = Deno.cwd();
  } catch {
    // The working folder was removed.
    return undefined;
  }
  const found = findProject(folder);
  if (found?.doubt === undefined) return found?.path;
  if (found.isBeyond && !verbose) return undefined;
  say(
    `Warning: "${found.path}" is left aside: ${found.doubt}; name it with --project to use it, or ` +
      "add --no-project",
  );
  return undefined;
}
