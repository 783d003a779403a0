/** Fills a report's page with a run: figures as they are, long columns packed. */
import type { RunAggregates } from "../runs/analysis/aggregates.ts";
import { type DailyHoldings, type DayRule, isSpread, yearDays } from "../runs/analysis/daily.ts";
import { deepest, drawdowns } from "../runs/analysis/drawdowns.ts";
import { labelsOf } from "../runs/analysis/open_run.ts";
import { type Part, partsOf, wholeRun } from "../runs/analysis/parts.ts";
import { regimesOf } from "../runs/analysis/sections/regimes.ts";
import { sideLines, sideOf, SIDES } from "../runs/analysis/sections/sides.ts";
import { cumulative, sum } from "../runs/analysis/statistics.ts";
import { weightOf } from "../engine/pnl_tally.ts";
import { componentFields } from "../runs/labels.ts";
import { firstDayOfMonth, monthOfDay } from "../base/calendar.ts";
import type { RunFacts } from "../runs/facts.ts";
import type { BookFigures } from "../book/figures.ts";
import { histogram } from "./bins.ts";
import { pageFigures, pageTables } from "./captions.ts";
import { addFinite, Packer } from "./packed.ts";
import type { BookParts, PageAsset, PageData, PageSeries, Scope } from "./page_data.ts";
import type { Paths } from "./paths.ts";
import type { AddedSeries, Study, StudyScope } from "./study.ts";
import { lastOfWeeks } from "./weeks.ts";

/** Points of all groups' and assets' series; beyond, they are reduced to a point a week. */
const DAILY_POINTS = 300_000;
const DRAWDOWNS = 10;
/** Decimals of P&L and vols, digits of prices: more than a chart can show. */
const PNL_DECIMALS = 6, PART_DECIMALS = 5, VOL_DECIMALS = 2, REALISED_DECIMALS = 1;
const DELTA_DECIMALS = 3, WEIGHT_DECIMALS = 4, MV_DECIMALS = 4, PRICE_DIGITS = 6;

export interface Page {
  readonly data: PageData;
  /** The packed columns. */
  readonly columns: Uint8Array<ArrayBuffer>;
}

/** A part of the run that the page's charts can show, and the days of it that they show. */
export interface PageScope extends StudyScope {
  readonly kind: Scope["kind"];
  readonly part: Part;
  readonly step: PageSeries["step"];
}

/** The scopes of a run's page, the whole run first. */
export function scopesOf(run: RunAggregates, facts: RunFacts, rule: DayRule): PageScope[] {
  const labels = labelsOf(facts);
  const parts = (kind: "class" | "group") =>
    partsOf(run, kind, rule, labels).filter(({ name }) => name !== "");
  const [classes, groups] = [parts("class"), parts("group")];
  const assets = partsOf(run, "asset", rule, labels);
  const points = [...groups, ...assets].reduce((n, { daily }) => n + daily.flows.day.length, 0);
  const whole = rule.days === "weeks" ? "week" : "day";
  const step = points > DAILY_POINTS ? "week" : whole;
  const scope = (kind: Scope["kind"], step: PageSeries["step"]) => (part: Part): PageScope => {
    const { day } = part.daily.flows;
    const kept = step === "day" ? undefined : lastOfWeeks(day);
    const isIn = (name: string) =>
      kind === "total" || (kind === "asset" ? name : labels(name)[kind]) === part.name;
    return {
      kind,
      part,
      step,
      assets: new Set(run.assets.filter(isIn)),
      days: kept === undefined ? day : day.filter((_, i) => kept[i] === 1),
    };
  };
  return [
    scope("total", whole)(wholeRun(run, rule)),
    ...classes.map(scope("class", whole)),
    ...groups.map(scope("group", step)),
    ...assets.map(scope("asset", step)),
  ];
}

