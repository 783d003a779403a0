/**
 * Looks at a run beyond its figures (`summary --of`), from its sums by day: a table of its own for
 * each, lines for each part. Their formulas are in the modules beside this one.
 */
import { firstDayOfMonth, lastDayOfMonth, parseMonth } from "../../../base/calendar.ts";
import { usageError } from "../../../base/errors.ts";
import { didYouMean } from "../../../base/suggest.ts";
import { compareText } from "../../../base/text.ts";
import type { Division, SectionName } from "../../divisions.ts";
import type { RunFacts } from "../../facts.ts";
import type { RunAggregates } from "../aggregates.ts";
import { between, dailySums, type DayRule, flowDay } from "../daily.ts";
import { labelsOf } from "../open_run.ts";
import { type Part, partsOf, wholeRun } from "../parts.ts";
import { sum } from "../statistics.ts";
import { column, type TopicColumn } from "../topic.ts";
import { SECTION_COLUMNS } from "./columns.ts";
import { concentrationLines } from "./concentration.ts";
import { Correlations } from "./correlation.ts";
import { extremeLines } from "./extremes.ts";
import { outcomes } from "./outcomes.ts";
import { drawdownLines, recoveryLines } from "./recovery.ts";
import { regimeLines, regimesOf } from "./regimes.ts";
import { rollingLines } from "./rolling.ts";
import { sharpeLines } from "./sharpe.ts";
import { sideLines, sideOf, SIDES } from "./sides.ts";

export type Cells = readonly (number | string | null)[];

export interface SectionPart {
  readonly name: string;
  /** Strikes held on average: what a whole run's P&L is over, where people look at it (BK-5). */
  readonly held: number | null;
  readonly lines: readonly Cells[];
}

export interface Section {
  /** Behind those that name the part. */
  readonly columns: readonly TopicColumn[];
  readonly parts: readonly SectionPart[];
}

/** What a section knows of a run. */
export interface SectionRun {
  readonly sums: RunAggregates;
  readonly facts: RunFacts;
  readonly isBook: boolean;
}

export interface SectionQuestion {
  readonly by: Division | undefined;
  readonly rule: DayRule;
  /** Whose fellows are asked for. */
  readonly asset?: string | undefined;
}

/** All columns that a section can have, for `--explain`. */
export function sectionColumns(name: SectionName): readonly TopicColumn[] {
  const { matrix, fellows } = SECTION_COLUMNS;
  return name === "correlation" ? [...matrix, ...fellows] : SECTION_COLUMNS[name];
}

/** A section of a run. Throws usage errors for what it cannot be asked. */
export function sectionOf(
  run: SectionRun,
  name: Exclude<SectionName, "entries">,
  question: SectionQuestion,
): Section {
  if (name === "correlation") return correlation(run, question);
  const parts = partsIn(run, question);
  const columns = SECTION_COLUMNS[name];
  if (name === "sides") return { columns, parts: sides(run, question) };
  const linesOf = linesIn(run, name, question);
  return {
    columns,
    parts: parts.map((part) => ({
      name: part.name,
      held: part.figures.held,
      // Made when they are written: all days of all assets are many.
      get lines() {
        return linesOf(part);
      },
    })),
  };
}

function partsIn({ sums, facts }: SectionRun, { by, rule }: SectionQuestion): readonly Part[] {
  return by === undefined ? [wholeRun(sums, rule)] : partsOf(sums, by, rule, labelsOf(facts));
}

function linesIn(
  run: SectionRun,
  name: Exclude<SectionName, "entries" | "correlation" | "sides">,
  question: SectionQuestion,
): (part: Part) => readonly Cells[] {
  switch (name) {
    case "periods":
      return ({ daily: { flows, yearDays } }) => outcomes(flows.pnl, yearDays);
    case "sharpe":
      return ({ daily: { flows, yearDays } }) => sharpeLines(flows.pnl, yearDays);
    case "recovery":
      return ({ daily: { flows } }) => recoveryLines(flows.day, flows.pnl);
    case "drawdowns":
      return ({ daily: { flows } }) => drawdownLines(flows.day, flows.pnl);
    case "extremes":
      return ({ daily: { flows } }) => extremeLines(flows.day, flows.pnl);
    case "rolling":
      return ({ daily: { flows, yearDays } }) => rollingLines(flows.day, flows.pnl, yearDays);
    case "regimes":
      return regimes(run, question);
    case "concentration":
      return concentration(run, question);
  }
}

/** Periods are in the regimes of the whole run, whose days so far they do not forget. */
function regimes(run: SectionRun, { by, rule }: SectionQuestion): (part: Part) => Cells[] {
  const { straddles } = run.sums;
  const of = ({ daily: { flows, holdings, yearDays } }: Part) =>
    regimesOf(flows.day, holdings, yearDays);
  const whole = isPeriod(by) ? of(wholeRun(run.sums, rule)) : undefined;
  return (part) =>
    regimeLines(
      part.daily.flows,
      part.daily.yearDays,
      whole ?? of(part),
      run.isBook
        ? undefined
        : Array.from(part.straddles, (at) => flowDay(straddles.entry[at]!, rule.days)),
    );
}

