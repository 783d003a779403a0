/**
 * What an asset table says of the cost of trading an option: `Slippage` times `SlippageFactor`. The
 * reference reads neither; the unit, vol points (of swaptions basis points a day), is our reading.
 */
import type { Asset } from "./asset_table.ts";
import { kindOf, type YamlValue } from "../yaml/values.ts";
import { nearest } from "../../base/suggest.ts";

export interface Slippage {
  /** In the unit that the asset's vol is quoted in, but a day for swaptions; 0 = none is usable. */
  readonly points: number;
  /** What is wrong or missing; undefined = nothing. */
  readonly fault: string | undefined;
  readonly missing: boolean;
}

/** A missing or unusable Slippage is 0, a missing or unusable SlippageFactor 1; the fault says so. */
export function slippageOf({ raw }: Asset): Slippage {
  const slippage = amountOf(raw.get("Slippage"));
  const factor = amountOf(raw.get("SlippageFactor") ?? 1);
  const missing = slippage === "missing";
  const faults = [
    ...(missing ? [`no Slippage${nearText(raw.keys())}: 0 is charged`] : []),
    ...(slippage === "odd"
      ? [`Slippage is ${kindOf(raw.get("Slippage")!)}, not a number at or above zero: 0 is charged`]
      : []),
    ...(factor === "odd"
      ? [
        `SlippageFactor is ${kindOf(raw.get("SlippageFactor")!)}, not a number at or above zero: ` +
        "1 is taken",
      ]
      : []),
  ];
  return {
    points: typeof slippage === "number" ? slippage * (typeof factor === "number" ? factor : 1) : 0,
    fault: faults.length === 0 ? undefined : faults.join("; "),
    missing: missing && faults.length === 1,
  };
}

function amountOf(value: YamlValue | undefined): number | "missing" | "odd" {
  if (value === undefined || value === null) return "missing";
  if (typeof value !== "number" && typeof value !== "bigint") return "odd";
  const number = Number(value);
  return number >= 0 && Number.isFinite(number) ? number : "odd";
}

function nearText(keys: Iterable<unknown>): string {
  const names = [...keys].filter((key): key is string => typeof key === "string");
  const near = names.filter((name) => nearest(name, ["Slippage"]).length > 0);
  return near.length === 0 ? "" : ` (there is "${near[0]}")`;
}
