/** Numbers and dates as people write them, one by one. */
import assert from "node:assert/strict";
import { formatDay, NO_DAY } from "../../../src/base/calendar.ts";
import { isBlank } from "../../../src/inputs/import/cell.ts";
import { Clue, DateBook, type DateChoice } from "../../../src/inputs/import/dates.ts";
import { readNumber } from "../../../src/inputs/import/numbers.ts";

Deno.test("a text is read with a decimal point and with a decimal comma, and is a number or none", () => {
  const both: readonly (readonly [string, number, number])[] = [
    ["12", 12, 12],
    ["-1.5", -1.5, NaN],
    ["1,5", NaN, 1.5],
    ["1,234", 1234, 1.234],
    ["1.234", 1.234, 1234],
    ["1,234.5", 1234.5, NaN],
    ["1.234,5", NaN, 1234.5],
    ["1,234,567", 1234567, NaN],
    ["1 234,5", NaN, 1234.5],
    ["1\u202f234.5", 1234.5, NaN],
    ["1'234'567.5", 1234567.5, NaN],
    ["(1.5)", -1.5, NaN],
    ["\u22121.5", -1.5, NaN],
    ["+.5", 0.5, NaN],
    ["5.", 5, NaN],
    ["1.2E+03", 1200, NaN],
    ["1,2e-3", NaN, 0.0012],
    ...[
      "",
      "-",
      "e5",
      "0x10",
      "1_000",
      "12%",
      "1,23,4",
      "1.2.3",
      "Infinity",
      "1e400",
      "12 EUR",
      ".",
    ]
      .map((text) => [text, NaN, NaN] as const),
  ];
  for (const [text, point, comma] of both) {
    assert.deepEqual(readNumber(text), { point, comma }, text);
  }
});

Deno.test("nothing is written in many ways; words, zeros and numbers are something", () => {
  const nothing = ["", " ", "#N/A", "#N/A N/A", "#DIV/0!", "n/a", "NaN", "NULL", "None", "-", "--"];
  for (const text of nothing) assert.ok(isBlank(text), text);
  for (const text of ["0", "none yet", "N/A1", "nano", "1-"]) assert.ok(!isBlank(text), text);
});

function read(text: string, choice?: DateChoice): string {
  const book = new DateBook(choice, undefined);
  const id = book.id(text);
  const days = [book.dayFirst[id]!, book.monthFirst[id]!];
  return days.map((day) => day === NO_DAY ? "none" : formatDay(day)).join(" ");
}

Deno.test("a date's text tells its day, or two, or none; days that no calendar has are none", () => {
  const twice = (day: string) => `${day} ${day}`;
  for (
    const [text, days] of [
      ["2024-02-29", twice("2024-02-29")],
      ["2023-02-29", "none none"],
      ["2024/2/9", twice("2024-02-09")],
      ["20240229", twice("2024-02-29")],
      ["04/05/2024", "2024-05-04 2024-04-05"],
      ["31/12/24", "2024-12-31 none"],
      ["12.31.2024", "none 2024-12-31"],
      ["31/12/49", "2049-12-31 none"],
      ["31/12/50", "1950-12-31 none"],
      ["5-Jan-24", twice("2024-01-05")],
      ["Friday, January 5th, 2024", twice("2024-01-05")],
      ["5 Foo 2024", "none none"],
      ["45296", twice("2024-01-05")],
      ["45296.75", twice("2024-01-05")],
      ["1704412800000", twice("2024-01-05")],
      ["2024-01-05T23:30:00-05:00", twice("2024-01-05")],
      ["5/1/2024 4:00 PM", "2024-01-05 2024-05-01"],
      ["2024-01-05 25:00", "none none"],
      ["100", "none none"],
    ] as const
  ) assert.equal(read(text), days, text);
  assert.equal(read("43834", "1904"), twice("2024-01-05"));
  assert.equal(read("24-01-05", "ymd"), twice("2024-01-05"));
  assert.equal(read("12/31/2024", "dmy"), "none none");
});

Deno.test("the time of a day is kept, to the second, of texts and of Excel's fractions", () => {
  const book = new DateBook(undefined, undefined);
  const time = (text: string) => book.times[book.id(text)];
  assert.deepEqual(
    ["2024-01-05 16:30:15", "5/1/2024 12:05 am", "45296.5", "2024-01-05"].map(time),
    [59_415, 300, 43_200, 0],
  );
  assert.equal(book.clues[book.id("04/04/2024")], Clue.certain);
});
