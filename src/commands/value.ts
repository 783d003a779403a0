/** `straddle value`: the daily table of one straddle. */
import { Command } from "commander";
import { inputError } from "../base/errors.ts";
import type { InputOptions } from "../inputs/paths.ts";
import { ADDED_COLUMNS } from "../engine/switches.ts";
import type { ColumnSpec } from "../output/chunk.ts";
import { say } from "../base/terminal.ts";
import { addInputOptions, addRuleOptions, inputWords } from "./input_options.ts";
import { addOutputOptions, type OutputOptions, takeDestination } from "./output_options.ts";
import { addStraddleArguments, loadSingle, takeSingleSwitches } from "./single_options.ts";
import { addSwitchOptions, type SwitchOptions } from "./switch_options.ts";

export function valueCommand(): Command {
  const command = addStraddleArguments(
    new Command("value")
      .description(
        "Values one straddle and writes every day from the first of its entry month to the last of " +
          "its expiry month, with the columns of a backtest; on a terminal the days that have a " +
          "value. The asset need not be live.",
      ),
  );
  addRuleOptions(addInputOptions(command, true));
  addOutputOptions(command);
  return addSwitchOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  straddle value 'KLP Comdty' 2024-03 0                        the first one
  straddle value 'KLP Comdty' '|2024-02|2024-03|N|0|BD|4|25|'  as a run has it
  straddle value 'KLP Comdty' 2024-03 -1 -o last.csv           last, to a file`,
    )
    .action(action);
}

async function action(
  name: string,
  when: number | string,
  position: number | undefined,
  options: InputOptions & OutputOptions & SwitchOptions,
): Promise<void> {
  const destination = takeDestination(options, "all");
  const { inputs, database, asset, month, index } = await loadSingle(name, when, position, options);
  const { refuseBroken } = await import("../inputs/amt/problems.ts");
  const { valueSingle } = await import("../inspect/single.ts");
  const { rowCells } = await import("../output/cells.ts");
  const { writeTable } = await import("../output/write_table.ts");
  refuseBroken(inputs.amt, [asset], inputs.rules);
  const switches = await takeSingleSwitches(options, inputs.amt, asset);
  const single = await valueSingle(inputs, database, asset, month, index, switches);
  const failure = single.table.errors.get(single.at);
  if (failure !== undefined) throw inputError(`Cannot value straddle ${single.text}: ${failure}`);
  if (destination.format !== "table" || destination.options.terminal === undefined) {
    return await writeTable(single.columns, destination, () => rowCells(single.chunk));
  }
  const mv = single.columns.findIndex(({ name }) => name === "mv");
  const rows = [...rowCells(single.chunk)];
  const valued = rows.filter((row) => row[mv] !== null);
  if (valued.length > 0) {
    await writeTable(single.columns.map(ofOne), destination, () => valued);
    return say(`${valued.length} of ${rows.length} days have a value (-f tsv prints every day)`);
  }
  const { explainWhy } = await import("../inspect/explain/explain.ts");
  const { commandText } = await import("../base/text.ts");
  const { why } = await explainWhy(inputs, database, single);
  say(`No day of straddle ${single.text} has a value. ${why}`);
  say(`More: ${commandText(["straddle", "explain", name, single.text, ...inputWords(options)])}`);
}

/** What a narrow terminal keeps of one straddle's days, the most important first. */
const KEPT: readonly string[] = [
  ...["date", "pnl", "net", "delta", "held", "hedge", "vol"],
  ...ADDED_COLUMNS,
  ...["action", "mv", "opnl", "hpnl"],
];

/** A run's column where all rows are of one straddle, whose name says nothing new. */
function ofOne({ look: { loss = false } = {}, ...column }: ColumnSpec): ColumnSpec {
  const keep = KEPT.indexOf(column.name);
  return { ...column, look: { loss, ...(keep < 0 ? {} : { keep }) } };
}
