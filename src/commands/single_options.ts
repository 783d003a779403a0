/** What the commands about one straddle share: ASSET YYYY-MM INDEX, the inputs, the look-up. */
import { type Command, InvalidArgumentError } from "commander";
import { parseMonth } from "../calendar.ts";
import { nothingError } from "../errors.ts";
import type { InputOptions } from "../inputs.ts";
import type { Amt, Asset } from "../loader.ts";
import type { PriceDatabase } from "../prices.ts";
import type { Inputs } from "../resolve.ts";
import { takePricedInputs } from "./options.ts";

/** ASSET YYYY-MM INDEX. Commander takes `-1` for an argument as long as no option is a digit. */
export function addStraddleArguments(command: Command): Command {
  return command
    .argument("<asset>", "the asset's Underlying, live or not")
    .argument("<month>", "expiry month, YYYY-MM", month)
    .argument("<index>", "component of the schedule, from 0; wraps, -1 is the last", integer);
}

/** Everything that valuing an asset needs, loaded. */
export interface Loaded {
  readonly inputs: Inputs;
  readonly database: PriceDatabase;
  readonly asset: Asset;
}

/** Loads the inputs and finds the asset; exit 1 when there is none of that name. */
export async function loadSingle(name: string, options: InputOptions): Promise<Loaded> {
  const paths = await takePricedInputs(options);
  const { loadAmt } = await import("../loader.ts");
  const { loadInputs } = await import("../load_inputs.ts");
  const { openPrices } = await import("../prices.ts");
  const inputs = loadInputs(loadAmt(paths.amt), paths);
  const asset = await findAsset(inputs.amt, name);
  return { inputs, database: await openPrices(paths.prices), asset };
}

async function findAsset({ path, byUnderlying }: Amt, name: string): Promise<Asset> {
  const asset = byUnderlying.get(name);
  if (asset !== undefined) return asset;
  const { didYouMean } = await import("../suggest.ts");
  throw nothingError(`No asset "${name}" in "${path}"${didYouMean(name, byUnderlying.keys())}`);
}

function month(text: string): number {
  const month = parseMonth(text);
  if (month === undefined) throw new InvalidArgumentError("Give a month as YYYY-MM.");
  return month;
}

function integer(text: string): number {
  if (!/^[+-]?\d{1,9}$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}
