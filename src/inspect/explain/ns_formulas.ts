/** R-2 written out: a straddle on a forward swap rate, normal. */
import { formatDay } from "../../base/calendar.ts";
import { counted } from "../../base/wording.ts";
import { erf } from "../../engine/erf.ts";
import { priceColumns, type SingleValuation } from "../single.ts";
import { agreed, exact, holdingOf, price, rolled, type Row, short } from "./numbers.ts";

/** Days from the swap that starts now to the one that starts in six months. */
const HALF_YEAR = 182.5;

const LEGS = ["hedge", "hedge1", "hedge2", "hedge3"];

/** The swap that starts on the expiry day, as a day's prices have it. */
export function forwardSwap(single: SingleValuation, day: number) {
  const { entry, expiry } = single.outcome;
  const { hedges } = priceColumns(single);
  const legs = LEGS.map((leg) => rolled(hedges.find(({ name }) => name === leg)?.on, entry, day));
  const [rate0, rate6, annuity0, annuity6] = legs.map(({ value }) => value) as [
    number,
    number,
    number,
    number,
  ];
  const w = (expiry - day) / HALF_YEAR;
  return {
    legs,
    w,
    F: rate0 + w * (rate6 - rate0),
    A: annuity0 + w * (annuity6 - annuity0),
  };
}

/** What a day's value comes of; `row` is the engine's. */
export function valueFormulas(single: SingleValuation, row: Row): string[] {
  const { entry, expiry } = single.outcome;
  const day = Number(row.date);
  const t = expiry - day;
  const { legs, w, F, A } = forwardSwap(single, day);
  const X = forwardSwap(single, entry).F;
  const rolledV = rolled(priceColumns(single).vol[0]?.on, entry, day);
  const v = rolledV.value;
  const [f, x, a] = [short(F), short(X), short(A)];
  const [rate0, rate6, annuity0, annuity6] = legs.map(({ value }) => exact(value));
  const lines = [
    `${LEGS.map((leg, i) => `${leg} = ${price(legs[i]!, day)}`).join(", ")}, ` +
    `v = ${price(rolledV, day)} basis points a year, t = ${counted(t, "day")}`,
    `w = t / 182.5 = ${t} / 182.5 = ${short(w)}`,
    `F = (1 − w)·hedge + w·hedge1 = (1 − ${short(w)})·${rate0} + ${short(w)}·${rate6} = ${f}`,
    `A = (1 − w)·hedge2 + w·hedge3 = (1 − ${short(w)})·${annuity0} + ${short(w)}·${annuity6} = ` +
    a,
    `X = ${x}, the F of the entry day, ${formatDay(entry)}`,
  ];
  if (row.mv === null) {
    const missing = LEGS.filter((_, i) => Number.isNaN(legs[i]!.value));
    const wrong = [["v", v], ["A", A]].filter(([, value]) => !(Number(value) > 0));
    const why = missing.length > 0
      ? `${missing.join(", ")} has no price`
      : wrong.length > 0
      ? `${wrong.map(([name]) => name).join(", ")} must be above zero`
      : "s is too small for a number";
    return [...lines, `mv = delta = none: ${why}`];
  }
  if (t === 0) {
    const mv = agreed(row, "mv", A * Math.abs(F - X));
    const delta = agreed(row, "delta", Number(row.delta) < 0 ? -1 : 1);
    // At the money to the last digits, which side it is the order of the additions decides.
    if (Math.abs(F - X) > 1e-15 && (F > X) !== (Number(row.delta) > 0)) {
      throw new Error(`the explanation and the engine disagree on delta: F ${F}, X ${X}, ${delta}`);
    }
    return [
      ...lines,
      `mv = A·|F − X| = ${a}·|${f} − ${x}| = ${mv}`,
      `delta = ${delta}, because F ${Number(row.delta) > 0 ? "≥" : "<"} X`,
    ];
  }
  const s = v / 1e4 * Math.sqrt(t / 365);
  const d = (F - X) / s;
  const both = erf(d / Math.SQRT2);
  const density = Math.exp(-d * d / 2) / Math.sqrt(2 * Math.PI);
  const mv = agreed(row, "mv", A * ((F - X) * both + 2 * s * density));
  const delta = agreed(row, "delta", both);
  return [
    ...lines,
    `s = v / 10⁴ · √(t / 365) = ${exact(v)} / 10⁴ · √(${t} / 365) = ${short(s)}`,
    `d = (F − X) / s = (${f} − ${x}) / ${short(s)} = ${short(d)}`,
    `mv = A·((F − X)·(2 Φ(d) − 1) + 2·s·φ(d)) = ` +
    `${a}·((${f} − ${x})·${short(both)} + 2·${short(s)}·${short(density)}) = ${mv}`,
    `delta = 2 Φ(d) − 1 = ${delta}`,
  ];
}

/** What the hedge made since `before`: what the par swap of that day is worth today (R-2). */
export function hedgeFormula(
  single: SingleValuation,
  row: Row,
  before: Row,
  called: string,
): string {
  const { F, A } = forwardSwap(single, Number(row.date));
  const previous = forwardSwap(single, Number(before.date)).F;
  const [name, holding] = holdingOf(before);
  const hpnl = agreed(row, "hpnl", -Number(holding) * A * (F - previous));
  return `hpnl = −${name} ${called} · A · (F − F ${called}) = ` +
    `−(${exact(holding)}) · ${short(A)} · (${short(F)} − ${short(previous)}) = ${hpnl}`;
}
