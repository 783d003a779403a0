/**
 * The days of a straddle's P&L written out as formulas with their numbers (V-3…V-6), and the totals.
 * Every number that a formula gives is compared with the engine's.
 */
import { formatDay } from "../../base/calendar.ts";
import { erf } from "../../engine/erf.ts";
import { priceColumns, type SingleValuation } from "../single.ts";
import { rowObjects } from "../../output/cells.ts";
import type { Cell } from "../../output/write_table.ts";
import { counted } from "../../base/wording.ts";
import { Note } from "../../engine/states.ts";

export interface PnlDay {
  readonly date: string;
  readonly daysToExpiry: number;
  readonly mv: number | null;
  readonly delta: number | null;
  readonly opnl: number | null;
  readonly hpnl: number | null;
  readonly pnl: number | null;
  /** What makes it a day to look at. */
  readonly roles: readonly ("entry" | "expiry" | "large")[];
  /** How each number comes about, in order. */
  readonly formulas: readonly string[];
}

export interface Pnl {
  /** Every day from entry to expiry. */
  readonly days: readonly PnlDay[];
  readonly valuedDays: number;
  /** Days with a value but without a P&L, because the day before had no value (V-6). */
  readonly lostDays: number;
  readonly opnl: number;
  readonly hpnl: number;
  readonly pnl: number;
}

/** So many days have a large P&L: those with the largest, gains or losses. */
const LARGE_DAYS = 3;

type Row = Readonly<Record<string, Cell>>;

