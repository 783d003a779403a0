/**
 * Why one straddle has the rows it has: from the asset table to the P&L, as plain data (dates as
 * texts, null = none) that can be printed as JSON. text.ts puts it into words.
 */
import { problemsBy, problemText } from "../../inputs/amt/problems.ts";
import { formatMonth, NO_DAY } from "../../base/calendar.ts";
import { countGood, type DaySearch, explainEntry, explainExpiry } from "./days.ts";
import { priceColumns, type SingleValuation, valueSingle } from "../single.ts";
import { forwardSwap } from "./ns_formulas.ts";
import { explainLetter, type Letter } from "./letters.ts";
import { explainMarks, type Marks } from "./marks.ts";
import { explainPnl, type Pnl } from "./pnl.ts";
import { continuityText, emptyColumns, explainState, type Reason } from "./reasons.ts";
import { limitsOf } from "../limits.ts";
import type { Rules } from "../../inputs/rules.ts";
import { explainSeries, type SeriesColumn } from "./series.ts";
import type { Asset } from "../../inputs/amt/asset_table.ts";
import type { PriceDatabase } from "../../inputs/prices/database.ts";
import type { Inputs } from "../../loader.ts";
import { State, type StateName, STATES } from "../../engine/states.ts";
import { PLAIN, type Switches } from "../../engine/switches.ts";

/** The component of the schedule that the index picks. */
export interface ScheduleEntry {
  /** Null = the asset names none. */
  readonly name: string | null;
  /** As the asset table has it; null = there is none. */
  readonly text: string | null;
  /** From 1; 0 = there is none. */
  readonly component: number;
  readonly components: number;
  readonly entryCode: string;
  readonly entryValue: string;
  readonly expiryCode: string;
  readonly expiryValue: string;
  readonly weight: string;
  readonly letters: readonly Letter[];
}

export interface Strike {
  /** The column in the daily table. */
  readonly name: string;
  /** The price column it is the entry day's price of. */
  readonly of: string;
  readonly value: number;
}

export interface Explanation {
  readonly rules: Rules;
  readonly asset: string;
  readonly live: boolean;
  readonly model: string;
  readonly month: string;
  readonly index: number;
  readonly straddle: string;
  /** Which straddles another asset gives; null = it gives all of its own. */
  readonly continuity: string | null;
  /** Errors of the asset table for which a backtest refuses the asset. */
  readonly problems: readonly string[];
  readonly schedule: ScheduleEntry;
  readonly columns: readonly SeriesColumn[];
  /** How the vol is marked; null = it is as quoted. */
  readonly marks: Marks | null;
  readonly entry: DaySearch;
  readonly expiry: DaySearch;
  readonly strikes: readonly Strike[];
  /** Null = nothing is valued. */
  readonly pnl: Pnl | null;
  /** What the rules leave out that matters for its P&L. */
  readonly limits: readonly string[];
  /** From entry to expiry, inclusive; null = one of them is missing. */
  readonly life: { readonly goodDays: number; readonly calendarDays: number } | null;
  readonly state: StateName;
  readonly why: string;
  readonly mend: string | null;
  /** Whether it has both days and a value. */
  readonly complete: boolean;
}

/** Why a straddle ended in its state. */
export async function explainWhy(
  inputs: Inputs,
  database: PriceDatabase,
  single: SingleValuation,
): Promise<Reason> {
  const near = await nearSeries(inputs, database, single);
  return explainState(inputs, single, explainEntry(single), explainExpiry(single), near);
}

/** The names of the price files, where a column has no price; undefined where all have. */
async function nearSeries(inputs: Inputs, database: PriceDatabase, single: SingleValuation) {
  if (emptyColumns(single).length === 0) return undefined;
  const { NearSeries } = await import("../near_series.ts");
  return await NearSeries.of(database, inputs.chain);
}

/** Explains straddle `index` of an asset and expiry month. */
export async function explain(
  inputs: Inputs,
  database: PriceDatabase,
  asset: Asset,
  month: number,
  index: number,
  switches: Switches = PLAIN,
): Promise<Explanation> {
  const single = await valueSingle(inputs, database, asset, month, index, switches);
  const { entry: entryDay, expiry: expiryDay, state } = single.outcome;
  const entry = explainEntry(single);
  const expiry = explainExpiry(single);
  const both = entryDay !== NO_DAY && expiryDay !== NO_DAY;
  const valued = state === State.valued;
  if (valued && !both) throw new Error(`${single.text} is valued without an entry or expiry day`);
  return {
    rules: inputs.rules,
    asset: asset.underlying,
    live: asset.live,
    model: asset.model,
    month: formatMonth(month),
    index,
    straddle: single.text,
    continuity: continuityText(inputs, asset),
    problems: problemsBy(inputs.amt, inputs.rules)
      .filter(({ severity, asset: name }) => severity === "error" && name === asset.underlying)
      .map((problem) => problemText(inputs.amt, problem)),
    schedule: scheduleEntry(inputs, single),
    columns: await explainSeries(inputs, database, single),
    marks: explainMarks(inputs.rules, single) ?? null,
    entry,
    expiry,
    strikes: entryDay === NO_DAY ? [] : strikesOf(single),
    pnl: valued ? explainPnl(single) : null,
    limits: valued
      ? limitsOf(asset, {
        entry: entryDay,
        expiry: expiryDay,
        anchor: single.table.expiryAnchor[single.at]!,
        code: single.straddle.row.xprc,
      })
      : [],
    life: both
      ? {
        goodDays: countGood(single, entryDay, expiryDay),
        calendarDays: expiryDay - entryDay + 1,
      }
      : null,
    state: STATES[state]!,
    ...explainState(inputs, single, entry, expiry, await nearSeries(inputs, database, single)),
    complete: valued,
  };
}

function scheduleEntry(
  { amt }: Inputs,
  { asset, straddle: { row } }: SingleValuation,
): ScheduleEntry {
  const components = asset.options === undefined ? undefined : amt.schedules.get(asset.options);
  const text = Array.isArray(components) && row.schid > 0
    ? String(components[row.schid - 1])
    : null;
  const [entryText = "", expiryText] = (text ?? "").split("_");
  const letters = expiryText === undefined ? [] : [
    ...explainLetter("entry", entryText.slice(row.ntrc.length), asset, row, row.ntrv),
    ...explainLetter("expiry", expiryText.slice(row.xprc.length), asset, row, row.xprv),
  ];
  return {
    name: asset.options ?? null,
    text,
    component: row.schid,
    components: row.schcnt,
    entryCode: row.ntrc,
    entryValue: row.ntrv,
    expiryCode: row.xprc,
    expiryValue: row.xprv,
    weight: row.wgt,
    letters,
  };
}

/** Strikes are named by position, not after their hedges; that of NS is in no column. */
function strikesOf(single: SingleValuation): Strike[] {
  const { vol, hedges } = priceColumns(single);
  const { entry, expiry } = single.outcome;
  const forward = single.table.model !== undefined && single.asset.model === "NS" &&
    expiry !== NO_DAY;
  return [
    ...vol.map(({ on }) => ({ name: "strike_vol", of: "vol", value: on(entry) })),
    ...hedges.map(({ name, on }, i) => ({
      name: i === 0 ? "strike" : `strike${i}`,
      of: name,
      value: on(entry),
    })),
    ...forward ? [{ name: "X", of: "F", value: forwardSwap(single, entry).F }] : [],
  ];
}
