/**
 * Why the entry and expiry days are what they are (A-4…A-6): the anchor, the target, the days around
 * it and the rule that chose. The engine's outcome is the truth; each search is done again here, day
 * by day, and the two must agree.
 */
import { EXPIRY_CODES } from "../../engine/anchors.ts";
import {
  firstDayOfMonth,
  formatDay,
  formatMonth,
  lastDayOfMonth,
  NO_DAY,
  weekdayOf,
} from "../../base/calendar.ts";
import { parseInteger } from "../../base/numbers.ts";
import { priceColumns, type SingleValuation } from "../single.ts";
import { ordinal } from "../../base/wording.ts";
import { Note } from "../../engine/states.ts";

export interface Anchor {
  /** Null = there is none. */
  readonly day: string | null;
  /** Which day it is, or why there is none. */
  readonly how: string;
}

/** One calendar day of a search. */
export interface LookedDay {
  readonly day: string;
  readonly weekday: string;
  /** Vol and every hedge have a price. */
  readonly good: boolean;
  /** The price columns without a price. */
  readonly missing: readonly string[];
  readonly roles: readonly ("anchor" | "target" | "chosen")[];
}

export interface DaySearch {
  readonly month: string;
  readonly goodDays: number;
  readonly anchor: Anchor;
  /** Calendar days from the anchor to the target; null = the offset is no integer. */
  readonly offset: number | null;
  readonly target: string | null;
  readonly days: readonly LookedDay[];
  readonly rule: string;
  readonly chosen: string | null;
}

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const CODE_DAYS: Readonly<Record<string, string>> = {
  F: "Friday",
  R: "Thursday",
  W: "Wednesday",
  BD: "business day",
};

/** The search for the entry day. Throws a defect when it ends elsewhere than the engine's. */
export function explainEntry(single: SingleValuation): DaySearch {
  const { table, at, outcome } = single;
  const first = firstDayOfMonth(table.entryMonth[at]!);
  const last = lastDayOfMonth(table.entryMonth[at]!);
  const anchor = table.entryAnchor[at]!;
  const offset = table.entryOffset[at]!;
  const target = anchor === NO_DAY || offset === NO_DAY ? NO_DAY : anchor + offset;
  let chosen = NO_DAY;
  let rule = notSearched(single, anchor) ??
    (offset === NO_DAY ? `none: the entry offset "${single.straddle.row.ntrv}" is no integer` : "");
  if (rule === "") {
    chosen = findDay(single, Math.max(target, first), last);
    rule = target < first
      ? "first good day of the entry month: the target lies before it"
      : "first good day on or after the target";
    if (chosen === NO_DAY) {
      for (let day = last; day >= first && chosen === NO_DAY; day--) {
        if (isGood(single, day)) chosen = day;
      }
      rule = chosen === NO_DAY
        ? "none: the entry month has no good day"
        : target > last
        ? "last good day of the entry month: the target lies beyond its end"
        : "fallback: no good day from the target to the end of the entry month, so its last good " +
          "day, before the target";
    }
    if (chosen !== NO_DAY && outcome.expiry !== NO_DAY && outcome.expiry <= chosen) {
      chosen = NO_DAY;
      rule = "none: the expiry day is not after it";
    }
  }
  agree("entry", chosen, outcome.entry);
  const fellBack = chosen !== NO_DAY && chosen < target && target <= last;
  if (fellBack !== ((outcome.notes & Note.fallback) !== 0)) {
    throw new Error(`the explanation and the engine disagree on the fallback of ${single.text}`);
  }
  return search(single, "entry", { first, last, anchor, target, chosen, rule, offset });
}

/** The search for the expiry day. Throws a defect when it ends elsewhere than the engine's. */
export function explainExpiry(single: SingleValuation): DaySearch {
  const { table, at, outcome } = single;
  const first = firstDayOfMonth(table.expiryMonth[at]!);
  const last = lastDayOfMonth(table.expiryMonth[at]!);
  const anchor = table.expiryAnchor[at]!;
  let chosen = NO_DAY;
  let rule = notSearched(single, anchor) ?? "";
  if (rule === "") {
    chosen = findDay(single, anchor, last);
    rule = chosen === NO_DAY
      ? "none: no good day from the anchor to the end of the expiry month, and there is no fallback"
      : "first good day on or after the anchor";
  }
  agree("expiry", chosen, outcome.expiry);
  return search(single, "expiry", { first, last, anchor, target: anchor, chosen, rule, offset: 0 });
}

