/** `straddle schedules`: the schedules of assets, one row a component. */
import { Command } from "commander";
import type { InputOptions } from "../inputs/paths.ts";
import { addInputOptions, takeInputs } from "./input_options.ts";
import { addOutputOptions, type OutputOptions, takeDestination } from "./output_options.ts";
import {
  addSelectionOptions,
  PATTERN_HELP,
  type SelectionOptions,
  takeAssets,
} from "./selection.ts";

export function schedulesCommand(): Command {
  const command = new Command("schedules")
    .description(
      "Lists the schedule components of the live assets whose Underlying the pattern finds: how " +
        "many there are (schcnt), which this is (schid), entry code and offset, expiry code and " +
        "ordinal, weight. An asset without a schedule has one row with 0 components.",
    )
    .argument("[pattern]", PATTERN_HELP, ".");
  addSelectionOptions(command);
  addInputOptions(command, false);
  return addOutputOptions(command).action(action);
}

async function action(
  source: string,
  options: InputOptions & OutputOptions & SelectionOptions,
): Promise<void> {
  const destination = takeDestination(options);
  const inputs = await takeInputs(options);
  const { amt, assets, warn } = await takeAssets(source, inputs, options);
  const { schedule } = await import("../schedules.ts");
  const { columnsOf, writeTable } = await import("../output/write_table.ts");
  const columns = [
    ...columnsOf("int", "schcnt", "schid"),
    ...columnsOf("text", "asset", "ntrc", "ntrv", "xprc", "xprv", "wgt"),
  ];
  const rows = assets.flatMap((asset) => schedule(amt, asset));
  warn();
  await writeTable(
    columns,
    destination,
    () =>
      rows.map(({ schcnt, schid, asset, ntrc, ntrv, xprc, xprv, wgt }) => [
        schcnt,
        schid,
        asset,
        ntrc,
        ntrv,
        xprc,
        xprv,
        wgt,
      ]),
  );
}
