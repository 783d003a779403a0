/** `straddle demo`: writes the sample data set into a folder, to change and play with. */
import { Command } from "commander";
import { join } from "node:path";
import { ioError } from "../base/errors.ts";
import { systemReason } from "../base/files.ts";
import { willRead, willWrite } from "../base/ledger.ts";
import { addDataOption } from "./output_options.ts";
import { say } from "../base/terminal.ts";
import { shellWord } from "../base/text.ts";

interface DemoOptions {
  readonly force?: boolean;
  readonly format: "text" | "json";
}

const FILES = ["amt.yml", "futs.csv", "overrides.csv", "prices.parquet"];

export function demoCommand(): Command {
  const command = new Command("demo")
    .description("Writes the sample data set into a folder, which is made if it does not exist.")
    .argument("<dir>", "the folder")
    .option("--force", "replace files that are there already");
  return addDataOption(command).action(action);
}

async function action(dir: string, options: DemoOptions): Promise<void> {
  const { sampleFolder } = await import("../inputs/paths.ts");
  const { createFile, openAppender } = await import("../output/sink.ts");
  FILES.forEach((name) => willRead(join(sampleFolder(), name)));
  FILES.forEach((name) => willWrite(join(dir, name)));
  try {
    Deno.mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw ioError(`Cannot make folder "${dir}": ${systemReason(error)}`);
  }
  const present = new Set([...Deno.readDirSync(dir)].map((entry) => entry.name));
  const taken = FILES.find((name) => present.has(name));
  if (taken !== undefined && !options.force) {
    throw ioError(`Cannot write "${join(dir, taken)}": it exists; add --force to replace it`);
  }
  for (const name of FILES) {
    const bytes = Deno.readFileSync(join(sampleFolder(), name));
    const path = join(dir, name);
    const file = createFile(path);
    try {
      const appender = openAppender(file.path, path);
      await appender.write(bytes);
      appender.close();
      await file.commit();
    } catch (error) {
      file.discard();
      throw error;
    }
  }
  if (options.format === "json") {
    const { writeJson } = await import("../output/write_text.ts");
    return await writeJson({ folder: dir, files: FILES }, undefined);
  }
  say(`Wrote ${FILES.join(", ")} to ${dir}`);
  say(`Next: straddle backtest --data ${shellWord(dir)}`);
  say("What the fields of amt.yml mean: straddle help asset-table");
}
