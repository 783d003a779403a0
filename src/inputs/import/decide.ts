/** What no text tells alone: whether day or month is first, and which sign is before the decimals. */
import { inputError } from "../../base/errors.ts";
import { Clue, type DateOrder } from "./dates.ts";
import type { Evidence } from "./numbers.ts";
import type { ReadFile } from "./read_file.ts";
import type { PriceStore } from "./store.ts";

/**
 * Decides the order of each file's dates: by its own, or if those tell nothing, by what all other
 * files agree on. Throws an exit-3 error where they contradict each other or tell nothing.
 */
export function decideOrders(files: readonly ReadFile[]): void {
  for (const file of files) file.order = ownOrder(file);
  const others = new Set(files.map(({ order }) => order).filter((order) => order !== undefined));
  for (const file of files) {
    const either = file.clues.get(Clue.either);
    if (file.order !== undefined || either === undefined) continue;
    if (others.size !== 1) throw ambiguousDates(file.path, either);
    file.order = [...others][0];
  }
}

function ownOrder({ path, clues }: ReadFile): DateOrder | undefined {
  const dayFirst = clues.get(Clue.dayFirst), monthFirst = clues.get(Clue.monthFirst);
  if (dayFirst && monthFirst) {
    throw inputError(
      `Cannot tell day and month in "${path}": ${at(dayFirst)} has the day first, ` +
        `${at(monthFirst)} the month; mend the file, or add --dates dmy or --dates mdy to leave ` +
        "the others out",
    );
  }
  if (dayFirst) return "dmy";
  if (monthFirst) return "mdy";
  // Nobody parts by dots and has the month first.
  return clues.get(Clue.either)?.text.includes(".") ? "dmy" : undefined;
}

function ambiguousDates(path: string, either: Evidence): Error {
  return inputError(
    `Cannot tell day and month in "${path}": ${at(either)} could be either, and so could all its ` +
      "dates; add --dates dmy if the day is first, --dates mdy if the month is",
  );
}

/**
 * Decides the decimal sign of each file likewise, and puts its prices right. With `given` the user
 * has decided. Throws an exit-3 error where texts contradict each other or tell nothing.
 */
export function decideSigns(
  files: readonly ReadFile[],
  store: PriceStore,
  given: boolean,
): void {
  if (given) return;
  for (const { path, numbers: { sign, decisive, contradiction } } of files) {
    if (!contradiction) continue;
    const [own, other] = sign === "point" ? ["point", "comma"] : ["comma", "point"];
    throw inputError(
      `Cannot read the numbers of "${path}": ${at(decisive!)} has a decimal ${own}, ` +
        `${at(contradiction)} a decimal ${other}; mend the file, or add --decimal ${own} to ` +
        "leave the others out",
    );
  }
  const signs = new Set(files.map(({ numbers }) => numbers.sign).filter((s) => s !== undefined));
  for (const { path, numbers } of files) {
    let sign = numbers.sign ?? (signs.size === 1 ? [...signs][0]! : undefined);
    if (sign === undefined) {
      if (numbers.ambiguous) {
        throw inputError(
          `Cannot tell decimals from thousands in "${path}": ${at(numbers.ambiguous)} could be ` +
            "either, and so could all its numbers; add --decimal point or --decimal comma",
        );
      }
      sign = "point";
    }
    numbers.settle(sign, (place, value) => store.setValue(place, value));
  }
}

function at({ text, row }: Evidence): string {
  return `"${text}" (row ${row})`;
}
