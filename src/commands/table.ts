/** `straddle table`: a table kept inside the asset table. */
import { Command } from "commander";
import { inputError } from "../base/errors.ts";
import type { InputOptions } from "../inputs/paths.ts";
import { counted } from "../base/wording.ts";
import { addInputOptions, takeInputs } from "./input_options.ts";
import { addOutputOptions, type OutputOptions, takeDestination } from "./output_options.ts";

export function tableCommand(): Command {
  const command = new Command("table")
    .description(
      "Prints the table at a dot path of the asset table: a mapping with Columns and Rows.",
    )
    .argument("<path>", "keys joined by dots, as in group_table");
  addInputOptions(command, false);
  return addOutputOptions(command).action(action);
}

async function action(path: string, options: InputOptions & OutputOptions): Promise<void> {
  const destination = takeDestination(options);
  const inputs = await takeInputs(options);
  const { loadAmt } = await import("../loader.ts");
  const { embeddedTable } = await import("../inputs/amt/tables.ts");
  const { showing } = await import("../inputs/yaml/endless.ts");
  const { pyText } = await import("../inputs/yaml/python_text.ts");
  const { columnsOf, writeTable } = await import("../output/write_table.ts");
  const amt = loadAmt(inputs.amt);
  const place = path.split(".");
  const { columns, rows } = showing(amt, place, () => embeddedTable(amt, path));
  const fail = (reason: string, ...inner: (string | number)[]): never => {
    const line = amt.lineOf([...place, ...inner]);
    throw inputError(`Cannot print table "${path}" of "${amt.path}": line ${line}: ${reason}`);
  };
  if (columns.length === 0) fail("it has no columns", "Columns");
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) fail(`column "${twice}" appears twice; rename one`, "Columns");
  rows.forEach((row, i) => {
    if (row.length <= columns.length) return;
    const wide = counted(columns.length, "column");
    fail(
      `row ${i + 1} has ${counted(row.length, "cell")} and the table ${wide}; ` +
        `remove cells or name columns`,
      "Rows",
      i,
    );
  });
  const cells = showing(
    amt,
    place,
    () => rows.map((row) => columns.map((_, i) => row[i] === undefined ? null : pyText(row[i]!))),
  );
  await writeTable(columnsOf("text", ...columns), destination, () => cells);
}
