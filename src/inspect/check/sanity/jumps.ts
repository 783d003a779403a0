/**
 * Jumps that no market makes: by a factor that stays (a split, other units) or reverts (a bad tick).
 * What counts as large is measured by each series itself, robustly, so that one bad price does not
 * hide another.
 */
import type { Prices } from "./prices.ts";

export interface Jump {
  /** The first day of the other level, and the last; null = it lasts to the end of the prices. */
  readonly day: number;
  readonly until: number | null;
  readonly before: number;
  readonly after: number;
  /** How many prices are at the other level. */
  readonly prices: number;
  /** A few prices that stand alone, at most {@link TICK_PRICES}. */
  readonly isTick: boolean;
  /** The round factor that it is, above 1, if it is one. */
  readonly factor: number | undefined;
}

/** What a series' moves may be, in logarithms. */
export interface Limits {
  /** The least that a tick, a level of a round factor, and any other level may move. */
  readonly tick: number;
  readonly round: number;
  readonly level: number;
  /** The same in robust standard deviations of a day's move. */
  readonly tickSigmas: number;
  readonly roundSigmas: number;
  readonly levelSigmas: number;
}

/** Prices fall by a quarter in a day when a company disappoints; then its other days are wild, too. */
export const PRICE_LIMITS: Limits = {
  tick: 0.1,
  round: 0.5,
  level: 0.18,
  tickSigmas: 12,
  roundSigmas: 12,
  levelSigmas: 20,
};
/** Vols double overnight: 17 to 37 on 2018-02-05. */
export const VOL_LIMITS: Limits = {
  tick: 0.7,
  round: 0.95,
  level: 1.1,
  tickSigmas: 12,
  roundSigmas: 12,
  levelSigmas: 15,
};

/** So many prices that revert are ticks; more are a stretch in other units. */
export const TICK_PRICES = 5;
/** A series with fewer prices does not tell what is usual. */
const LEAST_PRICES = 8;
/** Consistency of the median absolute deviation with a normal standard deviation. */
const MAD_SIGMA = 1.4826;
/** A pegged price moves by less, and tells nothing by it. */
const LEAST_SIGMA = 0.001;
const ROUND_FACTORS = [1.5, 2, 3, 4, 5, 10, 15, 20, 25, 50, 100, 1000, 10_000];

/** The jumps of a series' positive prices, by day. */
export function findJumps(prices: Prices, limits: Limits): Jump[] {
  const { days, values, count } = prices;
  if (count < LEAST_PRICES) return [];
  // Logarithms only where they could matter: most series have no such day.
  const [up, down] = [Math.exp(limits.tick), Math.exp(-limits.tick)];
  const suspects: number[] = [];
  for (let i = 1; i < count; i++) {
    const ratio = values[i]! / values[i - 1]!;
    if (ratio > up || ratio < down) suspects.push(i);
  }
  if (suspects.length === 0) return [];
  const usual = sigmaOf(prices, 1, count);
  const move = (from: number, to: number) => Math.log(values[to]! / values[from]!);
  const sigmaAt = (i: number) =>
    Math.max(usual, sigmaOf(prices, Math.max(1, i - 15), Math.min(count, i + 16)));
  const least = limits.tickSigmas * usual;
  const breaks = suspects.filter((at) => Math.abs(move(at - 1, at)) > least).map((at) => {
    // A price that was repeated, or not there, had time to move.
    let since = at - 1;
    while (since > 0 && values[since - 1] === values[since]) since--;
    const gap = days[at]! - days[since]!;
    // The spread of a random walk; a weekend is no more than a day.
    const sigma = sigmaAt(at) * Math.sqrt(gap <= 4 ? 1 : gap * 5 / 7);
    return { at, size: move(at - 1, at), sigma };
  }).filter(({ size, sigma }) => Math.abs(size) > limits.tickSigmas * sigma);
  const jumps: Jump[] = [];
  for (let b = 0; b < breaks.length; b++) {
    const { at, size, sigma } = breaks[b]!;
    const close = Math.min(0.5 * Math.abs(size), Math.max(0.25 * Math.abs(size), 5 * sigma));
    const back = breaks.findIndex((other, k) =>
      k > b && other.size * size < 0 && Math.abs(move(at - 1, other.at)) <= close
    );
    const end = back < 0 ? count : breaks[back]!.at;
    const factor = roundFactor(Math.abs(size), sigma);
    const jump = {
      day: days[at]!,
      until: back < 0 ? null : days[end - 1]!,
      before: values[at - 1]!,
      after: values[at]!,
      prices: end - at,
      factor,
    };
    if (back >= 0 && end - at <= TICK_PRICES) {
      jumps.push({ ...jump, isTick: true });
      b = back;
      continue;
    }
    // By half a company's shares do move, once in years.
    const stayed = factor === undefined || factor < 2
      ? Math.max(limits.level, limits.levelSigmas * sigma)
      : Math.max(limits.round, limits.roundSigmas * sigma);
    if (Math.abs(size) < stayed || !stays(prices, at, size)) continue;
    if (at <= 2 && back < 0) {
      // The first prices are the odd ones, not all that follow.
      jumps.push({
        ...jump,
        day: days[0]!,
        until: days[at - 1]!,
        before: values[at]!,
        after: values[at - 1]!,
        prices: at,
        isTick: true,
      });
    } else jumps.push({ ...jump, isTick: false });
    if (back >= 0) b = back;
  }
  return jumps;
}

/** Whether the prices around a jump keep their levels: a spike that fades is the market's. */
function stays({ values, count }: Prices, at: number, size: number): boolean {
  const median = (from: number, to: number) =>
    values.slice(Math.max(0, from), Math.min(count, to)).sort()[
      Math.floor((Math.min(count, to) - Math.max(0, from)) / 2)
    ]!;
  const level = Math.log(median(at, at + 5) / median(at - 5, at));
  return Math.abs(level - size) < 0.35 * Math.abs(size);
}

/** Moves that are looked at to tell the usual one. */
const SAMPLE = 257;

/** The robust standard deviation of a day's logarithmic move, of the moves `from` to before `to`. */
export function sigmaOf({ values }: Prices, from: number, to: number): number {
  const step = Math.max(1, (to - from) / SAMPLE);
  const sizes = new Float64Array(Math.min(SAMPLE, Math.max(0, to - from)));
  for (let k = 0; k < sizes.length; k++) {
    const i = from + Math.floor(k * step);
    sizes[k] = Math.abs(Math.log(values[i]! / values[i - 1]!));
  }
  return Math.max(LEAST_SIGMA, MAD_SIGMA * (sizes.sort()[sizes.length >> 1] ?? 0));
}

/** The round factor that a move is, as near as the day's own move allows. */
function roundFactor(size: number, sigma: number): number | undefined {
  const nearness = (factor: number) => Math.abs(Math.log(factor) - size);
  const nearest = ROUND_FACTORS.reduce((a, b) => nearness(b) < nearness(a) ? b : a);
  return nearness(nearest) <= Math.min(0.17, 0.03 + 3 * sigma) ? nearest : undefined;
}
