/**
 * From prices to rows: the entry and expiry day of each straddle, and its days between them. Loops
 * over typed arrays; no strings, no dates, and nothing allocated for a day.
 */
import { firstDayOfMonth, lastDayOfMonth, NO_DAY } from "../base/calendar.ts";
import type { PriceSeries } from "../inputs/prices/series.ts";
import { type FigureRows, LONGEST_STRADDLE } from "./figure_rows.ts";
import { weightOf } from "./pnl_tally.ts";
import type { StraddleTable } from "./resolve.ts";
import type { RowBuffer } from "./row_buffer.ts";
import { Note, State } from "./states.ts";
import { CostTally } from "./cost_tally.ts";
import { enterUnvalued, Study } from "./study.ts";
import { addedColumns, PLAIN, type Switches } from "./switches.ts";
import { VolMarker } from "./vol_marks.ts";

/** What valuing a straddle found; one object, reused, so that the loop allocates nothing. */
export interface Outcome {
  state: number;
  notes: number;
  /** Entry and expiry day, NO_DAY = none. */
  entry: number;
  expiry: number;
}

/** Everything one asset's straddles share, looked up once. */
export class AssetValuation {
  readonly #bases: number[];
  readonly #values: Float64Array;
  /** The vols of the straddle at hand: the one of a day is at `#volBase` + day. */
  #vols: Float64Array;
  #volBase = 0;
  /** The first hedge that the straddle at hand has; -1 = none. */
  #strikeHedge = -1;
  readonly #marks: VolMarker | undefined;
  /** For each hedge column of the row buffer: the table's hedge; -1 = the asset never has it. */
  readonly #hedgeOf: readonly number[];
  /** Which of the table's hedges are those that the model is priced from; -1 = none. */
  readonly #priced: readonly number[];
  /** Where the entry day's prices of these are, straddle by straddle. */
  readonly #places: Int32Array;
  /** What speaks against the units of the asset's series: it is refused. */
  readonly refusal: string | undefined;
  /** What the straddles valued so far cost; undefined = nobody asks. */
  readonly costs: CostTally | undefined;
  /** Undefined = no switch asks for more than values and P&L. */
  readonly #study: Study | undefined;
  readonly #tradable = new Uint8Array(LONGEST_STRADDLE);
  readonly outcome: Outcome = { state: 0, notes: 0, entry: NO_DAY, expiry: NO_DAY };

  constructor(
    readonly table: StraddleTable,
    readonly prices: PriceSeries,
    readonly runHedges: readonly string[],
    readonly allDays: boolean,
    switches: Switches = PLAIN,
  ) {
    this.#values = this.#vols = prices.values;
    this.#marks = table.marks && new VolMarker(table.marks, prices);
    this.refusal = table.model?.unitFault?.(table, prices);
    this.#hedgeOf = runHedges.map((param) => table.hedgeParams.indexOf(param));
    this.#bases = table.hedgeParams.map(() => 0);
    this.#priced = (table.model?.hedges ?? []).map((param) => table.hedgeParams.indexOf(param));
    this.#places = new Int32Array(this.#priced.length);
    this.costs = switches.costs && table.count > 0
      ? new CostTally(table.entryMonth[0]!, table.expiryMonth[table.count - 1]!)
      : undefined;
    this.#study = table.model && addedColumns(switches).length > 0
      ? new Study(table.model, table.asset, switches, this.costs)
      : undefined;
  }

