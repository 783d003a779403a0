/**
 * The invented markets behind the sample data set: seeded random numbers, weekdays, paths of price and vol.
 *
 * Not a model to trade on. It uses + − × ÷ and square roots only, which IEEE 754 rounds the same way
 * everywhere, so a path is bit for bit the same on every platform; logarithms and sines need not be.
 */

const MS_PER_DAY = 86_400_000;

/** Days since 1970-01-01 of a date text. */
export function dayOf(iso: string): number {
  return Date.parse(`${iso}T00:00:00Z`) / MS_PER_DAY;
}

/** The date text of a day. */
export function isoOf(day: number): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Weekday of a day, 1 = Monday … 7 = Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (day + 3) % 7 + 1;
}

/** The n-th such weekday of a month. */
export function nthWeekday(year: number, month: number, weekday: number, n: number): number {
  const first = Date.UTC(year, month - 1, 1) / MS_PER_DAY;
  return first + (weekday - weekdayOf(first) + 7) % 7 + 7 * (n - 1);
}

/** Monday to Friday from one day to another, inclusive. */
export function weekdaysBetween(first: number, last: number): number[] {
  const days: number[] = [];
  for (let day = first; day <= last; day++) if (weekdayOf(day) <= 5) days.push(day);
  return days;
}

/** Another number gives another world. */
const SEED = 3;

/**
 * Random numbers that depend on a name alone, so that a new series leaves the others as they are:
 * mulberry32 (Tommy Ettinger, 2017, public domain), seeded with the name's FNV-1a hash (Fowler, Noll, Vo).
 */
export class Random {
  #state = 0x811c9dc5;

  constructor(name: string) {
    for (const byte of new TextEncoder().encode(`${SEED}|${name}`)) {
      this.#state = Math.imul(this.#state ^ byte, 0x01000193);
    }
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** Nearly normal, mean 0 and variance 1: twelve uniforms less six (Irwin–Hall), never beyond ±6. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.uniform();
    return sum;
  }
}

/** What a market is like. */
export interface Market {
  /** First price, and the price it is pulled to. */
  readonly level: number;
  /** Mean of the implied vol, percent a year. */
  readonly volPercent: number;
  /** Decimals of a quoted price, default 2. */
  readonly decimals?: number;
  /** Growth of the price, a year. */
  readonly drift?: number;
  /** Pull of the price back to its level, a day: for rates and spreads. */
  readonly pull?: number;
  /** Correlation of its daily moves with the share market. */
  readonly beta?: number;
  /** Correlation of vol moves with price moves; below zero, falling prices lift the vol. */
  readonly skew?: number;
  /** A future above (positive) or below the spot price, a year to its last day. */
  readonly carry?: number;
}

/** A simulated market: one value per weekday. */
export interface Path {
  readonly price: readonly number[];
  /** Implied vols of one and two months, percent. */
  readonly near: readonly number[];
  readonly far: readonly number[];
}

/** Realised over implied vol: options cost a little more than they turn out to be worth. */
const REALISED = 0.95;
const TRADING_DAYS = 252;
/** Pull of a vol to its mean and size of its moves, a day: a standard deviation of about 16 % of the mean. */
const VOL_PULL = 0.03;
const VOL_OF_VOL = 0.04;

const clampVol = (volPercent: number): number => Math.min(60, Math.max(8, volPercent));

/**
 * A geometric random walk whose vol is itself mean reverting. Each step multiplies by 1 + a small number,
 * which keeps prices and vols positive. `shares` holds the share market's moves, one per weekday.
 */
export function simulate(name: string, market: Market, shares: readonly number[]): Path {
  const { level, volPercent, drift = 0, pull = 0, beta = 0, skew = 0 } = market;
  const moves = new Random(`${name}|price`);
  const volMoves = new Random(`${name}|vol`);
  const quotes = new Random(`${name}|quotes`);
  const path = { price: [] as number[], near: [] as number[], far: [] as number[] };
  let price = level;
  let vol = volPercent;
  for (const share of shares) {
    path.price.push(price);
    path.near.push(clampVol(vol + 0.15 * quotes.normal()));
    const farVol = volPercent + 0.75 * (vol - volPercent) + 0.02 * volPercent;
    path.far.push(clampVol(farVol + 0.15 * quotes.normal()));
    const move = beta * share + Math.sqrt(1 - beta * beta) * moves.normal();
    const volMove = skew * move + Math.sqrt(1 - skew * skew) * volMoves.normal();
    const dailySd = REALISED * vol / 100 / Math.sqrt(TRADING_DAYS);
    price *= 1 + drift / TRADING_DAYS + pull * (1 - price / level) + dailySd * move;
    vol = clampVol(vol * (1 + VOL_PULL * (1 - vol / volPercent) + VOL_OF_VOL * volMove));
  }
  return path;
}

/** Present value of 1 a year for a number of years, at a rate in percent. */
export function annuity(ratePercent: number, years: number): number {
  let value = 0;
  let discount = 1;
  for (let year = 1; year <= years; year++) value += discount /= 1 + ratePercent / 100;
  return value;
}
