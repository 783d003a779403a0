/**
 * The legs of straddles: the series that those of one asset, expiry month and entry code are made of,
 * and what of a straddle's end they settle. Anchor days are the schedule rows' (row_facts.ts).
 */
import { formatMonth } from "../base/calendar.ts";
import { StraddleError } from "../base/errors.ts";
import type { Asset } from "../inputs/amt/asset_table.ts";
import { REFERENCE } from "../inputs/rules.ts";
import type { Inputs } from "../loader.ts";
import {
  isLackedAt,
  LME_SOURCE,
  splitTicker,
  storedName,
  straddleTickers,
  type TickerRow,
  tschemas,
} from "../tickers.ts";
import { modelOf } from "./models/models.ts";
import type { SeriesCollector } from "./series.ts";
import { Note, State } from "./states.ts";
import type { MarkRule } from "./vol_marks.ts";

/** What the straddles of one asset, expiry month and entry code share: their series, -1 = none. */
export interface Legs {
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

/** The rows of an asset's tickers in a month, or why there are none. */
export function tryTickers(tickersOf: (month: number) => readonly TickerRow[], month: number) {
  try {
    return { tickers: tickersOf(month), error: undefined };
  } catch (error) {
    if (!(error instanceof StraddleError)) throw error;
    return { tickers: [], error: `${formatMonth(month)}: ${error.message}` };
  }
}

/** What all legs of an asset are made from. */
export interface LegsOf {
  readonly inputs: Inputs;
  readonly asset: Asset;
  readonly params: readonly string[];
  readonly series: SeriesCollector;
  readonly markRule: MarkRule | undefined;
}

/** The legs of an entry code's straddles that expire in a month; their series get an id each. */
export function makeLegs(
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
export function noLegs(params: readonly string[]): Legs {
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

/** Adds the days between two to those that the series are needed for. */
export function needLegs(series: SeriesCollector, legs: Legs, first: number, last: number): void {
  if (legs.vol >= 0) series.need(legs.vol, first, last);
  if (legs.near >= 0) series.need(legs.near, first, last);
  for (const hedge of legs.hedges) if (hedge >= 0) series.need(hedge, first, last);
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
