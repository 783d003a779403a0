/** Vols whose size does not fit the moves of what they are the vol of. */
import { TRADING_DAYS } from "../../../base/calendar.ts";
import { sigmaOf } from "./jumps.ts";
import type { Prices } from "./prices.ts";

/** Fewer prices tell no vol. */
const LEAST_PRICES = 20;
/** The median of a vol is never as far from the vol that was, whatever the market. */
const FAR = 10;
/** Vols, in percent, of which fractions are below. */
const FRACTION_BELOW = 5;
/** A day's move of less is a peg's, or none. */
const LEAST_MOVE = 0.002;

export type Misfit = "fractions" | "too large" | "same as the hedge" | "exchanged";

/** What is odd about a vol beside its hedge, if anything is. */
export function misfitOf(vol: Prices, hedge: Prices, fields: Fields): Misfit | undefined {
  if (vol.count < LEAST_PRICES || hedge.count < LEAST_PRICES) return undefined;
  if (isSame(vol, hedge)) return "same as the hedge";
  const move = sigmaOf(hedge, 1, hedge.count);
  const realised = 100 * move * Math.sqrt(TRADING_DAYS);
  const swappedNames = VOL_FIELD.test(fields.hedge) && PRICE_FIELD.test(fields.vol);
  if (swappedNames || isExchanged(vol, hedge, move)) return "exchanged";
  if (move < LEAST_MOVE) return undefined;
  const level = medianOf(vol);
  if (level < FRACTION_BELOW && realised / level > FAR) return "fractions";
  if (level / realised > 2 * FAR && level > 200) return "too large";
  return undefined;
}

/** The field names of a vol and a hedge. */
export interface Fields {
  readonly vol: string;
  readonly hedge: string;
}

const VOL_FIELD = /IMP_?VOL|^IV_?\d/i;
const PRICE_FIELD = /^PX_|^(LAST|CLOSE|SETTLE)/i;

/**
 * Whether each of them is what the other should be: a vol moves more, day by day, than what it is the
 * vol of, and its size is how that moves.
 */
function isExchanged(vol: Prices, hedge: Prices, move: number): boolean {
  const volMove = sigmaOf(vol, 1, vol.count);
  if (volMove < LEAST_MOVE || 2 * volMove > move) return false;
  const realised = 100 * volMove * Math.sqrt(TRADING_DAYS);
  return Math.abs(Math.log(medianOf(hedge) / realised)) < Math.log(1.6);
}

/** Whether two series have the same prices, which move. */
function isSame(a: Prices, b: Prices): boolean {
  let common = 0, same = 0, moves = 0;
  for (let i = 0, j = 0; i < a.count && j < b.count;) {
    if (a.days[i]! < b.days[j]!) i++;
    else if (a.days[i]! > b.days[j]!) j++;
    else {
      common++;
      if (a.values[i] === b.values[j]) same++;
      if (i > 0 && a.values[i] !== a.values[i - 1]) moves++;
      i++;
      j++;
    }
  }
  return common >= LEAST_PRICES && 2 * moves > common && same >= 0.9 * common;
}

function medianOf({ values, count }: Prices): number {
  return values.slice(0, count).sort()[count >> 1]!;
}
