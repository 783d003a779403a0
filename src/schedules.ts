/** Schedules of assets, and the monthly straddles they expand into. */
import { createHash } from "node:crypto";
import { formatMonth, monthOf, type MonthSpan, parseMonth } from "./base/calendar.ts";
import { inputError, usageError } from "./base/errors.ts";
import type { Amt, Asset } from "./inputs/amt/asset_table.ts";
import { memoCache, scopedMemoCache } from "./base/memo.ts";

/** One component of an asset's schedule (S-5); all but the counts are texts as the table has them. */
export interface ScheduleRow {
  /** Number of components; 0 = a placeholder for an asset without a schedule. */
  readonly schcnt: number;
  /** Position among them, from 1. */
  readonly schid: number;
  readonly asset: string;
  /** Entry code (`N`, `F`) and value (offset in calendar days). */
  readonly ntrc: string;
  readonly ntrv: string;
  /** Expiry code (`F`, `R`, `W`, `BD`, `OVERRIDE`) and value (ordinal). */
  readonly xprc: string;
  readonly xprv: string;
  /** Percent. */
  readonly wgt: string;
}

/** One straddle: a schedule row in an expiry month. Months count as in calendar.ts. */
export interface Straddle {
  readonly entry: number;
  readonly expiry: number;
  readonly row: ScheduleRow;
}

const scheduleCache = memoCache<readonly ScheduleRow[]>("schedule", {
  toggled: true,
  weigh: (rows) => 200 * rows.length,
});
const expandYmCache = scopedMemoCache<readonly Straddle[]>("expandYm", {
  toggled: true,
  weigh: (straddles) => 48 * straddles.length,
});

/** The schedule of an asset: one row a component, or one placeholder row (S-1…S-6). */
export function schedule(amt: Amt, asset: Asset): readonly ScheduleRow[] {
  return scheduleCache.get(
    `${amt.key}|${asset.underlying}`,
    () => Object.freeze(makeSchedule(amt, asset)),
  );
}

function makeSchedule(amt: Amt, asset: Asset): ScheduleRow[] {
  const components = asset.options === undefined ? undefined : amt.schedules.get(asset.options);
  const name = asset.underlying;
  if (!Array.isArray(components) || components.length === 0) {
    const none = "";
    return [{
      schcnt: 0,
      schid: 0,
      asset: name,
      ntrc: none,
      ntrv: none,
      xprc: none,
      xprv: none,
      wgt: none,
    }];
  }
  const schcnt = components.length;
  return components.map((component, i) => {
    if (typeof component !== "string") {
      throw inputError(
        `Cannot read schedule "${asset.options}" of asset "${name}" in "${amt.path}": ` +
          `component ${i + 1} is not text; write it like N0_F3_25`,
      );
    }
    const schid = i + 1;
    const [entry = "", expiry, wgt = ""] = component.split("_");
    const [ntrc, ntrv] = splitCode(entry);
    if (expiry === undefined) {
      return { schcnt, schid, asset: name, ntrc, ntrv, xprc: "", xprv: "", wgt: "" };
    }
    const [xprc, xprv] = splitCode(expiry);
    return {
      schcnt,
      schid,
      asset: name,
      ntrc,
      ntrv: fixLetter(ntrv, name, schcnt, schid),
      xprc,
      xprv: fixLetter(xprv, name, schcnt, schid),
      wgt,
    };
  });
}

/** Code = the longest leading run of A–Z, or the whole text when there is none (S-2). */
export function splitCode(text: string): [code: string, value: string] {
  const code = /^[A-Z]+/.exec(text)?.[0];
  return code === undefined ? [text, ""] : [code, text.slice(code.length)];
}

/** Replaces a value a, b, c or d by a day that spreads assets over the month (S-3). */
function fixLetter(value: string, underlying: string, schcnt: number, schid: number): string {
  if (!/^[abcd]$/.test(value)) return value;
  const stride = Math.trunc(20 / (schcnt + 1));
  return String((schid - 1) * stride + assetId(underlying) % 5 + 1);
}

/** A number below 1,000,000 from the MD5 of the name's UTF-8 bytes (S-3). */
export function assetId(underlying: string): number {
  const digest = createHash("md5").update(underlying, "utf8").digest("hex");
  return Number.parseInt(digest.slice(0, 8), 16) % 1_000_000;
}

/** The most months from entry to expiry. */
export const LONGEST_ENTRY_LAG = 2;

/** How many months before its expiry month a straddle is entered, by entry code (S-8). */
export function entryLag(ntrc: string): number {
  return ntrc === "N" ? 1 : ntrc === "F" ? 2 : 0;
}

/** The straddles of an asset that expire in a month, in schedule order (S-10). */
export function expandYm(amt: Amt, asset: Asset, month: number): readonly Straddle[] {
  return expandMonths(amt, asset)(month);
}

/** `expandYm` of one asset, for many months. */
export function expandMonths(amt: Amt, asset: Asset): (month: number) => readonly Straddle[] {
  const cache = expandYmCache.scope(`${amt.key}|${asset.underlying}`);
  const rows = schedule(amt, asset);
  return (month) =>
    cache(month, () =>
      rows.map((row) => ({
        entry: month - entryLag(row.ntrc),
        expiry: month,
        row,
      })));
}

/** Straddle `index` of an asset and expiry month; the index wraps, negative ones too (S-12). */
export function selectStraddle(amt: Amt, asset: Asset, month: number, index: number): Straddle {
  const straddles = expandYm(amt, asset, month);
  const n = straddles.length;
  return straddles[((index % n) + n) % n]!;
}

/** `|ENTRY|EXPIRY|ntrc|ntrv|xprc|xprv|wgt|` (S-8). */
export function straddleText({ entry, expiry, row }: Straddle): string {
  return monthsText(entry, expiry) + scheduleText(row);
}

/** The part of a straddle's text that all straddles between the same months share. */
export function monthsText(entry: number, expiry: number): string {
  return `|${formatMonth(entry)}|${formatMonth(expiry)}`;
}

/** The part of a straddle's text that all months of a schedule row share. */
export function scheduleText(row: ScheduleRow): string {
  return `|${row.ntrc}|${row.ntrv}|${row.xprc}|${row.xprv}|${row.wgt}|`;
}

/** The parts of a straddle's text. */
export interface StraddleParts {
  readonly entry: number;
  readonly expiry: number;
  readonly ntrc: string;
  readonly ntrv: string;
  readonly xprc: string;
  readonly xprv: string;
  readonly wgt: string;
}

/**
 * Reads a straddle's text. Exactly one pipe is taken off each end, never more, because empty
 * fields count (S-9, D-42). Throws a usage error for any other shape.
 */
export function parseStraddle(text: string): StraddleParts {
  const parts = text.length >= 2 && text.startsWith("|") && text.endsWith("|")
    ? text.slice(1, -1).split("|")
    : [];
  const entry = parseMonth(parts[0] ?? "");
  const expiry = parseMonth(parts[1] ?? "");
  if (parts.length !== 7 || entry === undefined || expiry === undefined) {
    throw usageError(
      `Cannot read straddle "${text}": it should look like |2023-12|2024-01|N|0|F|3|50|`,
    );
  }
  const [, , ntrc = "", ntrv = "", xprc = "", xprv = "", wgt = ""] = parts;
  return { entry, expiry, ntrc, ntrv, xprc, xprv, wgt };
}

/** The expiry months of the years `from` to `to`, inclusive; none when `from` is later (S-10). */
export function monthsOfYears(from: number, to: number): MonthSpan {
  return { first: monthOf(from, 1), last: monthOf(to, 12) };
}
