/**
 * A plain second implementation of SPEC section 16, written from its text: from the rows of a run
 * without switches to the cells that switches add, one straddle and one day after the other.
 */
import type { Row } from "./engine_rows.ts";

export interface PlainSwitches {
  /** As `--hedge` has it. */
  readonly hedge: string;
  /** κ times slippage, in vega's unit; λ as a share. */
  readonly optionCost: number;
  readonly hedgeCost: number;
  readonly side: 1 | -1;
}

/** What a model is: its value and delta of a market, and what a hedge makes and costs. */
export interface PlainModel {
  readonly hedges: readonly string[];
  /** The market of a day from its rolled prices; `first`: those of the entry day. */
  market(prices: Prices, first: Prices, days: number, life: number): Market;
  value(market: Market, days: number): number;
  greeks(market: Market, days: number): [gamma: number, vega: number, theta: number];
  /** What a unit of hedge makes from one market to another. */
  gain(from: Market, to: Market): number;
  /** What hedge costs are charged on, and what a unit makes a unit of gamma's price. */
  terms(market: Market): [price: number, slope: number];
}

export type Prices = Readonly<Record<string, number | null>>;

/** A price (S, or F), its strike and annuity (1 of a forward), and the vol as quoted. */
export interface Market {
  readonly price: number;
  readonly strike: number;
  readonly annuity: number;
  readonly vol: number;
}

const phi = (z: number) => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);

/** Φ by its series (Marsaglia 2004), or its continued fraction in the tails. */
export function Phi(z: number): number {
  if (z < -7) return 1 - Phi(-z);
  if (z > 7) {
    let fraction = 0;
    for (let n = 60; n > 0; n--) fraction = n / (z + fraction);
    return 1 - phi(z) / (z + fraction);
  }
  let term = z, sum = z;
  for (let n = 3; Math.abs(term) > 1e-19; n += 2) sum += term *= z * z / n;
  return 0.5 + sum * phi(z);
}

export const PLAIN_ES: PlainModel = {
  hedges: ["hedge"],
  market: ({ hedge, vol }, first) => ({
    price: hedge!,
    strike: first.hedge!,
    annuity: 1,
    vol: vol!,
  }),
  value({ price, strike, vol }, days) {
    if (days === 0) return Math.abs(price - strike) / strike;
    const s = vol / 100 * Math.sqrt(days / 365);
    const d1 = Math.log(price / strike) / s + s / 2;
    return (price * (2 * Phi(d1) - 1) - strike * (2 * Phi(d1 - s) - 1)) / strike;
  },
  greeks({ price, strike, vol }, days) {
    if (days === 0) return [0, 0, 0];
    const T = days / 365, x = price / strike, s = vol / 100 * Math.sqrt(T);
    const density = phi(Math.log(x) / s + s / 2);
    return [
      2 * density / (x * s),
      2 * x * density * Math.sqrt(T) / 100,
      -x * density * (vol / 100) / Math.sqrt(T) / 365,
    ];
  },
  gain: (from, to) => (to.price - from.price) / to.strike,
  terms: ({ price, strike }) => [price / strike, 1],
};

/** a forward swap between the one of now and the one of six months, by days to expiry. */
export const PLAIN_NS: PlainModel = {
  hedges: ["hedge", "hedge1", "hedge2", "hedge3"],
  market(prices, first, days, life) {
    const between = (a: number, b: number, t: number) => (1 - t / 182.5) * a + t / 182.5 * b;
    return {
      price: between(prices.hedge!, prices.hedge1!, days),
      strike: between(first.hedge!, first.hedge1!, life),
      annuity: between(prices.hedge2!, prices.hedge3!, days),
      vol: prices.vol!,
    };
  },
  value({ price, strike, annuity, vol }, days) {
    if (days === 0) return annuity * Math.abs(price - strike);
    const s = vol / 1e4 * Math.sqrt(days / 365), d = (price - strike) / s;
    return annuity * ((price - strike) * (2 * Phi(d) - 1) + 2 * s * phi(d));
  },
  greeks({ price, strike, annuity, vol }, days) {
    if (days === 0) return [0, 0, 0];
    const T = days / 365, s = vol / 1e4 * Math.sqrt(T);
    const density = phi((price - strike) / s);
    return [
      2 * density / s,
      2 * annuity * density * Math.sqrt(T) / 1e4,
      -annuity * (vol / 1e4) * density / Math.sqrt(T) / 365,
    ];
  },
  gain: (from, to) => to.annuity * (to.price - from.price),
  terms: ({ annuity }) => [annuity, annuity],
};

