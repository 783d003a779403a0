/** Anchor days: where the search for an entry or expiry day starts. */
import { nthBusinessDay, nthWeekday } from "../base/calendar.ts";
import { parseInteger } from "../base/numbers.ts";
import type { Overrides } from "../inputs/overrides.ts";

/** Weekdays (0 = Monday) of the expiry codes that name one. */
const WEEKDAY_CODES: Readonly<Record<string, number>> = { W: 2, R: 3, F: 4 };

/** The expiry codes that have an anchor. */
export const EXPIRY_CODES: readonly string[] = ["F", "R", "W", "BD", "OVERRIDE"];

/**
 * The anchor day of a month by expiry code and value, for entry and expiry months alike (A-4):
 * the n-th Friday, Thursday, Wednesday or business day, or the overrides' day for the asset.
 * Undefined when the code is unknown, the value no ordinal, the month too short or the override absent.
 */
export function anchorDay(
  code: string,
  value: string,
  month: number,
  underlying: string,
  overrides: Overrides,
): number | undefined {
  if (code === "OVERRIDE") return overrides.dayOf(underlying, month);
  const n = parseInteger(value);
  if (n === undefined) return undefined;
  if (code === "BD") return nthBusinessDay(month, n);
  const weekday = Object.hasOwn(WEEKDAY_CODES, code) ? WEEKDAY_CODES[code] : undefined;
  return weekday === undefined ? undefined : nthWeekday(month, weekday, n);
}
