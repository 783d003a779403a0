/** V-4 written out: a straddle on one price, lognormal. */
import { counted } from "../../base/wording.ts";
import { erf } from "../../engine/erf.ts";
import type { SingleValuation } from "../single.ts";
import { priceColumns } from "../single.ts";
import { agreed, exact, holdingOf, price, rolled, type Row, short } from "./numbers.ts";

/** What a day's value comes of; `row` is the engine's. */
export function valueFormulas(single: SingleValuation, row: Row): string[] {
  const { entry, expiry } = single.outcome;
  const { vol, hedges } = priceColumns(single);
  const day = Number(row.date);
  const t = expiry - day;
  const X = Number(row.strike ?? NaN);
  const rolledS = rolled(hedges.find(({ name }) => name === "hedge")?.on, entry, day);
  const rolledV = rolled(vol[0]?.on, entry, day);
  const [S, v] = [rolledS.value, rolledV.value];
  const prices = `S = ${price(rolledS, day)}, v = ${price(rolledV, day)} %, ` +
    `t = ${counted(t, "day")}, X = ${exact(X)}`;
  if (row.mv === null) {
    const wrong = [["S", S], ["v", v], ["X", X]].filter(([, value]) => !(Number(value) > 0));
    const why = wrong.length > 0
      ? `${wrong.map(([name]) => name).join(", ")} must be above zero`
      : "S / X or σ is too small for a number";
    return [prices, `mv = delta = none: ${why}`];
  }
  if (t === 0) {
    const mv = agreed(row, "mv", Math.abs(S - X) / X);
    const delta = agreed(row, "delta", S >= X ? 1 : -1);
    return [
      prices,
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
    prices,
    `σ = v / 100 · √(t / 365) = ${exact(v)} / 100 · √(${t} / 365) = ${sig}`,
    `d1 = ln(S / X) / σ + σ / 2 = ln(${s} / ${x}) / ${sig} + ${sig} / 2 = ${short(d1)}`,
    `d2 = d1 − σ = ${short(d2)}`,
    `A = 2 Φ(d1) = ${A}, B = 2 Φ(d2) = ${B}`,
    `mv = (S·A − X·B + X − S) / X = (${s}·${A} − ${x}·${B} + ${x} − ${s}) / ${x} = ${mv}`,
    `delta = A − 1 = ${delta}`,
  ];
}

/** What the hedge made since `before`, a row of an earlier day that is called so (V-6). */
export function hedgeFormula(
  single: SingleValuation,
  row: Row,
  before: Row,
  called: string,
): string {
  const { entry } = single.outcome;
  const on = priceColumns(single).hedges.find(({ name }) => name === "hedge")?.on;
  const S = rolled(on, entry, Number(row.date)).value;
  const previous = rolled(on, entry, Number(before.date)).value;
  const X = Number(row.strike ?? NaN);
  const [name, holding] = holdingOf(before);
  const hpnl = agreed(row, "hpnl", -Number(holding) * (S - previous) / X);
  return `hpnl = −${name} ${called} · (S − S ${called}) / X = ` +
    `−(${exact(holding)}) · (${exact(S)} − ${exact(previous)}) / ${exact(X)} = ${hpnl}`;
}
