/** `straddle check`: the inputs against each other, before a run. */
import { Command, Option } from "commander";
import { EXIT, nothingError, usageError } from "../errors.ts";
import type { InputOptions } from "../inputs.ts";
import { addInputOptions, takeInputs, takeYears, year } from "./options.ts";

interface CheckOptions extends InputOptions {
  readonly format: "text" | "json";
  readonly verbose?: boolean;
}

export function checkCommand(): Command {
  const command = new Command("check")
    .description(
      "Checks asset table, futures chain, overrides and prices for a backtest of the live assets " +
        "whose Underlying the pattern finds: what is wrong or doubtful, most important first, how " +
        "to mend it, and how the straddles would end. Exit code 3 when something is an error.",
    )
    .argument("[pattern]", "regular expression searched in the Underlying", ".")
    .argument("[start]", "first expiry year (default: the years the prices cover)", year)
    .argument("[end]", "last expiry year (default: START)", year);
  return addInputOptions(command, true)
    .option("-v, --verbose", "name every asset and series, a line each")
    .addOption(
      new Option("-f, --format <format>", "lines or data").choices(["text", "json"])
        .default("text"),
    )
    .addHelpText(
      "after",
      `
Examples:
  straddle check --data my-data                 everything, the years the prices cover
  straddle check '^CL Comdty' 2001 2026 -v      one asset, nothing left out`,
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
  const paths = await takeInputs(options);
  if (paths.prices.length === 0) {
    throw usageError("No prices: name them with --prices FILE, or a folder with --data DIR");
  }
  const { compilePattern, findAssets, loadAmt } = await import("../loader.ts");
  const { loadInputs } = await import("../load_inputs.ts");
  const { openPrices } = await import("../prices.ts");
  const { check } = await import("../check.ts");
  const { checkText } = await import("../check_text.ts");
  const { writeText } = await import("../output/small_text.ts");
  const opening = openPrices(paths.prices);
  // A fault of the asset table is told first; the prices' must wait its turn.
  opening.catch(() => {});
  const amt = loadAmt(paths.amt);
  const assets = [...new Set(findAssets(amt, compilePattern(source), { live: true }))];
  if (assets.length === 0) throw nothingError(`No live asset matches "${source}"`);
  const result = await check(loadInputs(amt, paths), await opening, assets, years);
  await writeText(
    options.format === "json"
      ? `${JSON.stringify(result, null, 2)}\n`
      : checkText(result, options.verbose ?? false),
    undefined,
  );
  if (result.findings.some(({ severity }) => severity === "error")) Deno.exitCode = EXIT.badInput;
}
