/**
 * What a straddle paid for vol, and what it got: the implied vol of its entry day beside the one that
 * its own days realised (Bakshi & Kapadia, Review of Financial Studies 16, 2003).
 */
import { TRADING_DAYS } from "../../base/calendar.ts";
import { startingIn } from "./forward_swap.ts";
import type { StraddleRows } from "./straddle_rows.ts";
import { column, type TopicColumn, type TopicTally } from "./topic.ts";

/** The vols of a straddle, in percent a year, of an NS straddle in basis points a year. */
export interface StraddleVols {
  readonly implied: number;
  readonly realised: number;
}

/** The columns that `volsOf` reads. */
export const VOL_READS = ["strike_vol", "hedge", "hedge1"];

/**
 * Implied vol at entry and realised vol until expiry: √(252 / n · Σ r²) over the n moves r from one
 * day with a price to the next, close to close, about zero; r is the logarithm of a quotient of
 * prices, for NS the difference of forward rates. Undefined = it has no move, or no vol.
 */
export function volsOf({ count, day, expiry, model, values }: StraddleRows):
  | StraddleVols
  | undefined {
  const { strike_vol: entryVol, hedge, hedge1 } = values;
  const normal = model === "NS";
  let last = NaN, squares = 0, moves = 0;
  for (let i = 0; i < count; i++) {
    const price = normal ? startingIn(expiry - day[i]!, hedge![i]!, hedge1![i]!) : hedge![i]!;
    if (Number.isNaN(price)) continue;
    const move = normal ? price - last : Math.log(price / last);
    last = price;
    if (!Number.isFinite(move)) continue;
    squares += move * move;
    moves++;
  }
  const implied = entryVol![0]!;
  if (moves === 0 || Number.isNaN(implied)) return undefined;
  return { implied, realised: (normal ? 1e4 : 100) * Math.sqrt(TRADING_DAYS / moves * squares) };
}

/** The vols of a part: means over its straddles. */
export const VOLS: readonly TopicColumn[] = [
  column("straddles", "count", "Straddles that have a vol at entry and a move of their price"),
  column("unit", "text", "% a year; bp a year for the model NS; none where a part has both"),
  column("implied", "number", "Mean implied vol on the entry day"),
  column(
    "realised",
    "number",
    "Mean vol of the straddle's own days: the root of 252 times the mean squared move from close " +
      "to close, about zero (Bakshi & Kapadia 2003)",
  ),
  column("premium", "number", "Mean implied less realised vol"),
  column("variance_premium", "number", "Mean implied² less realised²"),
  column("above", "share", "Share of the straddles whose implied vol was above the realised one"),
];

export class VolTally implements TopicTally {
  #straddles = 0;
  #above = 0;
  #implied = 0;
  #realised = 0;
  #variance = 0;
  readonly #units = new Set<string>();

  /** Adds a whole straddle. */
  add(rows: StraddleRows): void {
    const vols = volsOf(rows);
    if (vols === undefined) return;
    const { copies, model } = rows;
    const { implied, realised } = vols;
    this.#units.add(model === "NS" ? "bp" : "%");
    this.#straddles += copies;
    if (implied > realised) this.#above += copies;
    this.#implied += copies * implied;
    this.#realised += copies * realised;
    this.#variance += copies * (implied * implied - realised * realised);
  }

  lines() {
    const count = this.#straddles;
    const one = this.#units.size === 1;
    const mean = (sum: number) => one && count > 0 ? sum / count : null;
    return [[
      count,
      one ? [...this.#units][0]! : null,
      mean(this.#implied),
      mean(this.#realised),
      mean(this.#implied - this.#realised),
      mean(this.#variance),
      count > 0 ? this.#above / count : null,
    ]];
  }
}
