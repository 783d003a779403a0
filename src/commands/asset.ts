/** `straddle asset`: one asset as the asset table has it. */
import { Command } from "commander";
import { nothingError } from "../base/errors.ts";
import type { InputOptions } from "../inputs/paths.ts";
import { addInputOptions, takeInputs, takeOutput } from "./options.ts";

export function assetCommand(): Command {
  const command = new Command("asset")
    .description(
      "Prints an asset, live or not, as YAML: its keys as in the file, merged ones included, its " +
        "values as the asset table's reader understands them. Of two entries the last counts.",
    )
    .argument("<name>", "the asset's Underlying");
  addInputOptions(command, false);
  return command.option("-o, --output <file>", "write to a file; - is standard output")
    .action(action);
}

async function action(
  name: string,
  options: InputOptions & { readonly output?: string },
): Promise<void> {
  const output = takeOutput(options.output);
  const inputs = await takeInputs(options);
  const { loadAmt } = await import("../loader.ts");
  const { showing } = await import("../inputs/yaml/endless.ts");
  const amt = loadAmt(inputs.amt);
  const { byUnderlying } = amt;
  const asset = byUnderlying.get(name);
  if (!asset) {
    const { didYouMean } = await import("../base/suggest.ts");
    throw nothingError(
      `No asset "${name}" in "${inputs.amt}"${didYouMean(name, byUnderlying.keys())}`,
    );
  }
  const { writeText } = await import("../output/write_text.ts");
  const { yamlText } = await import("../inputs/yaml/write.ts");
  const text = showing(amt, ["amt", asset.key], () => yamlText(asset.raw));
  await writeText(text, output);
}
