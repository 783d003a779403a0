/** Weeks of a series of days, for charts that would have too many points. */
import { weekdayOf } from "../base/calendar.ts";

/** 1 for the last day of each week; days in rising order. */
export function lastOfWeeks(days: Int32Array): Uint8Array {
  const marks = new Uint8Array(days.length);
  for (let i = 0; i < days.length; i++) {
    const sunday = days[i]! - weekdayOf(days[i]!) + 6;
    marks[i] = i + 1 === days.length || days[i + 1]! > sunday ? 1 : 0;
  }
  return marks;
}