  /**
   * Finds the entry and expiry day of straddle `i`, values it on each day between them
   * (V-3…V-6) and appends its rows to `buffer`: the days with a value, or with `allDays` every day
   * from the first of the entry month to the last of the expiry month. The outcome is in `outcome`.
   */
  value(i: number, buffer: RowBuffer, text: (i: number) => string): Outcome {
    const { table, allDays } = this;
    const outcome = this.find(i);
    const { entry, expiry } = outcome;
    const traded = entry !== NO_DAY && expiry !== NO_DAY;
    const model = this.#model;
    if (outcome.state === State.open && !traded) outcome.state = State.noGoodDay;
    if (outcome.state === State.open && !model) outcome.state = State.invalidData;
    if (allDays ? table.listed[i] === 0 : !traded || !model) return outcome;

    const start = buffer.rows;
    const first = firstDayOfMonth(table.entryMonth[i]!);
    const from = allDays ? first : entry;
    buffer.addDays(from, allDays ? lastDayOfMonth(table.expiryMonth[i]!) : expiry);
    const valued = this.#fill(i, buffer, start, from);
    let entryRow = entry === NO_DAY ? -1 : start + entry - from;
    let expiryRow = expiry === NO_DAY ? -1 : start + expiry - from;
    if (!allDays && valued <= expiry - entry) {
      const hasEntry = !Number.isNaN(buffer.mv[entryRow]);
      const hasExpiry = !Number.isNaN(buffer.mv[expiryRow]);
      buffer.dropUnvalued(start);
      entryRow = hasEntry ? start : -1;
      expiryRow = hasExpiry ? buffer.rows - 1 : -1;
    }
    if (outcome.state === State.open) {
      outcome.state = valued > 0 ? State.valued : State.invalidData;
    }
    if (buffer.rows === start) return outcome;

    this.#copyHedges(i, buffer, start);
    if (entry !== NO_DAY) this.#copyStrikes(i, buffer, entry);
    buffer.expiry[buffer.straddle] = expiry;
    // Without an expiry the strikes stand until the last row.
    const shownFrom = entry === NO_DAY ? start : allDays ? start + entry - first : start;
    const shownTo = entry === NO_DAY
      ? start
      : !allDays || expiry === NO_DAY
      ? buffer.rows
      : start + expiry - first + 1;
    buffer.endStraddle(text(i), {
      start,
      entry: entryRow,
      expiry: expiryRow,
      strikesFrom: shownFrom,
      strikesTo: Math.max(shownFrom, shownTo),
      hasExpiry: expiry !== NO_DAY,
      copies: table.copies[i]!,
    });
    return outcome;
  }

