/** `straddle asset-table`, `straddle help asset-table`: the page about the asset table. */
import { Command } from "commander";

export function assetTableCommand(): Command {
  return new Command("asset-table")
    .description(
      "Explains the asset table (AMT) and the files beside it field by field: what it is, in which " +
        "unit, who reads it, and what happens without it.",
    )
    .action(action);
}

async function action(): Promise<void> {
  const { writeText } = await import("../output/write_text.ts");
  const page = Deno.readTextFileSync(new URL("../../docs/asset-table.md", import.meta.url));
  // A checkout on Windows may have turned the line ends.
  await writeText(page.replaceAll("\r\n", "\n"), undefined);
}
