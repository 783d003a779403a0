/**
 * The weekend's time decay. Straddles decay on every calendar day, markets move on weekdays: booked on
 * its Monday, the decay of a Saturday and a Sunday makes most Mondays the worst day of their week.
 * Spread evenly over the weekdays from that Monday to the Friday it says what a week of holding costs,
 * and takes nothing from the week's sum, nor from any longer one.
 */
import { weekdayOf } from "../../base/calendar.ts";
import type { DaySums } from "./aggregates.ts";

const SATURDAY = 5;

/**
 * The weekdays to which the decay of a Saturday or Sunday is spread: those of the week after it that
 * have a P&L. By position among the days; a day that is not here keeps its own. Only days without any
 * quote are: price and vol stand still there, so that all P&L is of time (G-2).
 */
export function weekendTargets({ day, known, vols, hpnl }: DaySums): Map<number, number[]> {
  const targets = new Map<number, number[]>();
  for (let at = 0; at < day.length; at++) {
    const weekday = weekdayOf(day[at]!);
    if (weekday < SATURDAY || known[at] === 0 || vols[at]! > 0 || hpnl[at] !== 0) continue;
    const monday = day[at]! + 7 - weekday;
    const found: number[] = [];
    for (let i = at + 1; i < day.length && day[i]! < monday + SATURDAY; i++) {
      if (day[i]! >= monday && known[i]! > 0) found.push(i);
    }
    if (found.length > 0) targets.set(at, found);
  }
  return targets;
}

/** The sums with each weekend's decay spread. */
export function spreadWeekends(sums: DaySums): DaySums {
  const pnl = sums.pnl.slice(), opnl = sums.opnl.slice();
  for (const [at, targets] of weekendTargets(sums)) {
    // Of a book, P&L is net: what the hedge cost on that day stays.
    const decay = sums.opnl[at]!;
    pnl[at]! -= decay;
    opnl[at] = 0;
    for (const i of targets) {
      pnl[i]! += decay / targets.length;
      opnl[i]! += decay / targets.length;
    }
  }
  return { ...sums, pnl, opnl };
}
