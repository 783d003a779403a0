/** `straddle get`: one value of the asset table. */
import { Command } from "commander";
import { nothingError } from "../base/errors.ts";
import type { InputOptions } from "../inputs/paths.ts";
import { addInputOptions, takeInputs } from "./input_options.ts";
import { addDataOption, fileOption, takeOutput } from "./output_options.ts";

export function getCommand(): Command {
  const command = new Command("get")
    .description(
      "Prints the value at a dot path of the asset table as Python would: 250.0, True, 2001-01-01, " +
        "{'a': 1}. Keys with dots and places in lists cannot be reached.",
    )
    .argument("<path>", "keys joined by dots, as in backtest.aum");
  addInputOptions(command, false);
  return addDataOption(command).addOption(fileOption()).action(action);
}

async function action(
  path: string,
  options: InputOptions & { readonly output?: string; readonly format: "text" | "json" },
): Promise<void> {
  const output = takeOutput(options.output);
  const inputs = await takeInputs(options);
  const { loadAmt } = await import("../loader.ts");
  const { getValue } = await import("../inputs/yaml/values.ts");
  const { pyText } = await import("../inputs/yaml/python_text.ts");
  const { isMap } = await import("../inputs/yaml/values.ts");
  const { writeJson, writeText } = await import("../output/write_text.ts");
  const amt = loadAmt(inputs.amt);
  const value = getValue(amt.root, path);
  if (value === null) throw nothingError(`The value at "${path}" in "${inputs.amt}" is null`);
  if (value === undefined) {
    const { didYouMean } = await import("../base/suggest.ts");
    const keys = path.split(".");
    const known = keys.findIndex((_, i) =>
      getValue(amt.root, keys.slice(0, i + 1).join(".")) === undefined
    );
    const parent = known <= 0 ? amt.root : getValue(amt.root, keys.slice(0, known).join("."));
    const names = isMap(parent) ? [...parent.keys()].filter((key) => typeof key === "string") : [];
    throw nothingError(
      `No value at "${path}" in "${inputs.amt}": there is no key "${keys[known]}"` +
        didYouMean(keys[known]!, names),
    );
  }
  const { showing } = await import("../inputs/yaml/endless.ts");
  if (options.format === "json") {
    const { jsonOf } = await import("../inputs/yaml/json.ts");
    return await writeJson(showing(amt, path.split("."), () => jsonOf(value)), output);
  }
  const text = showing(amt, path.split("."), () => pyText(value));
  await writeText(`${text}\n`, output);
}
