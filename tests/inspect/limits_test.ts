/** What no rules have, told where it matters. */
import assert from "node:assert/strict";
import { dayOf, formatDay } from "../../src/base/calendar.ts";
import { isGoodFriday } from "../../src/inspect/limits.ts";

Deno.test("R-9: Good Fridays are those of the calendar", () => {
  // Of the tables of the US Naval Observatory, with the earliest and the latest of these years.
  const known = [
    "2000-04-21",
    "2008-03-21",
    "2011-04-22",
    "2016-03-25",
    "2019-04-19",
    "2024-03-29",
    "2025-04-18",
    "2026-04-03",
    "2038-04-23",
  ];
  for (const text of known) {
    const year = Number(text.slice(0, 4));
    const found: string[] = [];
    for (let day = dayOf(year, 1, 1); day < dayOf(year + 1, 1, 1); day++) {
      if (isGoodFriday(day)) found.push(formatDay(day));
    }
    assert.deepEqual(found, [text]);
  }
});
