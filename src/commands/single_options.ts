/** What the commands about one straddle share: which one it is, the inputs, the look-up. */
import { type Command, InvalidArgumentError } from "commander";
import { parseMonth } from "../base/calendar.ts";
import { nothingError, usageError } from "../base/errors.ts";
import type { InputOptions } from "../inputs/paths.ts";
import type { Amt, Asset } from "../inputs/amt/asset_table.ts";
import type { PriceDatabase } from "../inputs/prices/database.ts";
import type { Inputs } from "../loader.ts";
import type { Switches } from "../engine/switches.ts";
import { takePricedInputs } from "./input_options.ts";
import { type SwitchOptions, takeSwitches } from "./switch_options.ts";

/**
 * ASSET YYYY-MM INDEX, or ASSET STRADDLE as a run's rows have it. Commander takes `-1` for an argument
 * as long as no option is a digit.
 */
export function addStraddleArguments(command: Command): Command {
  return command
    .argument("<asset>", "the asset's Underlying, live or not")
    .argument(
      "<month>",
      "expiry month, YYYY-MM, or the straddle itself, as a run has it: '|2024-02|2024-03|N|0|F|3|25|'",
      monthOrStraddle,
    )
    .argument(
      "[index]",
      "component of the month's schedule, from 0; wraps, -1 is the last",
      integer,
    );
}

/** Everything that valuing a straddle needs, loaded. */
export interface Loaded {
  readonly inputs: Inputs;
  readonly database: PriceDatabase;
  readonly asset: Asset;
  /** Expiry month. */
  readonly month: number;
  /** Component of the schedule, from 0; may be any integer, as it wraps. */
  readonly index: number;
}

/**
 * Loads the inputs and finds the asset and its straddle; exit 1 when there is none of that name.
 * `when` is a month, which takes an index, or the straddle's own text, which takes none.
 */
export async function loadSingle(
  name: string,
  when: number | string,
  index: number | undefined,
  options: InputOptions,
): Promise<Loaded> {
  if (typeof when === "number" && index === undefined) {
    throw usageError(
      "Name the component of the schedule after the month, from 0, or give the straddle as a run has it",
    );
  }
  if (typeof when === "string" && index !== undefined) {
    throw usageError(`A straddle needs no index: leave out ${index}`);
  }
  const paths = await takePricedInputs(options);
  const { loadAmt } = await import("../loader.ts");
  const { loadInputs } = await import("../loader.ts");
  const { judgeOverrides } = await import("../inspect/override_rows.ts");
  const { warnOf } = await import("../base/terminal.ts");
  const { openPrices } = await import("../inputs/prices/database.ts");
  const inputs = loadInputs(loadAmt(paths.amt), paths);
  const asset = await findAsset(inputs.amt, name);
  judgeOverrides(inputs.amt, [asset], paths.overrides).forEach(warnOf);
  const at = typeof when === "number"
    ? { month: when, index: index! }
    : await findStraddle(inputs.amt, asset, when);
  return {
    inputs,
    database: await openPrices(paths.prices, undefined, paths.reading),
    asset,
    ...at,
  };
}

/** What is switched on, with a word of warning where the asset's costs are in doubt. */
export async function takeSingleSwitches(
  options: SwitchOptions,
  amt: Amt,
  asset: Asset,
): Promise<Switches> {
  const switches = takeSwitches(options);
  const { costDoubts, requireKnownCosts } = await import("../inspect/cost_faults.ts");
  const { warnOf } = await import("../base/terminal.ts");
  requireKnownCosts(amt, switches);
  costDoubts([asset], switches).forEach(warnOf);
  return switches;
}

async function findAsset({ path, byUnderlying }: Amt, name: string): Promise<Asset> {
  const asset = byUnderlying.get(name);
  if (asset !== undefined) return asset;
  const { didYouMean } = await import("../base/suggest.ts");
  throw nothingError(`No asset "${name}" in "${path}"${didYouMean(name, byUnderlying.keys())}`);
}

/** Where the asset's schedule has a straddle; of components that are alike, the first. */
async function findStraddle(amt: Amt, asset: Asset, text: string) {
  const { expandYm, parseStraddle, straddleText } = await import("../schedules.ts");
  const { expiry } = parseStraddle(text);
  const texts = expandYm(amt, asset, expiry).map(straddleText);
  const index = texts.indexOf(text);
  if (index >= 0) return { month: expiry, index };
  throw nothingError(
    `Asset "${asset.underlying}" has no straddle "${text}"; its schedule in "${amt.path}" gives ` +
      texts.join(", "),
  );
}

function monthOrStraddle(text: string): number | string {
  if (text.includes("|")) return text.trim();
  const month = parseMonth(text);
  if (month === undefined) {
    throw new InvalidArgumentError(
      "Give a month as YYYY-MM, or a straddle like '|2024-02|2024-03|N|0|F|3|25|'.",
    );
  }
  return month;
}

function integer(text: string): number {
  if (!/^[+-]?\d{1,9}$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}
