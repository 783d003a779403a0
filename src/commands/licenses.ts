/** `straddle licenses`: the licences of the program and of everything it holds. */
import { Command } from "commander";
import { fileOption, takeOutput } from "./output_options.ts";

export function licensesCommand(): Command {
  return new Command("licenses")
    .description(
      "Prints the program's licence and those of the works it holds: Deno, V8, DuckDB, the packages.",
    )
    .addOption(fileOption())
    .action(action);
}

async function action(options: { readonly output?: string }): Promise<void> {
  const output = takeOutput(options.output);
  const { writeText } = await import("../output/write_text.ts");
  const file = new URL("../../THIRD_PARTY_LICENSES.txt", import.meta.url);
  await writeText(Deno.readTextFileSync(file), output);
}
