/**
 * From assets to integers: the straddles of an asset as a table of numbers, in output order, with
 * the price series they need. All strings and cache look-ups of a run end here; the valuation sees
 * none of them.
 */
import { anchorDay, EXPIRY_CODES } from "./anchors.ts";
import {
  firstDayOfMonth,
  formatMonth,
  lastDayOfMonth,
  type MonthSpan,
  NO_DAY,
} from "../base/calendar.ts";
import { StraddleError } from "../base/errors.ts";
import type { Inputs } from "../loader.ts";
import type { Amt, Asset } from "../inputs/amt/asset_table.ts";
import { parseInteger } from "../base/numbers.ts";
import type { Overrides } from "../inputs/overrides.ts";
import {
  entryLag,
  expandMonths,
  LONGEST_ENTRY_LAG,
  schedule,
  type ScheduleRow,
  scheduleText,
  type Straddle,
} from "../schedules.ts";
import type { Model } from "./models/model.ts";
import { modelOf } from "./models/models.ts";
import { Note, State } from "./states.ts";
import { isOutside, spanOf } from "../inputs/amt/continuity.ts";
import { REFERENCE } from "../inputs/rules.ts";
import { type MarkRule, markRuleOf, type Marks } from "./vol_marks.ts";
import { compareText } from "../base/text.ts";
import {
  isHedge,
  isLackedAt,
  LME_SOURCE,
  splitTicker,
  storedName,
  straddleTickers,
  type TickerRow,
  tickersByMonth,
  tschemas,
} from "../tickers.ts";
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

/** What the straddles of one asset, expiry month and entry code share: their series, -1 = none. */
interface Legs {
  readonly rows: readonly TickerRow[];
  readonly vol: number;
  /** What is marked with Near later. */
  readonly near: number;
  readonly hedges: readonly number[];
  readonly listed: boolean;
  readonly notes: number;
  /** The end state as far as the series settle it. */
  readonly state: number;
  readonly error: string | undefined;
}

/** What the straddles of one schedule row share, whatever the month. */
interface RowFacts {
  /** Anchor days by month, from the first possible entry month on. */
  readonly anchors: Int32Array;
  readonly offset: number;
  /** The end state as far as the row settles it, and the one of a month without an anchor. */
  readonly state: number;
  readonly noAnchor: number;
}

/** A schedule row among those with the same entry lag; equal rows are one with copies. */
interface LagRow {
  readonly row: number;
  copies: number;
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

/** Adds the days between two to those that the series are needed for. */
function needLegs(series: SeriesCollector, legs: Legs, first: number, last: number): void {
  if (legs.vol >= 0) series.need(legs.vol, first, last);
  if (legs.near >= 0) series.need(legs.near, first, last);
  for (const hedge of legs.hedges) if (hedge >= 0) series.need(hedge, first, last);
}

function factsOf(
  row: ScheduleRow,
  asset: Asset,
  model: Model | undefined,
  months: MonthSpan,
  overrides: Overrides,
): RowFacts {
  return {
    anchors: anchorsOf(row, asset, months, overrides),
    offset: row.ntrv === "" ? 0 : clampOffset(parseInteger(row.ntrv)),
    state: rowState(row, model),
    noAnchor: row.xprc === "OVERRIDE" ? State.overrideMissing : State.anchorMissing,
  };
}

/** An entry offset that fits an integer array; beyond a million days all of them lead out of the month. */
function clampOffset(days: number | undefined): number {
  return days === undefined ? NO_DAY : Math.max(-1e6, Math.min(1e6, days));
}

/** Where an old rule that users may not expect took something from a straddle. */
function resolveNotes(asset: Asset, ntrc: string, vol: number, legMissing: boolean): number {
  let notes = legMissing ? Note.switchMonth : 0;
  if (vol < 0 && asset.vol) {
    if (asset.vol.source === LME_SOURCE) notes |= Note.lmeVol;
    else if (ntrc === "F" && asset.vol.near !== "" && asset.vol.far === asset.vol.near) {
      notes |= Note.farIsNear;
    } else if (splitTicker(asset.vol.ticker)) notes |= Note.switchMonth;
  }
  return notes;
}

/** What a straddle has by the current rules that the reference has not, if it is valued. */
function changeNotes(
  { model, vol }: Asset,
  schema: readonly TickerRow[],
  expiry: number,
): number {
  let notes = modelOf(model, REFERENCE) === undefined ? Note.newModel : 0;
  if (vol?.source === LME_SOURCE) notes |= Note.lmeSeries;
  const lacked = ({ type, source, ticker }: TickerRow) =>
    type !== "Market" && source === "BBG" && isLackedAt(ticker, expiry);
  return schema.some(lacked) ? notes | Note.switchColumn : notes;
}

/** The end state that a schedule row and its asset's model settle for every month. */
function rowState(row: ScheduleRow, model: Model | undefined): number {
  if (row.schcnt === 0) return State.noSchedule;
  const known = entryLag(row.ntrc) > 0 && EXPIRY_CODES.includes(row.xprc);
  if (!known) return State.unknownCode;
  return model ? State.open : State.modelNotSupported;
}

/**
 * The schedule rows with an entry lag in the order of their texts, equal ones as one with copies;
 * neighbours with the same entry code together.
 */
function rowsOfLag(rows: readonly ScheduleRow[], lag: number): LagRow[][] {
  const byText = new Map<string, LagRow>();
  rows.forEach((row, i) => {
    if (entryLag(row.ntrc) !== lag) return;
    const text = scheduleText(row);
    const same = byText.get(text);
    if (same) same.copies++;
    else byText.set(text, { row: i, copies: 1 });
  });
  const groups: LagRow[][] = [];
  let code: string | undefined;
  for (const [, row] of [...byText].sort(([a], [b]) => compareText(a, b))) {
    if (rows[row.row]!.ntrc !== code) groups.push([]);
    code = rows[row.row]!.ntrc;
    groups.at(-1)!.push(row);
  }
  return groups;
}

/** By code, value and months alone: nothing in it can get stale. */
const anchorTables = new Map<string, Int32Array>();

/** The anchor days of a schedule row, from the first possible entry month to the last expiry month. */
function anchorsOf(
  { xprc, xprv }: ScheduleRow,
  asset: Asset,
  months: MonthSpan,
  overrides: Overrides,
): Int32Array {
  const make = () => {
    const base = months.first - LONGEST_ENTRY_LAG;
    const days = new Int32Array(Math.max(0, months.last - base + 1));
    for (let i = 0; i < days.length; i++) {
      days[i] = anchorDay(xprc, xprv, base + i, asset.underlying, overrides) ?? NO_DAY;
    }
    return days;
  };
  if (xprc === "OVERRIDE") return make();
  const key = `${xprc}|${xprv}|${months.first}|${months.last}`;
  let days = anchorTables.get(key);
  if (!days) anchorTables.set(key, days = make());
  return days;
}

/** What a map has, which is made the first time. */
function once<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, value = make());
  return value;
}

