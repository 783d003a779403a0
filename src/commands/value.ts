/** `straddle value`: the daily table of one straddle. */
import { Command } from "commander";
import { inputError } from "../errors.ts";
import type { InputOptions } from "../inputs.ts";
import {
  addInputOptions,
  addOutputOptions,
  type OutputOptions,
  takeDestination,
} from "./options.ts";
import { addStraddleArguments, loadSingle } from "./single_options.ts";

export function valueCommand(): Command {
  const command = addStraddleArguments(
    new Command("value")
      .description(
        "Values one straddle and writes every day from the first of its entry month to the last of " +
          "its expiry month, with the columns of a backtest. The asset need not be live.",
      ),
  );
  addInputOptions(command, true);
  return addOutputOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  straddle value 'CL Comdty' 2024-03 0                    the first component of its schedule
  straddle value 'CL Comdty' 2024-03 -1 -o last.csv       the last one, into a file`,
    )
    .action(action);
}

async function action(
  name: string,
  month: number,
  index: number,
  options: InputOptions & OutputOptions,
): Promise<void> {
  const destination = takeDestination(options);
  const { inputs, database, asset } = await loadSingle(name, options);
  const { refuseBroken } = await import("../amt_problems.ts");
  const { valueSingle } = await import("../single.ts");
  const { rowCells } = await import("../output/cells.ts");
  const { writeTable } = await import("../output/small_table.ts");
  refuseBroken(inputs.amt, [asset]);
  const single = await valueSingle(inputs, database, asset, month, index);
  const failure = single.table.errors.get(single.at);
  if (failure !== undefined) throw inputError(`Cannot value straddle ${single.text}: ${failure}`);
  await writeTable(single.columns, destination, () => rowCells(single.chunk));
}
