/** The parts of a run that have figures of their own: by asset, class, group, year, month or schedule. */
import { firstDayOfMonth, formatMonth, lastDayOfMonth, monthOfDay } from "../../base/calendar.ts";
import { compareText } from "../../base/text.ts";
import type { RunAggregates } from "./aggregates.ts";
import { between, type Daily, dailySums, type DayRule } from "./daily.ts";
import type { Division } from "../divisions.ts";
import type { Figures } from "../figures.ts";
import { measure } from "./measure.ts";

/** A part of a run: its name, daily sums, straddles and figures. */
export interface Part {
  readonly name: string;
  readonly daily: Daily;
  /** Positions of its straddles. */
  readonly straddles: Int32Array;
  readonly figures: Figures;
}

/** Class and group of an asset; empty = not known. */
export interface AssetLabels {
  readonly class: string;
  readonly group: string;
}

/** The whole run. */
export function wholeRun(run: RunAggregates, rule: DayRule): Part {
  const straddles = Int32Array.from({ length: run.straddles.count }, (_, i) => i);
  return makePart(run, "total", wholeDaily(run, rule), straddles);
}

function wholeDaily(run: RunAggregates, rule: DayRule): Daily {
  return dailySums(run.assetDays, rule);
}

/**
 * The parts of a run by name, in code-point order. Months and years take their days from the whole
 * run and the straddles that expire in them.
 */
export function partsOf(
  run: RunAggregates,
  division: Division,
  rule: DayRule,
  labels: (asset: string) => AssetLabels,
): Part[] {
  switch (division) {
    case "asset":
      return byAsset(run, rule, (asset) => asset);
    case "class":
      return byAsset(run, rule, (asset) => labels(asset).class);
    case "group":
      return byAsset(run, rule, (asset) => labels(asset).group);
    case "schedule":
      return bySchedule(run, rule);
    case "year":
      return byPeriod(run, rule, 12);
    case "month":
      return byPeriod(run, rule, 1);
  }
}

function byAsset(run: RunAggregates, rule: DayRule, nameOf: (asset: string) => string): Part[] {
  const assetNames = run.assets.map(nameOf);
  const names = [...new Set(assetNames)].sort(compareText);
  const partOfAsset = assetNames.map((name) => names.indexOf(name));
  const straddles = bucket(run.straddles.asset.map((asset) => partOfAsset[asset]!), names.length);
  return names.map((name, part) => {
    const own = run.assetDays.filter((_, asset) => partOfAsset[asset] === part);
    return makePart(run, name, dailySums(own, rule), straddles[part]!);
  });
}

function bySchedule(run: RunAggregates, rule: DayRule): Part[] {
  const straddles = bucket(run.straddles.component, run.components.length);
  return run.components.map((name, component) => {
    const daily = dailySums([run.componentDays[component]!], rule);
    return makePart(run, name, daily, straddles[component]!);
  }).sort((a, b) => compareText(a.name, b.name));
}

function byPeriod(run: RunAggregates, rule: DayRule, months: number): Part[] {
  const daily = wholeDaily(run, rule);
  const periodOf = (day: number) => Math.floor(monthOfDay(day) / months);
  if (daily.flows.day.length === 0) return [];
  const first = periodOf(daily.holdings.day[0]!);
  const expiries = run.straddles.expiry.map((day) => periodOf(day) - first);
  // The P&L of a last weekend counts to a day after the last; an expiry day may have no value.
  const last = Math.max(periodOf(daily.flows.day.at(-1)!) - first, expiries.reduce(max, 0));
  const straddles = bucket(expiries, last + 1);
  const entered = bucket(run.straddles.entry.map((day) => periodOf(day) - first), last + 1);
  return straddles.map((own, i) => {
    const month = (first + i) * months;
    const text = formatMonth(month);
    const name = months === 12 ? text.split("-")[0]! : text;
    const [from, to] = [firstDayOfMonth(month), lastDayOfMonth(month + months - 1)];
    const flows = between(daily.flows, from, to);
    const holdings = between(daily.holdings, from, to);
    return makePart(run, name, { ...daily, flows, holdings }, own, entered[i]!.length);
  }).filter(({ daily, straddles }) => daily.flows.day.length + straddles.length > 0);
}

const max = (a: number, b: number) => Math.max(a, b);

/** The positions of each key from 0 to `count` - 1. */
function bucket(keys: Int32Array, count: number): Int32Array[] {
  const sizes = new Int32Array(count);
  for (const key of keys) sizes[key]!++;
  const buckets = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  keys.forEach((key, i) => buckets[key]![sizes[key]!++] = i);
  return buckets;
}

function makePart(
  run: RunAggregates,
  name: string,
  daily: Daily,
  straddles: Int32Array,
  entries = straddles.length,
): Part {
  return { name, daily, straddles, figures: measure(daily, run.straddles, straddles, entries) };
}
