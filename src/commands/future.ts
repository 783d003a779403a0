/** `straddle future`: which futures contract hedges an asset in which month. */
import { Command } from "commander";
import { nothingError } from "../base/errors.ts";
import type { InputOptions } from "../inputs/paths.ts";
import { type MonthArgument, takeMonths, yearOrMonth } from "./months.ts";
import { addInputOptions, takeInputs } from "./input_options.ts";
import { addOutputOptions, type OutputOptions, takeDestination } from "./output_options.ts";

export function futureCommand(): Command {
  const command = new Command("future")
    .description(
      "Names the futures contracts that hedge an asset in the expiry months START to END: under " +
        "the normalized name of the price files and, where the chain knows it, the actual one. " +
        "Instead of an asset there may be a spec, as straddle tickers --schema shows it.",
    )
    .argument(
      "<asset>",
      "an Underlying, live or not, or a spec like fut_code:CL,market_code:Comdty",
    )
    .argument("<start>", "first expiry month (YYYY-MM) or year", yearOrMonth)
    .argument("[end]", "last expiry month or year (default: START)", yearOrMonth);
  addInputOptions(command, false);
  return addOutputOptions(command).action(action);
}

async function action(
  name: string,
  start: MonthArgument,
  end: MonthArgument | undefined,
  options: InputOptions & OutputOptions,
): Promise<void> {
  const months = takeMonths(start, end);
  const destination = takeDestination(options);
  const { spec, chain: path } = await takeSpec(name, options);
  const { formatMonth } = await import("../base/calendar.ts");
  const { loadChain, NO_CHAIN } = await import("../inputs/chain.ts");
  const { futureTicker } = await import("../tickers.ts");
  const { columnsOf, writeTable } = await import("../output/write_table.ts");
  const chain = path === undefined ? NO_CHAIN : loadChain(path);
  const rows: (readonly (string | null)[])[] = [];
  for (let month = months.first; month <= months.last; month++) {
    const normalized = futureTicker(spec, month, name);
    const actual = chain.actualOf.get(normalized) ?? null;
    rows.push([name, formatMonth(month), normalized, actual]);
  }
  const first = spec === name ? "spec" : "asset";
  const columns = columnsOf("text", first, "month", "normalized", "actual");
  await writeTable(columns, destination, () => rows);
}

/** The spec that was given or that the named asset has, and where the chain is. */
async function takeSpec(name: string, options: InputOptions) {
  const isSpec = name.includes(":");
  if (isSpec && options.chain !== undefined && !options.amt && !options.data) {
    const { takeChain } = await import("../inputs/paths.ts");
    return { spec: name, chain: await takeChain(options.chain) };
  }
  const { amt: path, chain } = await takeInputs(options, ["chain"]);
  const { loadAmt } = await import("../loader.ts");
  const amt = loadAmt(path);
  const asset = amt.byUnderlying.get(name);
  if (asset) {
    const { tschemas } = await import("../tickers.ts");
    const row = tschemas(amt, asset).find(({ source }) => source === "BBGfc");
    if (row) return { spec: row.ticker, chain };
    throw nothingError(`Asset "${name}" is not hedged with futures`);
  }
  if (isSpec) return { spec: name, chain };
  const { didYouMean } = await import("../base/suggest.ts");
  throw nothingError(
    `No asset "${name}" in "${path}"${didYouMean(name, amt.byUnderlying.keys())}`,
  );
}
