/** What an import understood and did, in words. */
import { grouped } from "../../base/wording.ts";
import { formatDay } from "../../base/calendar.ts";
import type { ImportResult } from "./import.ts";
import { REASONS } from "./left_out.ts";
import type { Duplicates } from "../prices/reading.ts";
import { contradictionText } from "./merge.ts";
import type { ReadFile } from "./read_file.ts";

/** Files that were understood alike are shown once; so many kinds at most. */
const MOST_KINDS = 8;
const MOST_CONTRADICTIONS = 10;

/** How each kind of file was understood, with its first prices. */
export function understoodLines(result: ImportResult): string[] {
  const kinds = new Map<string, ReadFile[]>();
  for (const file of result.files) {
    const about = aboutLines(file, result).join("\n");
    const alike = kinds.get(about);
    if (alike) alike.push(file);
    else kinds.set(about, [file]);
  }
  const lines = [...kinds].slice(0, MOST_KINDS).flatMap(([about, files]) => [
    filesLine(files),
    ...about.split("\n").map((line) => `  ${line}`),
    ...specimenLines(files[0]!, result).map((line) => `  ${line}`),
  ]);
  const more = kinds.size - MOST_KINDS;
  return more > 0 ? [...lines, `… and files of ${more} other kinds`] : lines;
}

function filesLine(files: readonly ReadFile[]): string {
  const [first, last] = [files[0]!, files.at(-1)!];
  if (files.length === 1) return `"${first.path}": ${first.form}`;
  return `${files.length} files, "${first.path}" to "${last.path}": ${first.form}`;
}

function aboutLines(file: ReadFile, { book }: ImportResult): string[] {
  const { layout, order, numbers, numberText } = file;
  const forms = [...file.dateForms].map(([form, id]) => {
    const shown = order === "mdy" ? form.replace(/^d(.)m\1y/, "m$1d$1y") : form;
    return `${shown} ("${book.texts[id]}" is ${formatDay(book.day(id, order))})`;
  });
  const lines = [...layout.about];
  if (forms.length > 0) lines.push(`dates   ${forms.slice(0, 3).join(", ")}`);
  if (numberText !== undefined && numbers.sign === "comma") {
    lines.push("numbers with decimal commas");
  }
  if (layout.unused.length > 0) {
    lines.push(`unused  ${layout.unused.slice(0, 8).map((name) => `"${name}"`).join(", ")}`);
  }
  return lines;
}

/** The first prices of a file beside what was written. */
function specimenLines(file: ReadFile, { store, book }: ImportResult): string[] {
  return file.specimens.map(({ row, place, text }) => {
    const series = store.series(place);
    const value = store.value(place);
    const written = String(value) === text ? "" : `  (written "${text}")`;
    const day = formatDay(book.day(store.date(place), file.order));
    const name = `${store.tickers[series]}  ${store.fields[series]}`;
    return `row ${row}: ${name}  ${day}  ${value}${written}`;
  });
}

/** The counts: what there is, what was left out and why. */
export function countLines({ files, merged, leftOut }: ImportResult): string[] {
  const { series, prices } = merged;
  const first = series.reduce((day, each) => Math.min(day, each.first), Infinity);
  const last = series.reduce((day, each) => Math.max(day, each.last), -Infinity);
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const days = `${formatDay(first)} to ${formatDay(last)}`;
  const lines = [
    `${count(prices, "price")} of ${count(series.length, "series", "series")}, ${days}, ` +
    `from ${count(rows, "row")} of ${count(files.length, "file")}`,
  ];
  for (const [reason, number] of leftOut.counts) {
    const { path, row, text } = leftOut.examples.get(reason)!;
    const what = `${grouped(number)} with ${REASONS[reason]}`;
    lines.push(`  left out: ${what}, first "${text}" in row ${row} of "${path}"`);
  }
  const unnamed = series.filter(({ field }) => field === "").length;
  if (unnamed > 0) lines.push(`  ${count(unnamed, "series", "series")} with an empty field`);
  if (merged.repeated > 0) {
    lines.push(`  once: ${count(merged.repeated, "row")} that repeat the price of their day`);
  }
  if (merged.earlier > 0) {
    lines.push(`  left out: ${count(merged.earlier, "earlier price")} of a day with a later stamp`);
  }
  return lines;
}

/** What somebody should look at. */
export function warningLines(
  { files, merged, book }: ImportResult,
  rule: Duplicates,
): string[] {
  const lines: string[] = [];
  const empty = files.filter(({ start, end }) => start === end);
  if (empty.length > 0) {
    lines.push(`Warning: no price in ${count(empty.length, "file")}, first "${empty[0]!.path}"`);
  }
  const { contradictions, contradicted } = merged;
  if (contradicted > 0) {
    const done = rule === "missing" ? "none is taken" : "the last is taken";
    lines.push(
      `Warning: ${count(contradicted, "day")} with different prices of a series; ${done}:`,
    );
    lines.push(
      ...contradictions.slice(0, MOST_CONTRADICTIONS).map((each) => `  ${contradictionText(each)}`),
    );
    const more = contradicted - MOST_CONTRADICTIONS;
    if (more > 0) lines.push(`  … and ${grouped(more)} more`);
  }
  const hours = midnightHours(book.times);
  if (hours !== undefined && book.zone === undefined) {
    lines.push(
      `Warning: all stamps are at ${hours}, which looks like another zone's midnights: the days may ` +
        "be one too early; add --price-zone ZONE, like Europe/Berlin, to have that zone's days",
    );
  }
  const [, , , , friday, saturday, sunday] = merged.weekdays;
  if (sunday! > 0 && friday === 0 && saturday === 0 && merged.prices >= FEW) {
    lines.push(
      "Warning: there are prices of Sundays but none of Fridays, so the days may be one too early, " +
        "as when another zone's midnights became days",
    );
  }
  return lines;
}

/** Fewer stamps or prices than this show no pattern. */
const FEW = 5;
const SECONDS_AN_HOUR = 3600;
/** Midnights east of Greenwich, in UTC: summer and winter are an hour apart. */
const EVENING_HOUR = 20;

/** "22:00 and 23:00" if all stamps are at one or two late full hours. */
function midnightHours(times: readonly number[]): string | undefined {
  const stamps = new Set(times.filter((time) => time > 0));
  const all = times.filter((time) => time > 0).length;
  if (all < FEW || stamps.size > 2 || times.length - all > 1) return undefined;
  const hours = [...stamps].map((time) => time / SECONDS_AN_HOUR).sort((a, b) => a - b);
  if (!hours.every((hour) => Number.isInteger(hour) && hour >= EVENING_HOUR)) return undefined;
  return hours.map((hour) => `${hour}:00`).join(" and ");
}

/** `1 row`, `2,000 rows`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}
