/** Ticks of an axis of days: whole years, months or days, as many as there is room for. */
import {
  civilOf,
  firstDayOfMonth,
  formatDay,
  formatMonth,
  monthOf,
  weekdayOf,
} from "../../base/calendar.ts";

const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
const DAYS_A_MONTH = 30.44;

/** At most about `room` ticks between two days, rising. */
export function dayTicks(min: number, max: number, room: number): number[] {
  const days = max - min;
  if (days < 2 * DAYS_A_MONTH || days / DAYS_A_MONTH < room / 2) return shortTicks(min, max, room);
  const step = MONTH_STEPS.find((months) => days / DAYS_A_MONTH / months <= room) ?? 2400;
  const ticks: number[] = [];
  const { year, month } = civilOf(Math.ceil(min));
  for (let m = Math.ceil(monthOf(year, month) / step) * step;; m += step) {
    const day = firstDayOfMonth(m);
    if (day > max) return ticks;
    if (day >= min) ticks.push(day);
  }
}

/** Days, or every so many weeks' Mondays. */
function shortTicks(min: number, max: number, room: number): number[] {
  const ticks: number[] = [];
  if (max - min <= room) {
    for (let day = Math.ceil(min); day <= max; day++) ticks.push(day);
    return ticks;
  }
  const step = 7 * Math.ceil((max - min) / 7 / room);
  const first = Math.ceil(min);
  for (let day = first + (7 - weekdayOf(first)) % 7; day <= max; day += step) ticks.push(day);
  return ticks;
}

/** As short as the ticks allow: years, months or days. */
export function dayLabels(ticks: readonly number[]): string[] {
  const civil = ticks.map(civilOf);
  if (civil.every((date) => date.dayOfMonth === 1 && date.month === 1)) {
    return civil.map((date) => String(date.year));
  }
  if (civil.every((date) => date.dayOfMonth === 1)) {
    return civil.map((date) => formatMonth(monthOf(date.year, date.month)));
  }
  return ticks.map(formatDay);
}
