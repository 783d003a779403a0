/**
 * What switches add to a day, written out with its numbers: Greeks, the parts of the P&L and the
 * largest of them, the break-even move, the hedge's trade, and costs (G-1…G-6). Every number is
 * compared with the engine's.
 */
import { TRADING_DAYS } from "../../base/calendar.ts";
import { costsOf } from "../../engine/asset_costs.ts";
import { hedgeCostOf } from "../../engine/costs.ts";
import { ADDED_COLUMNS } from "../../engine/switches.ts";
import { slippageOf } from "../../inputs/amt/slippage.ts";
import type { SingleValuation } from "../single.ts";
import { type Market, marketOn, strikeOf, wordsOf, worth } from "./market.ts";
import { agreed, exact, type Row, short } from "./numbers.ts";

const PARTS = ["theta", "gamma", "vega", "delta"] as const;
export type PartName = typeof PARTS[number];

/** What moved, in words. */
export const PART_WORDS: Readonly<Record<PartName, string>> = {
  theta: "theta, of time",
  gamma: "gamma, of the price",
  vega: "vega, of the vol",
  delta: "delta, which the hedge left open",
};

export interface Trade {
  /** Above zero = sold: a holding h makes −h times the move. */
  readonly size: number;
  /** S, or F of a swap. */
  readonly price: number;
  /** Share of the strike, or of the notional; null = costs are not asked for. */
  readonly cost: number | null;
}

export interface DayStudy {
  /** The day's cells of the columns that switches add. */
  readonly added: Readonly<Record<string, number | null>>;
  /** The P&L's part that is largest, gain or loss; null = there is none. */
  readonly largest: PartName | null;
  /** Move that pays a day's theta, and the move there was since the last day with a value. */
  readonly breakEven: { readonly move: number; readonly actual: number } | null;
  /** Null = the hedge was not traded, or its policy not asked for. */
  readonly trade: Trade | null;
  readonly formulas: readonly string[];
}

/** A day with what its switches add; undefined = they add nothing. `before`: where its P&L counts from. */
export function studyDay(
  single: SingleValuation,
  row: Row,
  before: Row | undefined,
  earlier: Row | undefined,
): DayStudy | undefined {
  const names = ADDED_COLUMNS.filter((name) => name in row);
  if (names.length === 0) return undefined;
  const cell = (name: string) => row[name] === null ? null : Number(row[name]) + 0;
  const moved = row.pnl !== null && before !== undefined && "pnl_theta" in row;
  const trade = "held" in row && row.held !== null ? tradeOf(single, row, earlier) : null;
  const parts = moved ? partFormulas(single, row, before) : undefined;
  return {
    added: Object.fromEntries(names.map((name) => [name, cell(name)])),
    largest: parts?.largest ?? null,
    breakEven: parts?.breakEven ?? null,
    trade,
    formulas: row.mv === null ? [] : [
      ...("gamma" in row ? greekFormulas(single, row) : []),
      ...(parts?.formulas ?? []),
      ...("held" in row ? [holdingFormula(single, row, earlier, trade)] : []),
      ...("net" in row ? costFormulas(single, row, earlier) : []),
    ],
  };
}

/** G-1. */
function greekFormulas(single: SingleValuation, row: Row): string[] {
  const { expiry } = single.outcome;
  const t = expiry - Number(row.date);
  if (t === 0) {
    const zeros = ["gamma", "vega", "theta"].map((name) => agreed(row, name, 0));
    return [`gamma = vega = theta = ${zeros[0]} on the expiry day`];
  }
  const { price, unit, vol } = marketOn(single, Number(row.date));
  const { isSwap, volScale } = wordsOf(single);
  const X = strikeOf(single);
  const years = Math.sqrt(t / 365), sigma = vol / volScale, s = sigma * years;
  const x = price / X;
  const d = isSwap ? (price - X) / s : Math.log(x) / s + s / 2;
  const density = Math.exp(-d * d / 2) / Math.sqrt(2 * Math.PI);
  const scale = isSwap ? unit : x;
  const name = isSwap ? "A" : "x";
  const gamma = agreed(row, "gamma", 2 * density / (isSwap ? s : x * s));
  const vega = agreed(row, "vega", 2 * scale * density * years / volScale);
  const theta = agreed(row, "theta", -scale * density * sigma / years / 365);
  const [f, w, S, v] = [density, scale, s, sigma].map(short);
  return [
    `φ(${isSwap ? "d" : "d1"}) = ${f}, ${isSwap ? `A = ${w}` : `x = S / X = ${w}`}, s = ${S}`,
    isSwap
      ? `gamma = 2·φ / s = 2·${f} / ${S} = ${gamma}`
      : `gamma = 2·φ / (x·s) = 2·${f} / (${w}·${S}) = ${gamma}`,
    `vega = 2·${name}·φ·√(t / 365) / ${volScale} = 2·${w}·${f}·√(${t} / 365) / ${volScale} = ${vega}`,
    `theta = −${name}·φ·σ / √(t / 365) / 365 = −${w}·${f}·${v} / √(${t} / 365) / 365 = ${theta}`,
  ];
}