function tryTickers(tickersOf: (month: number) => readonly TickerRow[], month: number) {
  try {
    return { tickers: tickersOf(month), error: undefined };
  } catch (error) {
    if (!(error instanceof StraddleError)) throw error;
    return { tickers: [], error: `${formatMonth(month)}: ${error.message}` };
  }
}

/** What all legs of an asset are made from. */
interface LegsOf {
  readonly inputs: Inputs;
  readonly asset: Asset;
  readonly params: readonly string[];
  readonly series: SeriesCollector;
  readonly markRule: MarkRule | undefined;
}

function makeLegs(
  { inputs, asset, params, series, markRule }: LegsOf,
  rows: readonly TickerRow[],
  error: string | undefined,
  ntrc: string,
  expiry: number,
): Legs {
  const { amt, chain, rules } = inputs;
  const tickers = straddleTickers(rows, ntrc);
  const find = (param: string, among = tickers) => {
    const ticker = among.find((ticker) => ticker.param === param);
    return ticker ? series.id(storedName(ticker, chain), ticker.field, ticker.alternate) : -1;
  };
  const vol = find("vol");
  const hedges = params.map((param) => find(param));
  const near = markRule && ntrc === "F" && vol >= 0 ? find("vol", straddleTickers(rows, "N")) : -1;
  let notes = resolveNotes(asset, ntrc, vol, hedges.includes(-1));
  if (rules.set === "current") notes |= changeNotes(asset, tschemas(amt, asset, rules), expiry);
  if (rules.volMarks === "rolled" && ntrc === "F" && near < 0) notes |= Note.unmarked;
  return {
    rows,
    vol,
    near,
    hedges,
    listed: tickers.length > 0,
    notes,
    state: legsState(vol, hedges, error),
    error,
  };
}

/** What straddles have that another asset gives. */
function noLegs(params: readonly string[]): Legs {
  return {
    rows: [],
    vol: -1,
    near: -1,
    hedges: params.map(() => -1),
    listed: false,
    notes: 0,
    state: State.otherSide,
    error: undefined,
  };
}

function legsState(vol: number, hedges: readonly number[], error: string | undefined): number {
  if (error !== undefined) return State.error;
  if (vol < 0) return State.noVolTicker;
  return hedges.some((hedge) => hedge >= 0) ? State.open : State.noHedge;
}
