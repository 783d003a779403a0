/** What the rules are known to leave out, where it matters. */
import { civilOf, dayOf, formatDay } from "../base/calendar.ts";
import type { Asset } from "../inputs/amt/asset_table.ts";

/** A credit index is replaced by its next series about these days of each year. */
const INDEX_ROLLS = [[3, 20], [9, 20]] as const;

/** A straddle's days: those of the engine, or the scheduled ones where there are none. */
export interface Life {
  readonly entry: number;
  readonly expiry: number;
  /** The day on which the expiry is scheduled, by a code like `F`. */
  readonly anchor: number;
  readonly code: string;
}

/** The roll days of an asset's credit index after the entry day, the expiry day included. */
export function indexRolls(
  { hedge }: Asset,
  { entry, expiry }: Pick<Life, "entry" | "expiry">,
): number[] {
  if (hedge?.get("Source") !== "cds") return [];
  const rolls: number[] = [];
  for (let { year } = civilOf(entry); year <= civilOf(expiry).year; year++) {
    for (const [month, day] of INDEX_ROLLS) {
      const roll = dayOf(year, month, day);
      if (entry < roll && roll <= expiry) rolls.push(roll);
    }
  }
  return rolls;
}

/** What a reader of the straddle's P&L has to know, a sentence each. */
export function limitsOf(asset: Asset, life: Life): string[] {
  const limits: string[] = [];
  if (asset.cls === "Currency" && asset.hedge?.get("Source") === "nonfut") {
    limits.push(
      "The hedge is the spot rate and earns no carry; over a month that is some 0.3 % of the " +
        "premium for EURUSD, 1.7 % for USDBRL, 23 % for USDTRY at 35 % of carry a year",
    );
  }
  for (const roll of indexRolls(asset, life)) {
    limits.push(
      `The credit index rolls about ${formatDay(roll)}: the new series' spread is another, and ` +
        "the jump counts as if the market had moved",
    );
  }
  if (life.code === "F" && isGoodFriday(life.anchor)) {
    limits.push(
      `${formatDay(life.anchor)} is a Good Friday: an exchange's option expires on the Thursday ` +
        "before, this straddle on the first good day from the Friday on (A-5)",
    );
  }
  return limits;
}

/** Two days before Easter Sunday (Meeus, Jones and Butcher, for the Gregorian calendar). */
export function isGoodFriday(day: number): boolean {
  const { year } = civilOf(day);
  const a = year % 19, b = Math.floor(year / 100), c = year % 100;
  const d = Math.floor(b / 4), e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4), k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const sunday = dayOf(year, month, (h + l - 7 * m + 33 * month + 19) % 32);
  return day === sunday - 2;
}
