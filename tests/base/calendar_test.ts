/** Days, months and weekdays against the language's own dates. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  civilOf,
  dayOf,
  firstDayOfMonth,
  formatDay,
  formatMonth,
  lastDayOfMonth,
  monthOf,
  monthOfYear,
  nthBusinessDay,
  nthWeekday,
  parseDay,
  parseMonth,
  weekdayOf,
  yearOfMonth,
} from "../../src/base/calendar.ts";

const MS_PER_DAY = 86_400_000;
/** Any month of the years 1900 to 2999. */
const months = fc.integer({ min: monthOf(1900, 1), max: monthOf(2999, 12) });

Deno.test("N-2: days, dates and weekdays agree with Date.UTC on every day of 1900–2999", () => {
  const last = Date.UTC(2999, 11, 31) / MS_PER_DAY;
  for (let day = Date.UTC(1900, 0, 1) / MS_PER_DAY; day <= last; day++) {
    const date = new Date(day * MS_PER_DAY);
    const { year, month, dayOfMonth } = civilOf(day);
    if (
      year !== date.getUTCFullYear() || month !== date.getUTCMonth() + 1 ||
      dayOfMonth !== date.getUTCDate() || dayOf(year, month, dayOfMonth) !== day ||
      weekdayOf(day) !== (date.getUTCDay() + 6) % 7
    ) assert.fail(`day ${day} should be ${date.toISOString()}`);
  }
});

Deno.test("N-2: day texts read back, also before 1970 and in year 1", () => {
  assert.equal(formatDay(0), "1970-01-01");
  assert.equal(formatDay(-1), "1969-12-31");
  assert.equal(formatDay(dayOf(1, 1, 1)), "0001-01-01");
  fc.assert(fc.property(fc.integer({ min: dayOf(1, 1, 1), max: dayOf(9999, 12, 31) }), (day) => {
    assert.equal(parseDay(formatDay(day)), day);
  }));
});

Deno.test("F-12: only a valid YYYY-MM-DD is a day", () => {
  assert.equal(parseDay("2024-02-29"), dayOf(2024, 2, 29));
  for (
    const text of [
      "",
      "2023-02-29",
      "2023-02-30",
      "2023-2-3",
      "2023-13-01",
      "2023-00-10",
      "2023-04-31",
      "2023-04-00",
      "2024-03",
      " 2024-03-01",
      "2024-03-01 ",
      "2024-03-01\n",
      "2024-03-01T00:00:00",
      "20240301",
      "02024-03-01",
      "-024-03-01",
    ]
  ) assert.equal(parseDay(text), undefined, JSON.stringify(text));
});

Deno.test("N-4: months count on across years, before year 0 too", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -50, max: 3000 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 40 }),
      (year, month, lag) => {
        const total = monthOf(year, month);
        assert.deepEqual([yearOfMonth(total), monthOfYear(total)], [year, month]);
        // Count back one month at a time.
        let [y, m] = [year, month];
        for (let i = 0; i < lag; i++) [y, m] = m === 1 ? [y - 1, 12] : [y, m - 1];
        assert.equal(total - lag, monthOf(y, m));
      },
    ),
  );
});

Deno.test("S-8: month texts pad the month and not the year", () => {
  assert.equal(formatMonth(monthOf(2024, 1)), "2024-01");
  assert.equal(formatMonth(monthOf(2024, 12)), "2024-12");
  assert.equal(formatMonth(monthOf(2024, 1) - 1), "2023-12");
  assert.equal(formatMonth(monthOf(2024, 1) - 2), "2023-11");
  assert.equal(formatMonth(monthOf(999, 1)), "999-01");
});

Deno.test("D-40: months outside 1…12 are no months", () => {
  assert.equal(parseMonth("2023-06"), monthOf(2023, 6));
  for (const text of ["2023-00", "2023-13", "2023-6", "23-06", "2023-06-01", " 2023-06", ""]) {
    assert.equal(parseMonth(text), undefined, JSON.stringify(text));
  }
  fc.assert(fc.property(months, (month) => {
    assert.equal(parseMonth(formatMonth(month)), month);
  }));
});

Deno.test("S-11: a straddle has 59–62 days (N), 89–92 (F), 28–31 in one month", () => {
  const days = (entry: number, expiry: number) =>
    lastDayOfMonth(expiry) - firstDayOfMonth(entry) + 1;
  assert.equal(days(monthOf(2024, 1), monthOf(2024, 3)), 91);
  assert.equal(days(monthOf(2024, 2), monthOf(2024, 3)), 60);
  const seen = [new Set<number>(), new Set<number>(), new Set<number>()];
  for (let month = monthOf(1900, 1); month <= monthOf(2999, 12); month++) {
    seen.forEach((lengths, lag) => lengths.add(days(month - lag, month)));
  }
  const sorted = seen.map((lengths) => [...lengths].sort((a, b) => a - b));
  assert.deepEqual(sorted, [[28, 29, 30, 31], [59, 60, 61, 62], [89, 90, 91, 92]]);
});

/** The days of a month, counted one by one. */
function daysOf(month: number): number[] {
  const days: number[] = [];
  const [year, zeroBased] = [yearOfMonth(month), monthOfYear(month) - 1];
  for (
    let date = new Date(Date.UTC(year, zeroBased, 1));
    date.getUTCMonth() === zeroBased;
    date = new Date(date.getTime() + MS_PER_DAY)
  ) days.push(date.getTime() / MS_PER_DAY);
  return days;
}

Deno.test("A-4: the n-th weekday of a month is what a count day by day finds", () => {
  fc.assert(
    fc.property(months, fc.integer({ min: 0, max: 6 }), fc.integer({ min: -2, max: 7 }), (
      month,
      weekday,
      n,
    ) => {
      const hits = daysOf(month).filter((day) =>
        (new Date(day * MS_PER_DAY).getUTCDay() + 6) % 7 === weekday
      );
      assert.equal(nthWeekday(month, weekday, n), hits[n - 1]);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("A-4: the n-th business day of a month is what a count day by day finds", () => {
  fc.assert(
    fc.property(months, fc.integer({ min: -2, max: 25 }), (month, n) => {
      const hits = daysOf(month).filter((day) => {
        const weekday = new Date(day * MS_PER_DAY).getUTCDay();
        return weekday !== 0 && weekday !== 6;
      });
      assert.equal(nthBusinessDay(month, n), hits[n - 1]);
    }),
    { numRuns: 2000 },
  );
});
