/** `straddle straddles`: lists the straddles of assets, as a backtest would value them. */
import { Command } from "commander";
import { nothingError } from "../errors.ts";
import type { InputOptions } from "../inputs.ts";
import {
  addInputOptions,
  addOutputOptions,
  type OutputOptions,
  takeDestination,
  takeInputs,
  takeYears,
  year,
} from "./options.ts";

export function straddlesCommand(): Command {
  const command = new Command("straddles")
    .summary("list the straddles of the matching live assets")
    .description(
      "Lists the straddles of the live assets whose Underlying the pattern finds, expiring in the " +
        "years START to END: by month, then by asset, in the order of the asset table.",
    )
    .argument("<pattern>", "regular expression searched in the Underlying")
    .argument("<start>", "first expiry year", year)
    .argument("[end]", "last expiry year (default: START)", year)
    .option("--all", "also the assets that are not live")
    .option("-v, --verbose", "name every doubt about the asset table");
  addInputOptions(command, false);
  return addOutputOptions(command).action(action);
}

async function action(
  source: string,
  start: number,
  end: number | undefined,
  options: InputOptions & OutputOptions & { readonly all?: boolean; readonly verbose?: boolean },
): Promise<void> {
  const years = takeYears(start, end)!;
  const destination = takeDestination(options);
  const inputs = await takeInputs(options);
  const { compilePattern, findAssets, loadAmt } = await import("../loader.ts");
  const { warnOfProblems } = await import("../summary.ts");
  const { expandYm, monthsOfYears, straddleText } = await import("../schedules.ts");
  const { columnsOf, writeTable } = await import("../output/small_table.ts");
  const pattern = compilePattern(source);
  const amt = loadAmt(inputs.amt);
  const assets = findAssets(amt, pattern, { live: !options.all });
  if (assets.length === 0) throw nothingError(`No asset matches "${source}"`);
  warnOfProblems(amt, assets.map(({ underlying }) => underlying), options.verbose ?? false);
  const months = monthsOfYears(years.from, years.to);
  await writeTable(columnsOf("text", "asset", "straddle"), destination, function* () {
    for (let month = months.first; month <= months.last; month++) {
      for (const asset of assets) {
        for (const straddle of expandYm(amt, asset, month)) {
          yield [asset.underlying, straddleText(straddle)];
        }
      }
    }
  });
}