type Cells = Record<string, number | null>;

/** The added cells of each of a straddle's rows, which must be all days, in order. */
export function plainStudy(
  rows: readonly Row[],
  model: PlainModel,
  { hedge: policy, optionCost, hedgeCost, side }: PlainSwitches,
): Cells[] {
  const columns = Object.keys(rows[0] ?? {}).filter((name) => /^hedge\d*$/.test(name))
    .filter((name) => rows.some((row) => row[name] !== null));
  const entry = rows.findIndex(({ action }) => action === "ntry");
  const expiry = rows.findIndex(({ action }) => action === "xpry");
  const empty = () =>
    Object.fromEntries(
      [
        ...["gamma", "vega", "theta", "pnl_theta", "pnl_gamma", "pnl_vega", "pnl_delta"],
        ...["hpnl", "pnl", "held", "cost_option", "cost_hedge", "net"],
      ].map((name) => [name, null]),
    ) as Cells;
  const out = rows.map(empty);
  if (entry < 0 || expiry < 0) return out;

  const [kind, number] = policy.split(":") as [string, string];
  const rolled: Record<string, number | null> = {};
  let first: Prices | undefined;
  let before: { market: Market; days: number; mv: number; delta: number; held: number } | undefined;
  let held = 0, begun = false, good = -1;
  for (let r = entry; r <= expiry; r++) {
    const row = rows[r]!, cells = out[r]!;
    for (const name of ["vol", ...columns]) {
      rolled[name] = (row[name] ?? rolled[name] ?? null) as number | null;
    }
    first ??= { ...rolled };
    const days = expiry - r;
    const hasPrice = model.hedges.every((name) => row[name] !== null);
    const isGood = ["vol", ...columns].every((name) => row[name] !== null);
    if (isGood) good++;
    const { mv, delta } = row as { mv: number | null; delta: number | null };
    const market = model.market(rolled, first, days, expiry - entry);
    if (r === entry) {
      Object.assign(cells, { hpnl: 0, pnl: 0 });
      Object.assign(cells, { pnl_theta: 0, pnl_gamma: 0, pnl_vega: 0, pnl_delta: 0 });
    }
    if (mv === null) continue;

    const [gamma, vega, theta] = model.greeks(market, days);
    const [price, slope] = model.terms(market);
    Object.assign(cells, { gamma, vega, theta });
    const width = kind === "ww"
      ? (3 * hedgeCost * price * (gamma / slope) ** 2 / (2 * Number(number))) ** (1 / 3)
      : Number(number);
    const earlier = held;
    if (days === 0) held = 0;
    else if (kind === "daily") held = delta!;
    else if (kind !== "none" && (kind === "every" ? isGood : hasPrice)) {
      if (!begun) held = delta!;
      else if (kind === "weekly") {
        const wanted = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"].indexOf(number ?? "fri");
        if (new Date(`${row.date}T00:00Z`).getUTCDay() === wanted) held = delta!;
      } else if (kind === "every") {
        if (good % Number(number) === 0) held = delta!;
      } else if (kind === "band") {
        if (Math.abs(held - delta!) > width) held = delta!;
      } else if (kind === "edge" || kind === "ww") {
        held = Math.min(Math.max(held, delta! - width), delta! + width);
      }
      begun = true;
    }
    cells.held = held;

    if (before && row.pnl !== null) {
      const gain = model.gain(before.market, market);
      const later = model.value(before.market, days);
      const moved = model.value({ ...market, vol: before.market.vol }, days);
      cells.hpnl = -before.held * gain;
      cells.pnl = mv - before.mv + cells.hpnl;
      cells.pnl_theta = later - before.mv;
      cells.pnl_gamma = moved - later - before.delta * gain;
      cells.pnl_vega = mv - moved;
      cells.pnl_delta = (before.delta - before.held) * gain;
    }
    cells.cost_option = r === entry ? optionCost * vega : 0;
    cells.cost_hedge = hedgeCost * Math.abs(held - earlier) * price;
    cells.net = cells.pnl === null
      ? null
      : side * cells.pnl! - cells.cost_option - cells.cost_hedge;
    before = { market, days, mv, delta: delta!, held };
  }
  return out;
}
