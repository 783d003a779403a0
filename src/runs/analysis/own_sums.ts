/**
 * Sums a file of our own as its rows go by. What is held is a row a straddle and a row a day of each
 * asset and component, never the run.
 */
import { componentText } from "../labels.ts";
import { monthOf, NO_DAY } from "../../base/calendar.ts";
import { letSignalsIn } from "../../base/cancel.ts";
import { GrowingDoubles, GrowingInts } from "../../base/growing.ts";
import { isWeight, weightOf } from "../../engine/pnl_tally.ts";
import { notARun, noWeight } from "../head.ts";
import { compareText } from "../../base/text.ts";
import { type DaySums, repeat, type RunAggregates } from "./aggregates.ts";
import { DayTally, type TallyRows } from "./day_tally.ts";
import type { OwnFile } from "./own_file.ts";
import { RunVols } from "./run_vols.ts";
import { Collector } from "./straddle_rows.ts";
import { VOL_READS } from "./vols.ts";

/** What is wanted of a run, and who wants to know how far its summing is (from 0 to 1). */
export interface RunWatch {
  /** Whether sums by schedule component are wanted, too. */
  readonly components: boolean;
  /** Whether realised vols of straddles are wanted. */
  readonly vols?: boolean;
  readonly progress?: (share: number) => void;
}

/** Which rows of the file each straddle text has: from `begin` to before `end`. */
export interface Places {
  readonly begin: Int32Array;
  readonly end: Int32Array;
}

/** What a reading gives; `vols` if they are wanted. */
export interface OwnSums {
  readonly sums: RunAggregates;
  readonly places: Places;
  readonly vols: RunVols | undefined;
}

/**
 * The sums, to the last bit those that SQL gives (sum_in_sql.ts); undefined = the rows are not sorted
 * by asset, straddle and date, or there are none. Throws exit-3 errors for what is no run, and a
 * RangeError for pages that are none of ours.
 */
export async function sumOwnRows(
  file: OwnFile,
  path: string,
  watch: RunWatch,
): Promise<OwnSums | undefined> {
  const reads = watch.vols ? VOL_READS.filter((name) => file.has(name)) : undefined;
  const tally = new RunTally(path, watch.components, reads);
  const most = Math.max(0, ...file.footer.groups.map((group) => group.rows));
  const rows = new GroupRows(most, reads);
  for (const [i, group] of file.footer.groups.entries()) {
    rows.read(file, i, group.rows);
    if (!tally.add(rows)) return undefined;
    watch.progress?.((i + 1) / file.footer.groups.length);
    await letSignalsIn();
  }
  return tally.result();
}

/** The columns of a row group that sums are made of. */
class GroupRows implements TallyRows {
  count = 0;
  readonly asset: Int32Array;
  readonly straddle: Int32Array;
  readonly action: Int32Array;
  assets: readonly string[] = [];
  straddles: readonly string[] = [];
  actions: readonly string[] = [];
  readonly day: Int32Array;
  readonly expiry: Int32Array;
  readonly strikeVol: Float64Array;
  readonly strike: Float64Array;
  readonly vol: Float64Array;
  readonly mv: Float64Array;
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly hpnl: Float64Array;
  readonly model: Int32Array;
  models: readonly string[] = [];
  /** What vols are made of. */
  readonly numbers: readonly Float64Array[];

  /** Room for so many rows; `reads` are the columns that vols are made of, if they are wanted. */
  constructor(size: number, readonly reads: readonly string[] | undefined) {
    const ints = () => new Int32Array(size), doubles = () => new Float64Array(size);
    [this.asset, this.straddle, this.action] = [ints(), ints(), ints()];
    [this.day, this.expiry] = [ints(), ints()];
    [this.strikeVol, this.strike] = [doubles(), doubles()];
    [this.vol, this.mv] = [doubles(), doubles()];
    [this.pnl, this.opnl, this.hpnl] = [doubles(), doubles(), doubles()];
    this.model = new Int32Array(reads === undefined ? 0 : size);
    this.numbers = reads?.map(doubles) ?? [];
  }

