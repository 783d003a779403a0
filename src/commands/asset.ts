/** `straddle asset`: one asset as the asset table has it. */
import { Command } from "commander";
import { nothingError } from "../base/errors.ts";
import type { InputOptions } from "../inputs/paths.ts";
import { addInputOptions, takeInputs } from "./input_options.ts";
import { addDataOption, fileOption, takeOutput } from "./output_options.ts";

export function assetCommand(): Command {
  const command = new Command("asset")
    .description(
      "Prints an asset, live or not, as YAML: its keys as in the file, merged ones included, its " +
        "values as the asset table's reader understands them. Of two entries the last counts.",
    )
    .argument("<name>", "the asset's Underlying");
  addInputOptions(command, false);
  return addDataOption(command, "yaml").addOption(fileOption()).action(action);
}

async function action(
  name: string,
  options: InputOptions & { readonly output?: string; readonly format: "yaml" | "json" },
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
  const { writeJson, writeText } = await import("../output/write_text.ts");
  const place = ["amt", asset.key];
  if (options.format === "json") {
    const { jsonOf } = await import("../inputs/yaml/json.ts");
    return await writeJson(showing(amt, place, () => jsonOf(asset.raw)), output);
  }
  const { yamlText } = await import("../inputs/yaml/write.ts");
  const text = showing(amt, place, () => yamlText(asset.raw));
  await writeText(text, output);
}
