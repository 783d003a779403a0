/** Days as spreadsheets write them, where they can mean one day only. */
import { parseDay } from "./calendar.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const CLOCK = /[T ]0{1,2}:00(?::00(?:\.0+)?)?Z?$/;
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/;
const DAY_NAME = /^(\d{1,2})[- ]([a-z]{3})[a-z]*\.?[- ](\d{4}|\d{2})$/i;
const NAME_DAY = /^([a-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})$/i;

/** Which of day and month comes first where both are numbers before the year. */
export type DayOrder = "dmy" | "mdy";

/**
 * What a column's days say of the order of day and month: a day above 12 settles it for all of them.
 * Undefined = nothing does, or they contradict one another.
 */
export function dayOrder(texts: Iterable<string>): DayOrder | undefined {
  const found = new Set<DayOrder>();
  for (const text of texts) {
    const match = YEAR_LAST.exec(text.trim().replace(CLOCK, ""));
    if (!match || match[2] === ".") continue;
    if (Number(match[1]) > 12) found.add("dmy");
    if (Number(match[3]) > 12) found.add("mdy");
  }
  return found.size === 1 ? [...found][0] : undefined;
}

/**
 * The day of a text: ISO, with a midnight behind it or not, `2024/3/9`, `20240309`, `9.3.2024`,
 * `9-Mar-24`, `9 March 2024`, `Mar 9, 2024`; `9/3/2024` in the order given, or in the only one that
 * makes a day. Undefined = it is none, or could be two.
 */
export function parseWrittenDay(text: string, order?: DayOrder): number | undefined {
  const plain = text.trim().replace(CLOCK, "");
  const compact = COMPACT.exec(plain);
  if (compact) return dayIn(compact[1]!, compact[2]!, compact[3]!);
  const first = YEAR_FIRST.exec(plain);
  if (first) return dayIn(first[1]!, first[3]!, first[4]!);
  const last = YEAR_LAST.exec(plain);
  if (last) {
    const [, a = "", sign, b = "", year = ""] = last;
    if (sign === "." || order === "dmy" || a === b) return dayIn(year, b, a);
    if (order === "mdy") return dayIn(year, a, b);
    const days = [dayIn(year, b, a), dayIn(year, a, b)].filter((day) => day !== undefined);
    return days.length === 1 ? days[0] : undefined;
  }
  const named = DAY_NAME.exec(plain);
  if (named) return dayIn(longYear(named[3]!), monthNumber(named[2]!), named[1]!);
  const american = NAME_DAY.exec(plain);
  return american ? dayIn(american[3]!, monthNumber(american[1]!), american[2]!) : undefined;
}

/** Whether a text is a day in one order and another day in the other. */
export function isAmbiguousDay(text: string): boolean {
  return parseWrittenDay(text) === undefined && parseWrittenDay(text, "dmy") !== undefined &&
    parseWrittenDay(text, "mdy") !== undefined;
}

function dayIn(year: string, month: string, day: string): number | undefined {
  return parseDay(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
}

function monthNumber(name: string): string {
  return String(MONTHS.indexOf(name.toLowerCase()) + 1);
}

/** As Excel does: 00 to 29 are 2000 to 2029. */
function longYear(year: string): string {
  if (year.length === 4) return year;
  return `${Number(year) < 30 ? 20 : 19}${year}`;
}