/** A price as the model sees it: the last known one, and the day it is from (V-3). */
interface Rolled {
  readonly value: number;
  readonly day: number;
}

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
  const before = (i: number) =>
    (spans ? rows.slice(0, i).findLast(({ mv }) => mv !== null) : undefined) ?? rows[i - 1];
  const written = rows.map((row, i) => ({
    ...writeDay(single, row, before(i)),
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
    lostDays: valued.filter(({ pnl }) => pnl === null).length,
    opnl: sum("opnl"),
    hpnl: sum("hpnl"),
    pnl: sum("pnl"),
  };
}

function writeDay(
  single: SingleValuation,
  row: Row,
  before: Row | undefined,
): Omit<PnlDay, "roles"> {
  const { entry, expiry } = single.outcome;
  const day = Number(row.date);
  const { vol, hedges } = priceColumns(single);
  const hedge = hedges.find(({ name }) => name === "hedge");
  const roll = (on: (day: number) => number): Rolled => {
    for (let d = day; d >= entry; d--) if (!Number.isNaN(on(d))) return { value: on(d), day: d };
    return { value: NaN, day };
  };
  const none: Rolled = { value: NaN, day };
  const S = hedge === undefined ? none : roll(hedge.on);
  const v = vol[0] === undefined ? none : roll(vol[0].on);
  const t = expiry - day;
  const X = Number(row.strike ?? NaN);
  // A negative zero, which a day without a new hedge price gives, is of no interest to a reader.
  const number = (name: string) => row[name] === null ? null : Number(row[name]) + 0;
  const figures = {
    date: formatDay(day),
    daysToExpiry: t,
    mv: number("mv"),
    delta: number("delta"),
    opnl: number("opnl"),
    hpnl: number("hpnl"),
    pnl: number("pnl"),
  };
  if (single.table.model!.hedges.length > 1) {
    return { ...figures, formulas: [`mv = ${exact(row.mv!)}, delta = ${exact(row.delta!)}`] };
  }
  const formulas = [
    `S = ${price(S, day)}, v = ${price(v, day)} %, t = ${counted(t, "day")}, X = ${exact(X)}`,
  ];
  formulas.push(...valueFormulas(row, S.value, v.value, t, X));
  if (before === undefined) formulas.push("opnl = hpnl = pnl = 0 on the entry day");
  else formulas.push(...pnlFormulas(single, row, before, S.value, X));
  return { ...figures, formulas };
}

/** V-4. */
function valueFormulas(row: Row, S: number, v: number, t: number, X: number): string[] {
  if (row.mv === null) {
    const wrong = [["S", S], ["v", v], ["X", X]].filter(([, value]) => !(Number(value) > 0));
    const why = wrong.length > 0
      ? `${wrong.map(([name]) => name).join(", ")} must be above zero`
      : "S / X or σ is too small for a number";
    return [`mv = delta = none: ${why}`];
  }
  if (t === 0) {
    const mv = agreed(row, "mv", Math.abs(S - X) / X);
    const delta = agreed(row, "delta", S >= X ? 1 : -1);
    return [
      `mv = |S − X| / X = |${exact(S)} − ${exact(X)}| / ${exact(X)} = ${mv}`,
      `delta = ${delta}, because S ${S >= X ? "≥" : "<"} X`,
    ];
  }
  const sigma = v / 100 * Math.sqrt(t / 365);
  const d1 = Math.log(S / X) / sigma + sigma / 2;
  const d2 = d1 - sigma;
  const a = 1 + erf(d1 / Math.SQRT2);
  const b = 1 + erf(d2 / Math.SQRT2);
  const mv = agreed(row, "mv", (S * a - X * b + X - S) / X);
  const delta = agreed(row, "delta", a - 1);
  const [s, x] = [exact(S), exact(X)];
  const [sig, A, B] = [sigma, a, b].map(short);
  return [
    `σ = v / 100 · √(t / 365) = ${exact(v)} / 100 · √(${t} / 365) = ${sig}`,
    `d1 = ln(S / X) / σ + σ / 2 = ln(${s} / ${x}) / ${sig} + ${sig} / 2 = ${short(d1)}`,
    `d2 = d1 − σ = ${short(d2)}`,
    `A = 2 Φ(d1) = ${A}, B = 2 Φ(d2) = ${B}`,
    `mv = (S·A − X·B + X − S) / X = (${s}·${A} − ${x}·${B} + ${x} − ${s}) / ${x} = ${mv}`,
    `delta = A − 1 = ${delta}`,
  ];
}

/** V-6. */
function pnlFormulas(
  single: SingleValuation,
  row: Row,
  before: Row,
  S: number,
  X: number,
): string[] {
  const hedge = priceColumns(single).hedges.find(({ name }) => name === "hedge");
  let day = Number(before.date);
  while (hedge !== undefined && day > single.outcome.entry && Number.isNaN(hedge.on(day))) day--;
  const previousS = hedge === undefined ? NaN : hedge.on(day);
  const [mv, previousMv, previousDelta] = [row.mv!, before.mv!, before.delta!];
  const opnl = row.opnl === null
    ? "opnl = none: it needs a value today and the day before"
    : `opnl = mv − mv before = ${exact(mv)} − ${exact(previousMv)} = ${
      agreed(row, "opnl", Number(mv) - Number(previousMv))
    }`;
  const hpnl = row.hpnl === null
    ? "hpnl = none: it needs a delta of the day before"
    : `hpnl = −delta before · (S − S before) / X = −(${exact(previousDelta)}) · (${exact(S)} − ${
      exact(previousS)
    }) / ${exact(X)} = ${agreed(row, "hpnl", -Number(previousDelta) * (S - previousS) / X)}`;
  const pnl = row.pnl === null
    ? "pnl = none: it needs both"
    : `pnl = opnl + hpnl = ${agreed(row, "pnl", Number(row.opnl) + Number(row.hpnl))}`;
  return [opnl, hpnl, pnl];
}

/** The engine's number, which must be what the formula gives. */
function agreed(row: Row, name: string, formula: number): string {
  const engine = row[name];
  if (
    typeof engine !== "number" || Math.abs(formula - engine) > 1e-12 * Math.max(1, Math.abs(engine))
  ) {
    throw new Error(`the explanation and the engine disagree on ${name}: ${formula}, ${engine}`);
  }
  return exact(engine);
}

function price({ value, day }: Rolled, today: number): string {
  return day === today ? exact(value) : `${exact(value)} (of ${formatDay(day)})`;
}

/** All digits. */
function exact(value: Cell): string {
  if (value === null || Number.isNaN(value)) return "none";
  return String(Number(value));
}

/** Digits enough to check with a pocket calculator. */
function short(value: number): string {
  return exact(Number(value.toPrecision(10)));
}
