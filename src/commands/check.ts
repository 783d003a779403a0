/** `straddle check`: the inputs against each other, before a run. */
import { Command, Option } from "commander";
import { EXIT, nothingError } from "../base/errors.ts";
import type { InputOptions } from "../inputs/paths.ts";
import { patternHint } from "../base/suggest.ts";
import { say } from "../base/terminal.ts";
import { addInputOptions, addRuleOptions, takePricedInputs } from "./input_options.ts";
import { addRunArguments, takeYears } from "./options.ts";
import { NO_COLOR_HELP, textView } from "./output_options.ts";
import { addSwitchOptions, type SwitchOptions, takeSwitches } from "./switch_options.ts";
import { sayWithoutEffect } from "./slips.ts";

interface CheckOptions extends InputOptions, SwitchOptions {
  readonly format: "text" | "json";
  readonly verbose?: boolean;
}

export function checkCommand(): Command {
  const command = new Command("check")
    .description(
      "Checks asset table, futures chain, overrides and prices for a backtest of the live assets " +
        "whose Underlying the pattern finds: what is wrong or doubtful, most important first, how " +
        "to mend it, and how the straddles would end. Without prices the others are checked alone. " +
        "Exit code 3 when something is an error.",
    );
  addRuleOptions(addInputOptions(addRunArguments(command), true));
  return addSwitchOptions(command)
    .option("-v, --verbose", "name every asset and series, a line each")
    .addOption(
      new Option("-f, --format <format>", "lines or data").choices(["text", "json"])
        .default("text"),
    )
    .option("--no-color", NO_COLOR_HELP)
    .addHelpText(
      "after",
      `
Examples:
  straddle check --data my-data                 all that the prices cover
  straddle check '^KLP Comdty' 2023 2025 -v     one asset, nothing left out`,
    )
    .action(action);
}

async function action(
  source: string,
  start: number | undefined,
  end: number | undefined,
  options: CheckOptions,
): Promise<void> {
  const years = takeYears(start, end);
  const paths = await takePricedInputs(options, "may lack prices");
  if (paths.prices.length === 0 && options.data !== undefined) {
    const [folder] = options.data;
    say(`Warning: the folder "${folder}" has no prices.parquet: the others are checked alone`);
  }
  const unpriced = paths.prices.length === 0 && "without prices";
  sayWithoutEffect(options, {
    priceZone: unpriced,
    duplicates: unpriced,
    priceOverrides: unpriced,
    verbose: options.format === "json" && "on json, which names everything",
  });
  const { slipHint } = await import("../inputs/amt/problems.ts");
  const { findAssets, loadAmt } = await import("../loader.ts");
  const { compilePattern } = await import("../base/pattern.ts");
  const { searching } = await import("../base/pattern.ts");
  const { loadInputs } = await import("../loader.ts");
  const { openPrices } = await import("../inputs/prices/database.ts");
  const { check, checkTables } = await import("../inspect/check/check.ts");
  const { checkText } = await import("../inspect/check/text.ts");
  const { requireKnownCosts } = await import("../inspect/cost_faults.ts");
  const { writeJson, writeText } = await import("../output/write_text.ts");
  const opening = paths.prices.length === 0
    ? undefined
    : openPrices(paths.prices, undefined, paths.reading);
  // A fault of the asset table is told first; the prices' must wait its turn.
  opening?.catch(() => {});
  const amt = loadAmt(paths.amt);
  const pattern = compilePattern(source);
  const found = await searching(source, () => findAssets(amt, { pattern, live: true }));
  const assets = [...new Set(found)];
  if (assets.length === 0) {
    const dead = await searching(source, () => findAssets(amt, { pattern, live: false }));
    const hint = slipHint(amt, dead) || patternHint(source);
    throw nothingError(`No live asset matches "${source}"${hint}`);
  }
  const switches = takeSwitches(options);
  requireKnownCosts(amt, switches);
  const inputs = loadInputs(amt, paths);
  const database = await opening;
  const result = database === undefined
    ? await checkTables(inputs, assets, years, switches)
    : await check(inputs, database, assets, years, switches);
  if (options.format === "json") await writeJson(result, undefined);
  else {
    const text = checkText(result, { verbose: options.verbose ?? false, ...textView() });
    await writeText(text, undefined);
  }
  if (result.findings.some(({ severity }) => severity === "error")) Deno.exitCode = EXIT.badInput;
}