/** What a page is made of. */
export interface PageParts {
  /** The run file's name. */
  readonly title: string;
  readonly subtitle: string;
  readonly run: RunAggregates;
  readonly facts: RunFacts;
  readonly isBook: boolean;
  readonly scopes: readonly PageScope[];
  readonly study: Study;
  /** Undefined = the page tells of no book. */
  readonly book: BookParts | undefined;
  /** Undefined = the page shows no single straddles. */
  readonly paths: Paths | undefined;
  readonly rule: DayRule;
  /** The options that name the run's inputs. */
  readonly inputs: readonly string[];
}

export function buildPage(parts: PageParts): Page {
  const packer = new Packer();
  return { data: packPage(packer, parts), columns: packer.bytes() };
}

/** The data of a page, with its columns packed behind those that are there. */
export function packPage(packer: Packer, parts: PageParts): PageData {
  const { title, subtitle, run, facts, isBook, scopes, study, book, rule, inputs } = parts;
  const paths = parts.paths ?? NO_PATHS;
  const labels = labelsOf(facts);
  const decimals = priceDecimals(run, paths);
  const schedules = partsOf(run, "schedule", rule, labels);
  const sides = isBook ? sidesOf(run, rule, labels) : undefined;
  return {
    kind: "run",
    title,
    subtitle,
    facts,
    ...(isBook ? { isBook } : {}),
    inputs,
    days: rule.days,
    ...(book === undefined ? {} : { book: book.book }),
    ...(isSpread(rule) ? { theta: "spread" } : {}),
    figures: pageFigures(isBook),
    tables: pageTables(isBook),
    assets: run.assets.map((name, i): PageAsset => ({
      name,
      ...labels(name),
      volUnit: study.normal.has(name) ? "bp" : "%",
      priceDecimals: decimals[i]!,
    })),
    schedules: run.components,
    scheduleFields: run.components.map(componentFields),
    scheduleWeights: run.components.map((name) =>
      weightOf(componentFields(name).split("|").at(-2)!)
    ),
    scopes: scopes.map((scope, i) => ({
      ...makeScope(packer, scope, study.series[i]!, isBook, book?.figures[i]),
      ...(sides === undefined ? {} : { sides: sides(scope) }),
    })),
    scheduleFigures: run.components.map((name) =>
      schedules.find((part) => part.name === name)!.figures
    ),
    straddles: packStraddles(packer, run, study, decimals, parts.paths !== undefined),
    paths: packPaths(packer, run, paths, decimals),
  };
}

/** The lines of long and short of each scope; undefined = all is held on one side. */
function sidesOf(
  run: RunAggregates,
  rule: DayRule,
  labels: ReturnType<typeof labelsOf>,
): ((scope: PageScope) => NonNullable<Scope["sides"]>) | undefined {
  const bySide = SIDES.map((side) => {
    const sums = sideOf(run, side, undefined);
    const parts = new Map<string, Part>();
    for (const kind of ["class", "group", "asset"] as const) {
      for (const part of partsOf(sums, kind, rule, labels)) parts.set(`${kind} ${part.name}`, part);
    }
    return { side, parts: parts.set("total total", wholeRun(sums, rule)) };
  });
  const lines = (name: string) =>
    bySide.flatMap(({ side, parts }) => sideLines(side, parts.get(name)!));
  if (lines("total total").length < SIDES.length) return undefined;
  return ({ kind, part }) => lines(`${kind} ${part.name}`);
}

const NO_PATHS: Paths = {
  straddle: new Int32Array(0),
  length: new Int32Array(0),
  day: new Int32Array(0),
  price: new Float64Array(0),
  vol: new Float64Array(0),
  mv: new Float64Array(0),
  pnl: new Float64Array(0),
  opnl: new Float64Array(0),
  added: {},
};

