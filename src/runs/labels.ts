/** What groups assets: class and group, as the asset table has them, and the components of schedules. */
import { classTable, ruleTables } from "../inputs/amt/tables.ts";
import { StraddleError } from "../base/errors.ts";
import type { Amt, Asset } from "../inputs/amt/asset_table.ts";
import { pyText } from "../inputs/yaml/python_text.ts";
import { schedule, splitCode } from "../schedules.ts";

export interface AssetLabel {
  readonly class: string;
  readonly group: string;
  /** The schedule's components after fixing, like `N0_F3_25`, in order. */
  readonly schedule: readonly string[];
}

/** The rule table that gives groups, and the group of an asset that no rule matches (L-11). */
const GROUP = { table: "group_table", fallback: "error" };

/** The labels of assets by Underlying; empty where the asset table does not tell. */
export function assetLabels(amt: Amt, assets: readonly Asset[]): Map<string, AssetLabel> {
  const classes = classTable(assets).rows;
  const groups = unlessBroken(() => ruleTables(amt, assets, [GROUP]).rows);
  return new Map(assets.map((asset, i) => [asset.underlying, {
    class: pyText(classes[i]![1]!),
    group: groups === undefined ? "" : pyText(groups[i]![1]!),
    schedule: (unlessBroken(() => schedule(amt, asset)) ?? []).map(
      ({ ntrc, ntrv, xprc, xprv, wgt }) => componentText([ntrc, ntrv, xprc, xprv, wgt]),
    ),
  }]));
}

/** A component of a schedule as the asset table writes it. */
export function componentText([ntrc, ntrv, xprc, xprv, wgt]: readonly string[]): string {
  const text = `${ntrc}${ntrv}_${xprc}${xprv}`;
  return wgt === "" ? text : `${text}_${wgt}`;
}

/** The part of a straddle's text, like `|N|0|F|3|25|`, that says its component: `componentText` undone. */
export function componentFields(text: string): string {
  const [entry = "", expiry = "", weight = ""] = text.split("_");
  return `|${[...splitCode(entry), ...splitCode(expiry), weight].join("|")}|`;
}

/** A label that cannot be had is no reason to fail: the run itself does not need it. */
function unlessBroken<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof StraddleError) return undefined;
    throw error;
  }
}