/** How many good days there are from one day to another, inclusive. */
export function countGood(single: SingleValuation, from: number, to: number): number {
  let good = 0;
  for (let day = from; day <= to; day++) if (isGood(single, day)) good++;
  return good;
}

function missingOn(single: SingleValuation, day: number): string[] {
  return priceColumns(single).all.filter((column) => Number.isNaN(column.on(day)))
    .map(({ name }) => name);
}

function isGood(single: SingleValuation, day: number): boolean {
  const { vol, hedges } = priceColumns(single);
  return vol.length > 0 && hedges.length > 0 && missingOn(single, day).length === 0;
}

function findDay(single: SingleValuation, from: number, to: number): number {
  for (let day = from; day <= to; day++) if (isGood(single, day)) return day;
  return NO_DAY;
}

function notSearched(single: SingleValuation, anchor: number): string | undefined {
  const { vol, hedges } = priceColumns(single);
  if (vol.length === 0) return "none: not searched, because there is no vol column";
  if (hedges.length === 0) return "none: not searched, because there is no hedge column";
  return anchor === NO_DAY ? "none: not searched, because there is no anchor" : undefined;
}

function agree(what: string, ours: number, engine: number): void {
  if (ours === engine) return;
  const text = (day: number) => day === NO_DAY ? "none" : formatDay(day);
  throw new Error(
    `the explanation and the engine disagree on the ${what} day: ${text(ours)}, ${text(engine)}`,
  );
}

interface Found {
  readonly first: number;
  readonly last: number;
  readonly anchor: number;
  readonly target: number;
  readonly chosen: number;
  readonly rule: string;
  readonly offset: number;
}

function search(single: SingleValuation, which: "entry" | "expiry", found: Found): DaySearch {
  const { first, last, anchor, target, chosen, rule, offset } = found;
  const month = single.table[which === "entry" ? "entryMonth" : "expiryMonth"][single.at]!;
  const text = (day: number) => day === NO_DAY ? null : formatDay(day);
  return {
    month: formatMonth(month),
    goodDays: countGood(single, first, last),
    anchor: { day: text(anchor), how: anchorText(single, month, anchor) },
    offset: offset === NO_DAY ? null : offset,
    target: text(target),
    days: target === NO_DAY ? [] : lookedDays(single, found),
    rule,
    chosen: text(chosen),
  };
}

/** The days that decided, and one more on either side. */
function lookedDays(single: SingleValuation, found: Found): LookedDay[] {
  const { first, last, anchor, target, chosen } = found;
  const points = chosen === NO_DAY ? [target, last] : [target, chosen];
  // A fallback is decided by all days to the month's end, none of which was good.
  if (chosen !== NO_DAY && chosen < target) points.push(last);
  const from = Math.max(first, Math.min(...points) - 1);
  const to = Math.min(last, Math.max(...points) + 1);
  const days: LookedDay[] = [];
  for (let day = from; day <= to; day++) {
    const missing = missingOn(single, day);
    days.push({
      day: formatDay(day),
      weekday: WEEKDAYS[weekdayOf(day)]!,
      good: isGood(single, day),
      missing,
      roles: [
        ...(day === anchor ? ["anchor" as const] : []),
        ...(day === target && target !== anchor ? ["target" as const] : []),
        ...(day === chosen ? ["chosen" as const] : []),
      ],
    });
  }
  return days;
}

function anchorText({ straddle, asset }: SingleValuation, month: number, anchor: number): string {
  const { xprc, xprv } = straddle.row;
  const when = formatMonth(month);
  if (xprc === "OVERRIDE") {
    return anchor === NO_DAY
      ? `none: the expiry overrides have no day for "${asset.underlying}" in ${when}`
      : `the expiry overrides' day for "${asset.underlying}" in ${when}`;
  }
  if (!EXPIRY_CODES.includes(xprc)) return `none: the expiry code "${xprc}" is unknown`;
  const n = parseInteger(xprv);
  const kind = CODE_DAYS[xprc]!;
  if (n === undefined || n < 1) return `none: the expiry value "${xprv}" is no ordinal (1, 2, …)`;
  return anchor === NO_DAY
    ? `none: ${when} has no ${ordinal(n)} ${kind}`
    : `the ${ordinal(n)} ${kind} of ${when}`;
}