  read(file: OwnFile, group: number, rows: number): void {
    const texts = (name: string, out: Int32Array) => file.texts(group, name, out.subarray(0, rows));
    const days = (name: string, out: Int32Array) => file.days(group, name, out.subarray(0, rows));
    const doubles = (name: string, out: Float64Array) =>
      file.doubles(group, name, out.subarray(0, rows));
    this.count = rows;
    this.assets = texts("asset", this.asset);
    this.straddles = texts("straddle", this.straddle);
    this.actions = texts("action", this.action);
    days("date", this.day);
    days("expiry", this.expiry);
    doubles("strike_vol", this.strikeVol);
    doubles("strike", this.strike);
    doubles("vol", this.vol);
    doubles("mv", this.mv);
    doubles("pnl", this.pnl);
    doubles("opnl", this.opnl);
    doubles("hpnl", this.hpnl);
    if (this.reads === undefined) return;
    this.models = texts("model", this.model);
    this.reads.forEach((name, i) => doubles(name, this.numbers[i]!));
  }
}

/** A component while the run goes by. */
interface Component {
  readonly position: number;
  readonly weight: number;
  /** Undefined = not wanted. */
  readonly days: DayTally | undefined;
}

/** `|2023-01|2023-02|` and the component, which the first 17 characters never hold. */
const STRADDLE = /^\|\d{4}-\d\d\|\d{4}-\d\d(\|[^|]*){5}\|$/;
const COMPONENT = 17;

