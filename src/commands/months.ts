/** Expiry months as arguments: `2024`, `2024-07`, and from one to another. */
import { InvalidArgumentError } from "commander";
import { monthOf, parseMonth } from "../base/calendar.ts";
import { usageError } from "../base/errors.ts";
import { quotingHint } from "./slips.ts";

/** A year or a month of the command line, as the months it covers. Months count as in calendar.ts. */
export interface MonthArgument {
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

/** An argument that is a four-digit year or `YYYY-MM`. */
export function yearOrMonth(text: string): MonthArgument {
  if (/^(19|2\d)\d\d$/.test(text)) {
    const year = Number(text);
    return { first: monthOf(year, 1), last: monthOf(year, 12), text };
  }
  const month = /^(19|2\d)/.test(text) ? parseMonth(text) : undefined;
  if (month === undefined) {
    throw new InvalidArgumentError(
      `Give a year like 2024 or a month like 2024-07 (1900 to 2999).${quotingHint(text)}`,
    );
  }
  return { first: month, last: month, text };
}

/** All months from the first of START to the last of END (default: START). */
export function takeMonths(start: MonthArgument, end: MonthArgument = start) {
  if (start.first > end.last) {
    throw usageError(`Months out of order: ${start.text} is after ${end.text}`);
  }
  return { first: start.first, last: end.last };
}
