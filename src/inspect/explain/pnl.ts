/**
 * The days of a straddle's P&L written out as formulas with their numbers (V-3…V-6, R-2, R-6), and
 * the totals.
 * Every number that a formula gives is compared with the engine's.
 */
import { formatDay } from "../../base/calendar.ts";
import { Note } from "../../engine/states.ts";
import { rowObjects } from "../../output/cells.ts";
import type { SingleValuation } from "../single.ts";
import * as es from "./es_formulas.ts";
import { markFormula } from "./marks.ts";
import * as ns from "./ns_formulas.ts";
import { agreed, exact, type Row } from "./numbers.ts";
import { type DayStudy, studyDay } from "./study.ts";

export interface PnlDay {
  readonly date: string;
  readonly daysToExpiry: number;
  readonly mv: number | null;
  readonly delta: number | null;
  readonly opnl: number | null;
  readonly hpnl: number | null;
  readonly pnl: number | null;
  /** The day from which its P&L counts; null = it has none, or is the entry day. */
  readonly since: string | null;
  /** What makes it a day to look at. */
  readonly roles: readonly ("entry" | "expiry" | "large")[];
  /** How each number comes about, in order. */
  readonly formulas: readonly string[];
  /** What switches add; missing = there are none. */
  readonly study?: Omit<DayStudy, "formulas">;
}

export interface Pnl {
  /** Every day from entry to expiry. */
  readonly days: readonly PnlDay[];
  readonly valuedDays: number;
  /** Days with a value but without a P&L, because no day that counts before it had a value (V-6). */
  readonly lostDays: number;
  /** Whether P&L is that since the last day with a value, however long ago. */
  readonly spansGaps: boolean;
  readonly opnl: number;
  readonly hpnl: number;
  readonly pnl: number;
  /** Sums of the P&L's parts, the costs and the net; missing = they were not asked for. */
  readonly sums?: Readonly<Record<string, number>>;
}

/** So many days have a large P&L: those with the largest, gains or losses. */
const LARGE_DAYS = 3;

/** The P&L of a straddle with entry and expiry; throws a defect where it is not the engine's. */
export function explainPnl(single: SingleValuation): Pnl {
  const { entry, expiry } = single.outcome;
  const rows = rowObjects(single.chunk, single.columns).filter(({ date }) =>
    entry <= Number(date) && Number(date) <= expiry
  );
  const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);
  const size = ({ pnl }: Row) => Math.abs(Number(pnl ?? 0));
  const large = rows.filter((row) => size(row) > 0).sort((a, b) => size(b) - size(a))
    .slice(0, LARGE_DAYS);
  const spans = single.table.model!.gapNote === Note.spansGap;
  /** The day from which the i-th's P&L counts. */
  const before = (i: number) =>
    (spans ? rows.slice(0, i).findLast(({ mv }) => mv !== null) : undefined) ?? rows[i - 1];
  const written = rows.map((row, i) => ({
    ...writeDay(single, row, before(i), rows.slice(0, i).findLast(({ mv }) => mv !== null)),
    roles: [
      ...(row.date === entry ? ["entry" as const] : []),
      ...(row.date === expiry ? ["expiry" as const] : []),
      ...(large.includes(row) ? ["large" as const] : []),
    ],
  }));
  const valued = rows.filter(({ mv }) => mv !== null);
  return {
    days: written,
    valuedDays: valued.length,
    spansGaps: spans,
    lostDays: valued.filter(({ pnl }) => pnl === null).length,
    opnl: sum("opnl"),
    hpnl: sum("hpnl"),
    pnl: sum("pnl"),
    ...sumsOf(rows),
  };
}

const SUMMED = /^(pnl_|cost_|net$)/;

/** Sums of what switches add and has one. */
function sumsOf(rows: readonly Row[]): Pick<Pnl, "sums"> {
  const names = Object.keys(rows[0] ?? {}).filter((name) => SUMMED.test(name));
  if (names.length === 0) return {};
  const sums = names.map((name) =>
    [name, rows.reduce((total, row) => total + Number(row[name] ?? 0), 0)] as const
  );
  return { sums: Object.fromEntries(sums) };
}

/** `before`: from where its P&L counts; `earlier`: the last day before with a value. */
function writeDay(
  single: SingleValuation,
  row: Row,
  before: Row | undefined,
  earlier: Row | undefined,
): Omit<PnlDay, "roles"> {
  const day = Number(row.date);
  // A negative zero, which a day without a new hedge price gives, is of no interest to a reader.
  const number = (name: string) => row[name] === null ? null : Number(row[name]) + 0;
  const { valueFormulas } = formulasOf(single);
  const { formulas: studied = [], ...study } = studyDay(single, row, before, earlier) ?? {};
  return {
    date: formatDay(day),
    daysToExpiry: single.outcome.expiry - day,
    mv: number("mv"),
    delta: number("delta"),
    opnl: number("opnl"),
    hpnl: number("hpnl"),
    pnl: number("pnl"),
    since: before === undefined || row.pnl === null ? null : formatDay(Number(before.date)),
    formulas: [
      ...markFormula(single, day),
      ...valueFormulas(single, row),
      ...before === undefined
        ? ["opnl = hpnl = pnl = 0 on the entry day"]
        : pnlFormulas(single, row, before),
      ...studied,
    ],
    ...("added" in study ? { study } : {}),
  };
}

/** How the straddle's model is written out. */
function formulasOf({ asset }: SingleValuation): typeof es {
  return asset.model === "NS" ? ns : es;
}

/** V-6, R-6. */
function pnlFormulas(single: SingleValuation, row: Row, before: Row): string[] {
  const spans = single.table.model!.gapNote === Note.spansGap;
  if (spans && (row.mv === null || before.mv === null)) {
    return [
      row.mv === null
        ? "opnl = hpnl = pnl = none: a day without a value has none, and the next with one has it"
        : "opnl = hpnl = pnl = none: no day before has a value",
    ];
  }
  const gap = Number(row.date) - Number(before.date) > 1;
  const called = gap ? `of ${formatDay(Number(before.date))}` : "before";
  return [
    ...gap ? [`no value since ${formatDay(Number(before.date))}: the P&L spans these days`] : [],
    row.opnl === null
      ? "opnl = none: it needs a value today and the day before"
      : `opnl = mv − mv ${called} = ${exact(row.mv!)} − ${exact(before.mv!)} = ` +
        agreed(row, "opnl", Number(row.mv) - Number(before.mv)),
    row.hpnl === null
      ? "hpnl = none: it needs a delta of the day before"
      : formulasOf(single).hedgeFormula(single, row, before, called),
    row.pnl === null
      ? "pnl = none: it needs both"
      : `pnl = opnl + hpnl = ${agreed(row, "pnl", Number(row.opnl) + Number(row.hpnl))}`,
  ];
}