/** G-2, and how far the price had to move. */
function partFormulas(single: SingleValuation, row: Row, before: Row) {
  const { expiry } = single.outcome;
  const { price: P, isSwap } = wordsOf(single);
  const t = expiry - Number(row.date);
  const from = marketOn(single, Number(before.date)), to = marketOn(single, Number(row.date));
  const [mv, mv0, delta0] = [row.mv, before.mv, before.delta].map(Number) as [
    number,
    number,
    number,
  ];
  const timed = worth(single, from, t);
  const priced = worth(single, { ...to, vol: from.vol }, t);
  const gain = to.unit * (to.price - from.price);
  const f = ({ price }: Market, { vol }: Market) => `f(${short(price)}, ${exact(vol)}, ${t})`;
  const [late, moved] = [f(from, from), f(to, from)];
  const [S, S0, X] = isSwap ? [] : [to.price, from.price, strikeOf(single)].map(exact);
  const move = isSwap
    ? `A·(F − F before) = ${short(to.unit)}·(${short(to.price)} − ${short(from.price)})`
    : `(S − S before) / X = (${S} − ${S0}) / ${X}`;
  const formulas = [
    `f(${P}, v, t): the value at that price, vol and days to expiry; the hedge's move ${move} = ` +
    short(gain),
    `theta part = ${late} − mv before = ${short(timed)} − ${exact(mv0)} = ` +
    agreed(row, "pnl_theta", timed - mv0),
    `gamma part = ${moved} − ${late} − delta before · move = ` +
    `${short(priced)} − ${short(timed)} − ${exact(delta0)}·${short(gain)} = ` +
    agreed(row, "pnl_gamma", priced - timed - delta0 * gain),
    `vega part = mv − ${moved} = ${exact(mv)} − ${short(priced)} = ` +
    agreed(row, "pnl_vega", mv - priced),
  ];
  if ("pnl_delta" in row) {
    const held = Number(before.held);
    formulas.push(
      `delta part = (delta before − held before) · move = (${exact(delta0)} − ${exact(held)})·` +
        `${short(gain)} = ${agreed(row, "pnl_delta", (delta0 - held) * gain)}`,
    );
  }
  const sizes = PARTS.filter((part) => `pnl_${part}` in row)
    .map((part) => ({ part, value: Number(row[`pnl_${part}`]) }));
  const sum = agreed(row, "pnl", sizes.reduce((sum, { value }) => sum + value, 0));
  const most = sizes.reduce((a, b) => Math.abs(b.value) > Math.abs(a.value) ? b : a);
  const largest = most.value === 0 ? null : most.part;
  const breakEven = moveFormula(single, from, to);
  formulas.push(
    `${sizes.map(({ part }) => part).join(" + ")} = pnl = ${sum}` +
      (largest === null ? "" : `; the largest is ${PART_WORDS[largest]}`),
    breakEven.formula,
  );
  return { formulas, largest, breakEven: { move: breakEven.move, actual: breakEven.actual } };
}

