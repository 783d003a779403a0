/**
 * From assets to integers: the straddles of an asset as a table of numbers, in output order, with
 * the price series they need: legs.ts and row_facts.ts make the pieces. All strings and cache look-ups of a run end here; the valuation sees
 * none of them.
 */
import { firstDayOfMonth, lastDayOfMonth, type MonthSpan, NO_DAY } from "../base/calendar.ts";
import type { Inputs } from "../loader.ts";
import type { Amt, Asset } from "../inputs/amt/asset_table.ts";
import {
  expandMonths,
  LONGEST_ENTRY_LAG,
  schedule,
  type ScheduleRow,
  type Straddle,
} from "../schedules.ts";
import type { Model } from "./models/model.ts";
import { modelOf } from "./models/models.ts";
import { type Legs, makeLegs, needLegs, noLegs, tryTickers } from "./legs.ts";
import { factsOf, type LagRow, type RowFacts, rowsOfLag } from "./row_facts.ts";
import { State } from "./states.ts";
import { isOutside, spanOf } from "../inputs/amt/continuity.ts";
import { markRuleOf, type Marks } from "./vol_marks.ts";
import { isHedge, tickersByMonth, tschemas } from "../tickers.ts";
import type { SeriesCollector } from "./series.ts";

/** The straddles of one asset in output order: parallel arrays, `NO_DAY` or -1 = none. */
export interface StraddleTable {
  readonly asset: Asset;
  /** Undefined = the rules have none of the asset's. */
  readonly model: Model | undefined;
  /** The schedule, in the asset table's order. */
  readonly rows: readonly ScheduleRow[];
  /** The asset's hedge columns, by name; `hedges[k]` holds the series of the k-th. */
  readonly hedgeParams: readonly string[];
  readonly count: number;
  readonly row: Int32Array;
  readonly entryMonth: Int32Array;
  readonly expiryMonth: Int32Array;
  /** How many components of the schedule make this very straddle (more than 1 when one is repeated). */
  readonly copies: Int32Array;
  /** The end state as far as it is known without prices. */
  readonly state: Uint8Array;
  readonly vol: Int32Array;
  readonly hedges: readonly Int32Array[];
  /** Whether the straddle has any price column: without one there are no rows to show (P-2). */
  readonly listed: Uint8Array;
  /** What else the summary tells of the straddle: bits of `Note`. */
  readonly notes: Uint16Array;
  readonly entryAnchor: Int32Array;
  /** Entry value in calendar days; NO_DAY = not an integer. */
  readonly entryOffset: Int32Array;
  readonly expiryAnchor: Int32Array;
  /** How vols are marked; undefined = as quoted. */
  readonly marks: Marks | undefined;
  /** Message by straddle, for the state "error". */
  readonly errors: ReadonlyMap<number, string>;
}

/** The hedge columns an asset may have in some month, by its schema. */
export function hedgeParams(amt: Amt, asset: Asset): string[] {
  const params = tschemas(amt, asset).filter((row) => row.type === "Hedge").map((row) =>
    row.source === "BBGfc" ? "hedge" : row.param
  );
  return [...new Set(params.filter(isHedge))];
}

/** What an asset's straddles have whatever its schedule: for those who try several of them. */
export class KnownLegs {
  readonly tickers = new Map<number, ReturnType<typeof tryTickers>>();
  /** By entry code, then by expiry month. */
  readonly byCode = new Map<string, Map<number, Legs>>();
}

/**
 * The straddles of an asset that expire in the given months; their series are added to `series`.
 * `known` is from another schedule of the same asset, months, series, rules and tickers.
 */
