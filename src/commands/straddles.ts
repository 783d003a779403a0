/** `straddle straddles`: lists the straddles of assets, as a backtest would value them. */
import { Command } from "commander";
import type { InputOptions } from "../inputs/paths.ts";
import { type MonthArgument, takeMonths, yearOrMonth } from "./months.ts";
import { addInputOptions, addRuleOptions, takeInputs } from "./input_options.ts";
import { addOutputOptions, type OutputOptions, takeDestination } from "./output_options.ts";
import {
  addSelectionOptions,
  PATTERN_HELP,
  type SelectionOptions,
  takeAssets,
} from "./selection.ts";

export function straddlesCommand(): Command {
  const command = new Command("straddles")
    .description(
      "Lists the straddles of the live assets whose Underlying the pattern finds, expiring in the " +
        "years or months START to END: by month, then by asset, in the order of the asset table. " +
        "With --rules current, without those that asset_continuity leaves to another asset.",
    )
    .argument("<pattern>", PATTERN_HELP)
    .argument("<start>", "first expiry year or month (YYYY-MM)", yearOrMonth)
    .argument("[end]", "last expiry year or month (default: START)", yearOrMonth);
  addSelectionOptions(command);
  addRuleOptions(addInputOptions(command, false));
  return addOutputOptions(command).action(action);
}

async function action(
  source: string,
  start: MonthArgument,
  end: MonthArgument | undefined,
  options: InputOptions & OutputOptions & SelectionOptions,
): Promise<void> {
  const months = takeMonths(start, end);
  const destination = takeDestination(options);
  const inputs = await takeInputs(options);
  const { amt, assets, warn } = await takeAssets(source, inputs, options);
  const { expandYm, straddleText } = await import("../schedules.ts");
  const { isOutside, spanOf } = await import("../inputs/amt/continuity.ts");
  const { rules } = inputs;
  const { columnsOf, writeTable } = await import("../output/write_table.ts");
  // The straddle is what one copies, so a narrow terminal cuts the asset.
  const columns = columnsOf("text", "asset", "straddle")
    .map((column, i) => ({ ...column, look: { keep: 1 - i } }));
  warn();
  await writeTable(columns, destination, function* () {
    for (let month = months.first; month <= months.last; month++) {
      for (const asset of assets) {
        const given = rules?.set === "current" ? spanOf(amt, asset.underlying) : undefined;
        for (const straddle of expandYm(amt, asset, month)) {
          if (given && isOutside(given, straddle.entry)) continue;
          yield [asset.underlying, straddleText(straddle)];
        }
      }
    }
  });
}
