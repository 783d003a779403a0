/** What a book is made with, and what the asset table says of it. */
import { inputError, usageError } from "../base/errors.ts";
import type { Amt } from "../inputs/amt/asset_table.ts";
import { getValue, type YamlValue } from "../inputs/yaml/values.ts";
import type { BookArguments } from "../runs/facts.ts";
import type { Weighting } from "./asset_weights.ts";
import type { WeightsFile } from "./weights_file.ts";

export interface BookSettings {
  readonly weights: Weighting | WeightsFile;
  /** The largest weight of an asset, whatever its side; undefined = none. */
  readonly cap: ((asset: string) => number) | undefined;
  /** σ*, a share of aum a year. */
  readonly volTarget: number | undefined;
  /** The largest scale of a book with a vol target. */
  readonly leverage: number;
  /** Money. */
  readonly aum: number;
  readonly side: 1 | -1;
}

/** The asset table keeps it in millions. */
const AUM_UNIT = 1e6;

/** Assets under management of the table's `backtest` section, in money; undefined = it has none. */
export function tableAum(amt: Amt): number | undefined {
  const millions = number(amt, "backtest.aum");
  return millions === undefined ? undefined : AUM_UNIT * millions;
}

export function tableLeverage(amt: Amt): number | undefined {
  return number(amt, "backtest.leverage");
}

/** The `WeightCap` of assets. Throws exit-3 errors for an asset that has none. */
export function tableCaps(amt: Amt): (asset: string) => number {
  return (name) => {
    const asset = amt.byUnderlying.get(name);
    const cap = toNumber(asset?.raw.get("WeightCap"));
    if (cap !== undefined && cap >= 0) return cap;
    throw inputError(
      asset === undefined
        ? `Cannot cap "${name}": the asset table "${amt.path}" does not have it; name the run's own ` +
          "with --amt"
        : `Cannot cap "${name}": its WeightCap in "${amt.path}" is no number at or above zero`,
    );
  };
}

function number(amt: Amt, path: string): number | undefined {
  const value = getValue(amt.root, path);
  if (value === undefined || value === null) return undefined;
  const found = toNumber(value);
  if (found !== undefined && found > 0) return found;
  const option = path.split(".")[1]!;
  throw inputError(
    `Cannot use ${path} of the asset table "${amt.path}": it is no number above zero; correct it, ` +
      `or give --${option}`,
  );
}

function toNumber(value: YamlValue | undefined): number | undefined {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The usage error of a book whose size nothing tells. */
export function noAum(): Error {
  return usageError(
    "Name the book's size: --aum 800e6, or an asset table whose backtest section has it (--amt, --data)",
  );
}

/** As a book's file keeps them. */
export function bookArguments(
  { volTarget, leverage, aum, side, cap }: BookSettings,
  weights: string,
): BookArguments {
  return {
    weights,
    ...(cap === undefined ? {} : { cap: "amt" as const }),
    ...(volTarget === undefined ? {} : { volTarget, leverage }),
    aum,
    side: side === 1 ? "long" : "short",
  };
}
