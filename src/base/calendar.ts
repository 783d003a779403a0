/**
 * Days and months as integers: a *day* counts from 1970-01-01, a *month* is 12·year + (month − 1).
 *
 * Everything is UTC and proleptic Gregorian; no Date object, no local time.
 */

/** Trading days of a year, by convention: what ratios, and vols from daily moves, are a year's by. */
export const TRADING_DAYS = 252;

/** Days since 1970-01-01 of a civil date. Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
export function dayOf(year: number, month: number, dayOfMonth: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) +
    dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
}

/** The inverse of `dayOf`; same source. */
export function civilOf(day: number): CivilDate {
  const z = day + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra -
    (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** `YYYY-MM-DD`. */
export function formatDay(day: number): string {
  const { year, month, dayOfMonth } = civilOf(day);
  return `${String(year).padStart(4, "0")}-${pad2(month)}-${pad2(dayOfMonth)}`;
}

/** The day of a valid `YYYY-MM-DD`; undefined for any other text (`2023-02-30`, `2023-2-3`). */
export function parseDay(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return undefined;
  const [year, month, dayOfMonth] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const day = dayOf(year, month, dayOfMonth);
  const civil = civilOf(day);
  return civil.month === month && civil.dayOfMonth === dayOfMonth ? day : undefined;
}

export function monthOf(year: number, month: number): number {
  return 12 * year + month - 1;
}

/** The month that a day lies in. */
export function monthOfDay(day: number): number {
  const { year, month } = civilOf(day);
  return monthOf(year, month);
}

export function yearOfMonth(month: number): number {
  return Math.floor(month / 12);
}

/** 1…12. */
export function monthOfYear(month: number): number {
  return month - 12 * yearOfMonth(month) + 1;
}

/** `YYYY-MM`: the month zero-padded, the year as it is (S-8). */
export function formatMonth(month: number): string {
  return `${yearOfMonth(month)}-${pad2(monthOfYear(month))}`;
}

/** The month of `YYYY-MM`; undefined for any other text or a month outside 1…12. */
export function parseMonth(text: string): number | undefined {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  return match ? monthOf(Number(match[1]), Number(match[2])) : undefined;
}

/** The first days of months from 1900 to 2199, as far as they have been asked for; 0 = not yet. */
const firstDays = new Int32Array(12 * 300);
const FIRST_MONTH = 12 * 1900;

export function firstDayOfMonth(month: number): number {
  const known = firstDays[month - FIRST_MONTH];
  if (known) return known;
  const day = dayOf(yearOfMonth(month), monthOfYear(month), 1);
  if (known === 0) firstDays[month - FIRST_MONTH] = day;
  return day;
}

export function lastDayOfMonth(month: number): number {
  return firstDayOfMonth(month + 1) - 1;
}

/** 0 = Monday … 6 = Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** The n-th (from 1) given weekday of a month; undefined when the month has not that many. */
export function nthWeekday(month: number, weekday: number, n: number): number | undefined {
  const first = firstDayOfMonth(month);
  const day = first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1);
  return n >= 1 && day <= lastDayOfMonth(month) ? day : undefined;
}

/** The n-th (from 1) Monday-to-Friday day of a month, holidays included; undefined when there is none. */
export function nthBusinessDay(month: number, n: number): number | undefined {
  if (n < 1) return undefined;
  const last = lastDayOfMonth(month);
  let left = n;
  for (let day = firstDayOfMonth(month); day <= last; day++) {
    if (weekdayOf(day) < 5 && --left === 0) return day;
  }
  return undefined;
}

function pad2(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}

/** "No day" where days are kept in integer arrays. */
export const NO_DAY = -2147483648;

/** Days of the calendar, inclusive. */
export interface DaySpan {
  readonly first: number;
  readonly last: number;
}

/** The expiry years of a run, inclusive. */
export interface YearSpan {
  readonly from: number;
  readonly to: number;
}

/** The expiry months of a run, inclusive. */
export interface MonthSpan {
  readonly first: number;
  readonly last: number;
}