export function resolveAsset(
  inputs: Inputs,
  asset: Asset,
  months: MonthSpan,
  series: SeriesCollector,
  known?: KnownLegs,
): StraddleTable {
  const { amt, chain, rules } = inputs;
  const model = modelOf(asset.model, rules);
  const rows = schedule(amt, asset);
  const params = hedgeParams(amt, asset);
  const monthCount = Math.max(0, months.last - months.first + 1);
  const size = rows.length * monthCount;
  const column = () => new Int32Array(size);
  const markRule = rules.volMarks === "rolled" ? markRuleOf(asset) : undefined;
  const table = {
    asset,
    model,
    rows,
    hedgeParams: params,
    count: 0,
    row: column(),
    entryMonth: column(),
    expiryMonth: column(),
    copies: column(),
    state: new Uint8Array(size),
    vol: column(),
    hedges: params.map(column),
    listed: new Uint8Array(size),
    notes: new Uint16Array(size),
    entryAnchor: column(),
    entryOffset: column(),
    expiryAnchor: column(),
    marks: markRule && { rule: markRule, near: column(), rollDay: column() },
    errors: new Map<number, string>(),
  };
  const byLag = Array.from({ length: LONGEST_ENTRY_LAG + 1 }, (_, lag) => rowsOfLag(rows, lag));
  const facts = rows.map((row) => factsOf(row, asset, model, months, inputs.overrides));
  const tickersOf = tickersByMonth(amt, asset, chain, rules);
  const straddlesOf = known === undefined ? expandMonths(amt, asset) : undefined;
  const byMonth = Array.from({ length: monthCount }, (_, i) => {
    const month = months.first + i;
    return {
      straddles: straddlesOf?.(month),
      ...known === undefined
        ? tryTickers(tickersOf, month)
        : once(known.tickers, month, () => tryTickers(tickersOf, month)),
    };
  });
  const legsByCode = new Map<string, Legs>();
  const make = (code: string, expiry: number) => {
    const { tickers, error } = byMonth[expiry - months.first]!;
    return makeLegs({ inputs, asset, params, series, markRule }, tickers, error, code, expiry);
  };
  const legsOf = ({ expiry, row: { ntrc: code } }: Straddle): Legs => {
    if (known !== undefined) {
      const ofCode = once(known.byCode, code, () => new Map<number, Legs>());
      return once(ofCode, expiry, () => make(code, expiry));
    }
    const { tickers, error } = byMonth[expiry - months.first]!;
    let legs = legsByCode.get(code);
    if (!legs || legs.rows !== tickers || error !== undefined) {
      legsByCode.set(code, legs = make(code, expiry));
    }
    return legs;
  };

  const given = rules.set === "current" ? spanOf(amt, asset.underlying) : undefined;
  const otherSide = given && noLegs(params);
  // Entry month by entry month, so that the table is sorted as its texts sort: |ENTRY|EXPIRY|rest|.
  const base = months.first - LONGEST_ENTRY_LAG;
  for (let entry = base; entry <= months.last; entry++) {
    for (let lag = 0; lag <= LONGEST_ENTRY_LAG; lag++) {
      const expiry = entry + lag;
      if (expiry < months.first || expiry > months.last) continue;
      for (const sameCode of byLag[lag]!) {
        const { row } = sameCode[0]!;
        const straddle = byMonth[expiry - months.first]!.straddles?.[row] ??
          { entry, expiry, row: rows[row]! };
        const legs = otherSide && isOutside(given, straddle.entry) ? otherSide : legsOf(straddle);
        needLegs(series, legs, firstDayOfMonth(straddle.entry), lastDayOfMonth(straddle.expiry));
        addStraddles(table, sameCode, facts, legs, straddle, base);
      }
    }
  }
  return table;
}

/** A straddle table while it is filled. */
type OpenTable = { -readonly [K in keyof StraddleTable]: StraddleTable[K] } & {
  readonly errors: Map<number, string>;
};

/**
 * Appends the straddles of schedule rows with the same months and series, which are those of the
 * straddle given; there are anchor days from the month `base` on.
 */
function addStraddles(
  table: OpenTable,
  rows: readonly LagRow[],
  facts: readonly RowFacts[],
  legs: Legs,
  { entry, expiry }: Straddle,
  base: number,
): void {
  for (let n = 0; n < rows.length; n++) {
    const { row, copies } = rows[n]!;
    const ofRow = facts[row]!;
    const i = table.count++;
    table.row[i] = row;
    table.entryMonth[i] = entry;
    table.expiryMonth[i] = expiry;
    table.copies[i] = copies;
    table.vol[i] = legs.vol;
    for (let k = 0; k < table.hedges.length; k++) table.hedges[k]![i] = legs.hedges[k]!;
    if (table.marks) {
      table.marks.near[i] = legs.near;
      const roll = ofRow.anchors[expiry - 1 - base]!;
      table.marks.rollDay[i] = roll === NO_DAY ? firstDayOfMonth(expiry) : roll;
    }
    table.listed[i] = legs.listed ? 1 : 0;
    table.notes[i] = legs.notes;
    const entryAnchor = table.entryAnchor[i] = ofRow.anchors[entry - base]!;
    const expiryAnchor = table.expiryAnchor[i] = ofRow.anchors[expiry - base]!;
    table.entryOffset[i] = ofRow.offset;
    table.state[i] = firstReason(legs, ofRow, entryAnchor, expiryAnchor);
    if (legs.error !== undefined) table.errors.set(i, legs.error);
  }
}

/** The end state of a straddle as far as it is known without prices; the first reason counts. */
function firstReason(
  legs: Legs,
  { state, noAnchor, offset }: RowFacts,
  entryAnchor: number,
  expiryAnchor: number,
): number {
  if (legs.state === State.error || legs.state === State.otherSide) return legs.state;
  if (state !== State.open) return state;
  if (legs.state !== State.open) return legs.state;
  if (entryAnchor === NO_DAY || expiryAnchor === NO_DAY) return noAnchor;
  return offset === NO_DAY ? State.unknownCode : State.open;
}

/** What a map has, which is made the first time. */
function once<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, value = make());
  return value;
}