  /** Finds the days of straddle `i` only. */
  find(i: number): Outcome {
    const { table, outcome } = this;
    const origins = this.prices.origins;
    const first = firstDayOfMonth(table.entryMonth[i]!);
    const last = lastDayOfMonth(table.expiryMonth[i]!);
    outcome.state = table.state[i]!;
    outcome.notes = table.notes[i]!;
    outcome.entry = outcome.expiry = NO_DAY;
    const hasVol = table.vol[i]! >= 0;
    this.#vols = this.#values;
    this.#volBase = hasVol ? origins[table.vol[i]!]! : 0;
    this.#strikeHedge = -1;
    for (let k = this.#bases.length - 1; k >= 0; k--) {
      const series = table.hedges[k]![i]!;
      if (series >= 0) {
        this.#bases[k] = origins[series]!;
        this.#strikeHedge = k;
      }
    }
    if (hasVol && this.#strikeHedge >= 0) {
      if (this.#marks) this.#mark(i, first, last);
      this.#findDays(i, first, last);
    }
    return outcome;
  }

  /** Appends the days with a value of straddle `i`, whose days have just been found. */
  addFigures(i: number, rows: FigureRows): void {
    const { entry, expiry } = this.outcome;
    if (entry === NO_DAY || expiry === NO_DAY || !this.#model) return;
    const start = rows.rows;
    rows.addDays(entry, expiry);
    if (this.#fill(i, rows, start, entry) <= expiry - entry) rows.dropUnvalued(start);
  }

  /** Undefined = the asset has no values. */
  get #model() {
    return this.refusal === undefined ? this.table.model : undefined;
  }

  /** Fills the rows from `start` on, which begin with the day `from`; gives how many have a value. */
  #fill(i: number, rows: FigureRows, start: number, from: number): number {
    const { table, allDays, outcome } = this;
    const { entry, expiry } = outcome;
    if (table.vol[i]! >= 0) rows.fillVol(start, this.#vols, this.#volBase + from);
    else rows.lackVol(start);
    if (allDays) rows.clearFigures(start);
    if (entry === NO_DAY || expiry === NO_DAY) return 0;
    const at = start + entry - from;
    const model = this.#model;
    if (!model) {
      rows.opnl[at] = rows.hpnl[at] = rows.pnl[at] = 0;
      enterUnvalued(rows, at);
      return 0;
    }
    // The strike is the first hedge column's price, whatever its name.
    const strike = this.#values[this.#bases[this.#strikeHedge]! + entry]!;
    const days = expiry - entry + 1;
    this.#findPlaces(i, entry);
    model.takePrices(this.#vols, this.#volBase + entry, this.#values, this.#places, days);
    const valued = model.valueDays(strike, days, rows, at);
    const study = this.#study;
    let held = rows.delta;
    if (study) {
      this.#findTradable(i, entry, days, study.countsGoodDays);
      held = study.begin(strike, days, entry, this.#tradable, rows, at);
    }
    if (model.addProfits(strike, days, rows, at, held)) outcome.notes |= model.gapNote;
    if (study) study.end(strike, days, rows, at, held, this.#weight(i));
    return valued;
  }

  /** How often the straddle counts in sums: its schedule's percent, each of its copies (H-17). */
  #weight(i: number): number {
    const { rows, row, copies } = this.table;
    return weightOf(rows[row[i]!]!.wgt) * copies[i]!;
  }

  /** Where the model finds the entry day's prices; -1 = the straddle lacks the series. */
  #findPlaces(i: number, entry: number): void {
    for (let n = 0; n < this.#priced.length; n++) {
      const k = this.#priced[n]!;
      const there = k >= 0 && this.table.hedges[k]![i]! >= 0;
      this.#places[n] = there ? this.#bases[k]! + entry : -1;
    }
  }

  /** On which days all that the model is hedged with has a price, or with `good` everything has. */
  #findTradable(i: number, entry: number, days: number, good: boolean): void {
    for (let day = 0; day < days; day++) {
      let there = !good || this.#isGood(i, entry + day);
      for (const place of this.#places) {
        if (place < 0 || Number.isNaN(this.#values[place + day]!)) there = false;
      }
      this.#tradable[day] = there ? 1 : 0;
    }
  }

  /** The hedge columns of the rows from `start` on: prices as they are, nothing rolled forward (V-3). */
  #copyHedges(i: number, buffer: RowBuffer, start: number): void {
    for (let column = 0; column < buffer.hedges.length; column++) {
      const k = this.#hedgeOf[column]!;
      if (k < 0 || this.table.hedges[k]![i]! < 0) buffer.lackHedge(column, start);
      else buffer.fillHedge(column, start, this.#values, this.#bases[k]!);
    }
  }

  /** The prices of the entry day: the vol, then those of the hedges that the straddle has. */
  #copyStrikes(i: number, buffer: RowBuffer, entry: number): void {
    const { strikes, strikeVol, straddle } = buffer;
    const values = this.#values;
    strikeVol[straddle] = this.#vols[this.#volBase + entry]!;
    let count = 0;
    for (let k = 0; k < this.#bases.length; k++) {
      if (this.table.hedges[k]![i]! < 0) continue;
      strikes[count++]![straddle] = values[this.#bases[k]! + entry]!;
    }
    buffer.endStrikes(count);
  }

  /** Puts marks in the place of the straddle's vols, if it is one to be marked. */
  #mark(i: number, first: number, last: number): void {
    const { table } = this;
    const marks = this.#marks!;
    const near = table.marks!.near[i]!;
    if (near < 0) return;
    const anchor = table.expiryAnchor[i]!;
    let expiry = anchor;
    // On the expiry day there is no time left, so that it is marked with Near alone.
    if (anchor !== NO_DAY) {
      while (expiry <= last && !(marks.isThere(near, expiry) && this.#isHedged(i, expiry))) {
        expiry++;
      }
      if (expiry > last) expiry = anchor;
    }
    this.#vols = marks.fill(i, table.vol[i]!, { first, last, expiry });
    this.#volBase = -first;
  }

  /** Entry and expiry, independent of each other; same day leaves only the expiry. */
  #findDays(i: number, first: number, last: number): void {
    const { table, outcome } = this;
    const entryAnchor = table.entryAnchor[i]!;
    const entryOffset = table.entryOffset[i]!;
    const expiryAnchor = table.expiryAnchor[i]!;
    if (entryAnchor !== NO_DAY && entryOffset !== NO_DAY) {
      const monthEnd = lastDayOfMonth(table.entryMonth[i]!);
      const target = entryAnchor + entryOffset;
      let day = Math.max(target, first);
      while (day <= monthEnd && !this.#isGood(i, day)) day++;
      if (day > monthEnd) {
        day = monthEnd;
        while (day >= first && !this.#isGood(i, day)) day--;
        if (day >= first) outcome.notes |= day < target && target <= monthEnd ? Note.fallback : 0;
      }
      if (day >= first) outcome.entry = day;
    }
    if (expiryAnchor !== NO_DAY) {
      let day = expiryAnchor;
      while (day <= last && !this.#isGood(i, day)) day++;
      if (day <= last) outcome.expiry = day;
    }
    if (outcome.expiry !== NO_DAY && outcome.expiry <= outcome.entry) outcome.entry = NO_DAY;
  }

  /** Vol and every hedge have a price. */
  #isGood(i: number, day: number): boolean {
    const vol = this.#vols[this.#volBase + day]!;
    return vol === vol && this.#isHedged(i, day);
  }

  #isHedged(i: number, day: number): boolean {
    const { table } = this;
    const values = this.#values;
    for (let k = 0; k < this.#bases.length; k++) {
      if (table.hedges[k]![i]! < 0) continue;
      const hedge = values[this.#bases[k]! + day]!;
      if (hedge !== hedge) return false;
    }
    return true;
  }
}