/** The move of one standard deviation of the implied vol a trading day, beside the one that came. */
function moveFormula(single: SingleValuation, from: Market, to: Market) {
  const { isSwap, price: P } = wordsOf(single);
  const actual = to.price - from.price;
  const move = isSwap
    ? from.vol / 1e4 / Math.sqrt(TRADING_DAYS)
    : from.vol / 100 * from.price / Math.sqrt(TRADING_DAYS);
  const times = short(Number((Math.abs(actual) / move).toPrecision(3)));
  const [v, S] = [from.vol, from.price].map(exact);
  const formula = isSwap
    ? `break-even move v / 10⁴ / √252 = ${v} / 10⁴ / √252 = ${short(move)}`
    : `break-even move σ·S / √252 = ${v} %·${S} / √252 = ${short(move)}`;
  return { move, actual, formula: `${formula}; ${P} moved ${short(actual)}, ${times} times it` };
}

/** What was traded at the day's close, if anything. */
function tradeOf(single: SingleValuation, row: Row, earlier: Row | undefined): Trade | null {
  const size = Number(row.held) - Number(earlier?.held ?? 0);
  if (size === 0) return null;
  const { price } = marketOn(single, Number(row.date));
  return { size, price, cost: "cost_hedge" in row ? Number(row.cost_hedge) : null };
}

function holdingFormula(
  single: SingleValuation,
  row: Row,
  earlier: Row | undefined,
  trade: Trade | null,
): string {
  const held = exact(Number(row.held) + 0);
  if (trade === null) return `held = ${held}: the hedge is not traded`;
  const was = exact(Number(earlier?.held ?? 0) + 0);
  return `held = ${held}, before ${was}: ${tradeText(single, trade)}`;
}

/** `sells 0.0228 at S = 100.75`, with its cost. */
export function tradeText(single: SingleValuation, { size, price, cost }: Trade): string {
  const side = size > 0 ? "sells" : "buys";
  const paid = cost === null ? "" : `, which costs ${short(cost)}`;
  return `${side} ${short(Math.abs(size))} at ${wordsOf(single).price} = ${short(price)}${paid}`;
}

/** G-4…G-6. */
function costFormulas(single: SingleValuation, row: Row, earlier: Row | undefined): string[] {
  const { asset, switches, outcome, table } = single;
  const costs = switches.costs!;
  const { option, side } = costsOf(costs, asset, table.model!.slippageScale);
  const { isSwap } = wordsOf(single);
  const lines: string[] = [];
  if (row.date === outcome.entry && option > 0) {
    const vega = Number(row.cost_option) / option;
    const { points } = slippageOf(asset);
    lines.push(
      `cost_option = κ · Slippage · SlippageFactor${isSwap ? " · √252" : ""} · vega = ` +
        `${costs.optionFactor} · ${exact(points)}${isSwap ? " · √252" : ""} · ${short(vega)} = ` +
        `${agreed(row, "cost_option", option * vega)} (Slippage as ` +
        `${isSwap ? "basis points a day" : "points of vol"}: our reading)`,
    );
  }
  const points = hedgeCostOf(costs.hedge, asset);
  const closes = row.date === outcome.expiry;
  const holding = (of: Row | undefined) => Number(of?.held ?? of?.delta ?? 0);
  const size = Math.abs((closes ? 0 : holding(row)) - holding(earlier));
  if (points > 0 && size > 0) {
    const { price, unit } = marketOn(single, Number(row.date));
    const each = isSwap ? unit : price * unit;
    lines.push(
      `cost_hedge = λ · |h − h before| · ${isSwap ? "A" : "S / X"} = ${exact(points)} / 10⁴ · ` +
        `${short(size)} · ${short(each)} = ` +
        agreed(row, "cost_hedge", points / 1e4 * size * each),
    );
  }
  if (row.net === null) return [...lines, "net = none: it needs a P&L"];
  const [pnl, paid, traded] = [row.pnl, row.cost_option, row.cost_hedge].map(Number) as [
    number,
    number,
    number,
  ];
  const sign = side === 1 ? "" : "−";
  return [
    ...lines,
    `net = ${sign}pnl − cost_option − cost_hedge = ${sign}(${exact(pnl + 0)}) − ${exact(paid)} − ` +
    `${exact(traded)} = ${agreed(row, "net", side * pnl - paid - traded)}`,
  ];
}