class RunTally {
  readonly #assets: string[] = [];
  readonly #components = new Map<string, Component>();
  readonly #assetDays: DaySums[] = [];
  readonly #ofAsset = new DayTally();
  /** A row a straddle text. */
  readonly #list = {
    ...{ asset: ints(), component: ints(), month: ints(), entry: ints(), expiry: ints() },
    ...{ copies: ints(), vol: doubles(), strike: doubles() },
    ...{ pnl: doubles(), opnl: doubles(), hpnl: doubles() },
    ...{ begin: ints(), end: ints() },
  };
  /** The straddle at hand: its names, its P&L sums as day_tally.ts has them, and what it is. */
  #asset: string | undefined;
  #straddle: string | undefined;
  #component: Component | undefined;
  readonly #cells = new Float64Array(6);
  #entries = 0;
  /** Days of the straddle that have a P&L. */
  #known = 0;
  #exits = 0;
  #first = NO_DAY;
  #last = NO_DAY;
  #expiry = NO_DAY;
  #strikeVol = NaN;
  #strike = NaN;
  #begin = 0;
  #end = 0;
  /** Whether the rows just added are of different days, and no number of theirs but vols is missing. */
  #complete = false;
  /** Rows before the group at hand. */
  #rows = 0;

  readonly #vols: RunVols | undefined;
  readonly #collector: Collector | undefined;

  constructor(
    readonly path: string,
    readonly wantComponents: boolean,
    reads: readonly string[] | undefined,
  ) {
    if (reads === undefined) return;
    const vols = this.#vols = new RunVols();
    this.#collector = new Collector(VOL_READS, reads, (rows) => vols.add(rows));
  }

  /** Adds a row group; false = its rows are not sorted. */
  add(rows: GroupRows): boolean {
    const { asset, straddle, count } = rows;
    for (let begin = 0, end; begin < count; begin = end) {
      end = begin + 1;
      while (end < count && straddle[end] === straddle[begin] && asset[end] === asset[begin]) end++;
      if (!this.#addStretch(rows, begin, end)) return false;
    }
    this.#rows += count;
    return true;
  }

  /** Adds rows of one straddle; those without a value do not count. */
  #addStretch(rows: GroupRows, begin: number, end: number): boolean {
    const { mv } = rows;
    while (begin < end && !Number.isFinite(mv[begin])) begin++;
    while (begin < end && !Number.isFinite(mv[end - 1])) end--;
    if (begin === end) return true;
    if (!this.#startStraddle(rows, begin)) return false;
    if (!this.#addFacts(rows, begin, end)) return false;
    if (this.#collector !== undefined) {
      const model = rows.models[rows.model[begin]!] ?? "";
      this.#collector.begin(this.#asset!, this.#straddle!, model);
      this.#collector.add(rows, begin, end);
    }
    const { weight, days } = this.#component!;
    return this.#addDays(this.#ofAsset, rows, begin, end, weight) &&
      (days === undefined || this.#addDays(days, rows, begin, end, weight));
  }

  /** Adds the same rows to a tally; false = their days are too far apart. */
  #addDays(tally: DayTally, rows: GroupRows, begin: number, end: number, weight: number): boolean {
    if (!tally.fit(rows.day[begin]!, rows.day[end - 1]!)) return false;
    if (this.#complete) tally.addComplete(rows, begin, end, weight, 1);
    else tally.add(rows, begin, end, weight);
    return true;
  }

  /** Begins the straddle of a row, unless it is the one at hand; false = it must not come here. */
  #startStraddle(rows: GroupRows, row: number): boolean {
    const asset = rows.assets[rows.asset[row]!], straddle = rows.straddles[rows.straddle[row]!];
    if (asset === undefined) throw notARun(this.path, "a row has no asset");
    if (straddle === undefined || !STRADDLE.test(straddle)) {
      throw notARun(this.path, `"${straddle ?? ""}" is no straddle`);
    }
    if (asset === this.#asset && straddle === this.#straddle) return true;
    const order = this.#asset === undefined
      ? 1
      : compareText(asset, this.#asset) || compareText(straddle, this.#straddle!);
    if (order < 0) return false;
    this.#endStraddle();
    if (asset !== this.#asset) {
      if (this.#asset !== undefined) this.#assetDays.push(this.#ofAsset.take());
      this.#assets.push(asset);
    }
    this.#asset = asset;
    this.#straddle = straddle;
    this.#component = this.#componentOf(straddle.slice(COMPONENT));
    this.#begin = this.#rows + row;
    this.#cells.fill(0);
    this.#entries = this.#exits = this.#known = 0;
    this.#first = this.#last = this.#expiry = NO_DAY;
    this.#strikeVol = this.#strike = NaN;
    return true;
  }

  #componentOf(name: string): Component {
    let component = this.#components.get(name);
    if (component === undefined) {
      const percent = name.split("|")[4]!;
      if (!isWeight(percent)) throw noWeight(this.path, percent, name);
      component = {
        position: this.#components.size,
        weight: weightOf(percent),
        days: this.wantComponents ? new DayTally() : undefined,
      };
      this.#components.set(name, component);
    }
    return component;
  }

  /** Adds what is told of the straddle itself; false = its days are not in order. */
  #addFacts(rows: GroupRows, begin: number, end: number): boolean {
    const { day, mv, action, expiry, strikeVol, strike, pnl, opnl, hpnl } = rows;
    const entry = rows.actions.indexOf("ntry"), exit = rows.actions.indexOf("xpry");
    const cells = this.#cells;
    let last = this.#last, latest = this.#expiry, v = this.#strikeVol, k = this.#strike;
    let known = 0, complete = true;
    for (let row = begin; row < end; row++) {
      const m = mv[row]!;
      if (m - m !== 0) {
        complete = false;
        continue;
      }
      const today = day[row]!;
      if (today === NO_DAY || today === INFINITE_DAY || today === -INFINITE_DAY) {
        throw notARun(this.path, "a row has no date that is one");
      }
      if (today <= last) {
        if (today < last) return false;
        complete = false;
      }
      last = today;
      if (action[row]! >= 0) {
        if (action[row] === entry) this.#entries++;
        if (action[row] === exit) this.#exits++;
      }
      if (expiry[row]! > latest) latest = expiry[row]!;
      if (v - v !== 0) v = strikeVol[row]!;
      if (k - k !== 0) k = strike[row]!;
      const p = pnl[row]!, o = opnl[row]!, h = hpnl[row]!;
      // Each as addTo has it; written out, a row takes half the time.
      if (p - p === 0) {
        known++;
        const before = cells[0]!, x = p - cells[1]!, sum = before + x;
        cells[1] = sum - before - x;
        cells[0] = sum;
      } else complete = false;
      if (o - o === 0) {
        const before = cells[2]!, x = o - cells[3]!, sum = before + x;
        cells[3] = sum - before - x;
        cells[2] = sum;
      } else complete = false;
      if (h - h === 0) {
        const before = cells[4]!, x = h - cells[5]!, sum = before + x;
        cells[5] = sum - before - x;
        cells[4] = sum;
      } else complete = false;
    }
    this.#known += known;
    this.#complete = complete;
    if (this.#first === NO_DAY) this.#first = day[begin]!;
    this.#last = last;
    this.#expiry = latest;
    this.#strikeVol = v;
    this.#strike = k;
    this.#end = this.#rows + end;
    return true;
  }

  #endStraddle(): void {
    if (this.#straddle === undefined) return;
    if (this.#expiry !== NO_DAY && this.#expiry < this.#first) {
      throw notARun(this.path, `"${this.#straddle}" expires before its first value`);
    }
    const list = this.#list, text = this.#straddle;
    list.asset.push(this.#assets.length - 1);
    list.component.push(this.#component!.position);
    list.month.push(monthOf(Number(text.slice(9, 13)), Number(text.slice(14, 16))));
    list.entry.push(this.#first);
    list.expiry.push(this.#expiry === NO_DAY ? this.#last : this.#expiry);
    list.copies.push(Math.max(this.#entries, this.#exits, 1));
    list.vol.push(Number.isFinite(this.#strikeVol) ? this.#strikeVol : NaN);
    list.strike.push(Number.isFinite(this.#strike) ? this.#strike : NaN);
    list.pnl.push(this.#known > 0 ? this.#cells[0]! : NaN);
    list.opnl.push(this.#cells[2]!);
    list.hpnl.push(this.#cells[4]!);
    list.begin.push(this.#begin);
    list.end.push(this.#end);
  }

  result(): OwnSums | undefined {
    if (this.#asset === undefined) return undefined;
    this.#endStraddle();
    this.#collector?.end();
    this.#assetDays.push(this.#ofAsset.take());
    const names = [...this.#components.keys()].sort(compareText);
    const components = names.map((name) => this.#components.get(name)!);
    const places = new Int32Array(names.length);
    components.forEach(({ position }, i) => places[position] = i);
    const list = this.#list;
    const sums = {
      asset: list.asset.take(),
      component: list.component.take().map((position) => places[position]!),
      month: list.month.take(),
      entry: list.entry.take(),
      expiry: list.expiry.take(),
      vol: list.vol.take(),
      strike: list.strike.take(),
      pnl: list.pnl.take(),
      opnl: list.opnl.take(),
      hpnl: list.hpnl.take(),
    };
    return {
      sums: {
        assets: this.#assets,
        components: names.map((name) => componentText(name.split("|"))),
        straddles: repeat(sums, list.copies.take()),
        assetDays: this.#assetDays,
        componentDays: components.flatMap(({ days }) => days === undefined ? [] : [days.take()]),
      },
      places: { begin: list.begin.take(), end: list.end.take() },
      vols: this.#vols,
    };
  }
}

/** Infinite dates are this or its negative. */
const INFINITE_DAY = 2 ** 31 - 1;

function ints(): GrowingInts {
  return new GrowingInts();
}

function doubles(): GrowingDoubles {
  return new GrowingDoubles();
}