/** Decimals by asset that give its largest price some six digits. */
function priceDecimals({ assets, straddles }: RunAggregates, paths: Paths): number[] {
  const largest = new Float64Array(assets.length);
  const note = (straddle: number, price: number) => {
    const asset = straddles.asset[straddle]!;
    if (Number.isFinite(price)) largest[asset] = Math.max(largest[asset]!, Math.abs(price));
  };
  straddles.strike.forEach((strike, straddle) => note(straddle, strike));
  forEachPathRow(paths, (straddle, row) => note(straddle, paths.price[row]!));
  return Array.from(largest, (price) => {
    const digits = price === 0 ? 0 : PRICE_DIGITS - 1 - Math.floor(Math.log10(price));
    return Math.min(digits, PRICE_DIGITS);
  });
}

function forEachPathRow(paths: Paths, visit: (straddle: number, row: number) => void): void {
  let row = 0;
  paths.straddle.forEach((straddle, i) => {
    for (const end = row + paths.length[i]!; row < end; row++) visit(straddle, row);
  });
}

function makeScope(
  packer: Packer,
  { kind, part, step, days }: PageScope,
  added: AddedSeries,
  isBook: boolean,
  book: BookFigures | undefined,
): Scope {
  const { name, daily: { flows, holdings }, figures } = part;
  const sums = cumulative(flows.pnl);
  const dayAt = (i: number) => flows.day[Math.max(i, 0)]!;
  const decimals = kind === "total" || kind === "class" ? PNL_DECIMALS : PART_DECIMALS;
  const kept = step === "day" ? undefined : positionsOf(days, flows.day);
  const keep = (values: Float64Array) => kept === undefined ? values : pick(values, kept);
  return {
    kind,
    name,
    figures,
    ...(book === undefined ? {} : { book }),
    drawdowns: deepest(drawdowns(sums), DRAWDOWNS).map(({ depth, from, trough, to }) => ({
      depth,
      from: dayAt(from),
      trough: dayAt(trough),
      to: to === undefined ? null : dayAt(to),
    })),
    series: {
      step,
      day: packer.add(days, 0, true),
      pnl: addFinite(packer, keep(sums), decimals, true),
      opnl: addFinite(packer, keep(cumulative(flows.opnl)), decimals, true),
      ...isBook ? { hpnl: addFinite(packer, keep(cumulative(flows.hpnl)), decimals, true) } : {},
      held: packHoldings(packer, holdings, days, step),
      regime: packer.add(
        regimesOf(days, holdings, yearDays(step === "week" ? "weeks" : "weekdays")).regime,
      ),
      added: Object.fromEntries(
        Object.entries(added).map(([name, values]) => [
          name,
          addFinite(packer, values, decimals, true),
        ]),
      ),
    },
    weight: sum(sizes(holdings.weight)),
    months: monthly(packer, flows.day, flows.pnl, decimals),
    histogram: histogram(flows.pnl),
  };
}

/** Sums of holdings by the first point of a series that is not before them, or its last. */
function packHoldings(
  packer: Packer,
  holdings: DailyHoldings,
  days: Int32Array,
  step: PageSeries["step"],
): PageSeries["held"] {
  const points = new Int32Array(holdings.day.length);
  for (let i = 0, point = 0; i < points.length; i++) {
    while (point < days.length - 1 && days[point]! < holdings.day[i]!) point++;
    points[i] = point;
  }
  const pack = (column: ArrayLike<number>, decimals: number) =>
    addFinite(packer, sumsAt(points, column, days.length), decimals, false);
  const { live, weight, vols, vol, mv } = holdings;
  return {
    days: packer.add(sumsAt(points, new Uint8Array(points.length).fill(1), days.length)),
    live: pack(live, 0),
    weight: pack(weight, WEIGHT_DECIMALS),
    ...step === "day"
      ? { vols: pack(vols, 0), vol: pack(vol, VOL_DECIMALS), mv: pack(mv, MV_DECIMALS) }
      : {},
  };
}

/** Where the values of a rising list are in another that has them all. */
function positionsOf(values: Int32Array, among: Int32Array): Int32Array {
  const positions = new Int32Array(values.length);
  for (let i = 0, at = 0; i < values.length; i++) {
    while (among[at] !== values[i]) at++;
    positions[i] = at;
  }
  return positions;
}