function concentration(
  { sums, facts }: SectionRun,
  { by, rule }: SectionQuestion,
): (part: Part) => Cells[] {
  if (by === "schedule") {
    throw usageError("Choose another part: --of concentration looks at assets, not schedules");
  }
  const labels = labelsOf(facts);
  const days = sums.assetDays.map((own) => dailySums([own], rule));
  return ({ name }) => {
    const months = isPeriod(by) ? monthsOf(name) : undefined;
    const isIn = (asset: string) => {
      if (by === undefined || months !== undefined) return true;
      return name === (by === "class" || by === "group" ? labels(asset)[by] : asset);
    };
    const totals = sums.assets.flatMap((asset, i) => {
      if (!isIn(asset)) return [];
      const { flows, holdings } = days[i]!;
      const own = <T extends { readonly day: Int32Array }>(series: T) =>
        months === undefined ? series : between(series, months.first, months.last);
      return [{ pnl: sum(own(flows).pnl), weight: sum(own(holdings).weight.map(Math.abs)) }];
    });
    return concentrationLines(totals);
  };
}

function isPeriod(by: Division | undefined): boolean {
  return by === "year" || by === "month";
}

/** First and last day of a year or month. */
function monthsOf(name: string): { first: number; last: number } {
  const isYear = !name.includes("-");
  const month = parseMonth(isYear ? `${name}-01` : name)!;
  return { first: firstDayOfMonth(month), last: lastDayOfMonth(month + (isYear ? 11 : 0)) };
}

/** The matrix of a division's parts, or of one asset its fellows. */
function correlation(run: SectionRun, { by, rule, asset }: SectionQuestion): Section {
  const labels = labelsOf(run.facts);
  if (isPeriod(by)) {
    throw usageError("Choose another part: --of correlation is of classes, groups or assets");
  }
  if (asset !== undefined) return fellows(run, rule, asset);
  const hasClasses = run.sums.assets.some((name) => labels(name).class !== "");
  const parts = partsOf(run.sums, by ?? (hasClasses ? "class" : "asset"), rule, labels);
  const correlations = new Correlations(parts.map(({ daily }) => daily.flows));
  const nameOf = ({ name }: Part) => name === "" ? `(no ${by ?? "class"})` : name;
  const [first] = SECTION_COLUMNS.matrix;
  return {
    columns: [
      ...by === undefined ? [first] : [],
      ...parts.map((part) => column(nameOf(part), "ratio", "")),
    ],
    parts: parts.map((part, i) => ({
      name: part.name,
      held: null,
      lines: [[
        ...by === undefined ? [nameOf(part)] : [],
        ...parts.map((_, k) => defined(correlations.of(i, k).value)),
      ]],
    })),
  };
}

function fellows({ sums, facts }: SectionRun, rule: DayRule, asset: string): Section {
  const at = sums.assets.indexOf(asset);
  if (at < 0) {
    throw usageError(
      `Cannot find the asset "${asset}" in the run${didYouMean(asset, sums.assets)}`,
    );
  }
  const labels = labelsOf(facts);
  const correlations = new Correlations(
    sums.assetDays.map((own) => dailySums([own], rule).flows),
  );
  const lines = sums.assets.flatMap((name, i) => {
    const { value, days } = correlations.of(at, i);
    return i === at || Number.isNaN(value) ? [] : [[name, labels(name).class || null, value, days]];
  });
  lines.sort((a, b) => Number(b[2]) - Number(a[2]));
  return { columns: SECTION_COLUMNS.fellows, parts: [{ name: asset, held: null, lines }] };
}

function defined(x: number): number | null {
  return Number.isNaN(x) ? null : x;
}

/** The sides one below the other, in each part. */
function sides(run: SectionRun, question: SectionQuestion): readonly SectionPart[] {
  const made = run.isBook ? undefined : run.facts.arguments?.side ?? "long";
  const bySide = SIDES.map((side) => {
    const sums = sideOf(run.sums, side, made);
    return { side, parts: partsIn({ ...run, sums }, question) };
  });
  const names = new Set(bySide.flatMap(({ parts }) => parts.map(({ name }) => name)));
  return [...names].sort(compareText).map((name) => {
    const own = bySide.flatMap(({ side, parts }) =>
      parts.filter((part) => part.name === name).map((part) => ({ side, part }))
    );
    return {
      name,
      held: own.find(({ part }) => part.figures.held)?.part.figures.held ?? null,
      lines: own.flatMap(({ side, part }) => sideLines(side, part)),
    };
  });
}