// Loops, for a callback takes several times what it does itself, and all days of all parts pass here.

function pick(values: Float64Array, positions: Int32Array): Float64Array {
  const picked = new Float64Array(positions.length);
  for (let i = 0; i < picked.length; i++) picked[i] = values[positions[i]!]!;
  return picked;
}

function sizes(values: Float64Array): Float64Array {
  const found = new Float64Array(values.length);
  for (let i = 0; i < found.length; i++) found[i] = Math.abs(values[i]!);
  return found;
}

/** Sums of the values at each of so many points. */
function sumsAt(points: Int32Array, values: ArrayLike<number>, count: number): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0; i < points.length && count > 0; i++) sums[points[i]!]! += values[i]!;
  return sums;
}

function monthly(
  packer: Packer,
  days: Int32Array,
  pnl: Float64Array,
  decimals: number,
): Scope["months"] {
  if (days.length === 0) return { first: 0, pnl: packer.add([]) };
  const first = monthOfDay(days[0]!);
  const sums = new Float64Array(monthOfDay(days.at(-1)!) - first + 1).fill(NaN);
  let month = first, next = firstDayOfMonth(month + 1);
  for (let i = 0; i < days.length; i++) {
    while (days[i]! >= next) next = firstDayOfMonth(++month + 1);
    const at = month - first;
    sums[at] = (Number.isNaN(sums[at]!) ? 0 : sums[at]!) + pnl[i]!;
  }
  return { first, pnl: addFinite(packer, sums, decimals, false) };
}

function packStraddles(
  packer: Packer,
  { straddles }: RunAggregates,
  { realised }: Study,
  decimals: readonly number[],
  single: boolean,
) {
  const { asset } = straddles;
  /** What only pages need that show single straddles. */
  const shown = (values: () => Float64Array) => single ? values() : new Float64Array(0);
  const strikes = () => straddles.strike.map((strike, i) => strike * 10 ** decimals[asset[i]!]!);
  const realisedVols = () => Float64Array.from(straddles.text, (text) => realised[text]!);
  return {
    count: straddles.count,
    asset: packer.add(asset, 0, true),
    schedule: packer.add(straddles.component),
    month: packer.add(single ? straddles.month : [], 0, true),
    entry: packer.add(straddles.entry, 0, true),
    expiry: packer.add(straddles.expiry, 0, true),
    vol: addFinite(packer, shown(() => straddles.vol), VOL_DECIMALS, false),
    realised: addFinite(packer, shown(realisedVols), REALISED_DECIMALS, false),
    strike: addFinite(packer, shown(strikes), 0, true),
    pnl: addFinite(packer, straddles.pnl, PART_DECIMALS, false),
    opnl: addFinite(packer, shown(() => straddles.opnl), PART_DECIMALS, false),
  };
}

function packPaths(
  packer: Packer,
  { straddles }: RunAggregates,
  paths: Paths,
  decimals: readonly number[],
) {
  const prices = new Float64Array(paths.price.length);
  forEachPathRow(paths, (straddle, row) => {
    prices[row] = paths.price[row]! * 10 ** decimals[straddles.asset[straddle]!]!;
  });
  return {
    straddle: packer.add(paths.straddle, 0, true),
    length: packer.add(paths.length),
    day: packer.add(paths.day, 0, true),
    price: addFinite(packer, prices, 0, true),
    vol: addFinite(packer, paths.vol, VOL_DECIMALS, true),
    mv: addFinite(packer, paths.mv, PNL_DECIMALS, true),
    pnl: addFinite(packer, paths.pnl, PNL_DECIMALS, false),
    opnl: addFinite(packer, paths.opnl, PNL_DECIMALS, false),
    added: Object.fromEntries(
      Object.entries(paths.added).map(([name, values]) => [
        name,
        addFinite(packer, values, name.startsWith("pnl") ? PART_DECIMALS : DELTA_DECIMALS, true),
      ]),
    ),
  };
}
