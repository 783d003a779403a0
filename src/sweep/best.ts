/** A look at a sweep: its best variants, and the command that makes one alone. */
import { usageError } from "../base/errors.ts";
import { FIGURES } from "../runs/figures.ts";
import { figureText } from "../runs/analysis/figure_text.ts";
import type { ColumnSpec } from "../output/chunk.ts";
import type { Cell } from "../output/write_table.ts";
import type { OpenedSweep } from "./read.ts";
import { baseWords, settingWords } from "./setup.ts";

/** Figures of which less is better; -max_drawdown and the like. */
const LESS_IS_BETTER: ReadonlySet<string> = new Set([
  "sd",
  "max_drawdown",
  "var95",
  "cvar95",
  "var99",
  "cvar99",
]);

/** What is shown of a variant beside the figure asked for. */
const SHOWN = ["sharpe", "pnl", "max_drawdown", "win_rate", "straddles"];

/** The best variants as a table; those without the figure come last. */
export function bestRows({ identity, totals, errors }: OpenedSweep, by: string, top: number) {
  const at = FIGURES.findIndex(({ column }) => column === by);
  const sign = LESS_IS_BETTER.has(by) ? -1 : 1;
  const rank = (i: number) => Number.isNaN(totals[i]![at]!) ? -Infinity : sign * totals[i]![at]!;
  const order = totals.map((_, i) => i).sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return x === y ? a - b : y > x ? 1 : -1;
  }).slice(0, top);
  const shown = [by, ...SHOWN.filter((name) => name !== by)]
    .map((name) => FIGURES.findIndex(({ column }) => column === name));
  const hasErrors = errors.some((error) => error !== null);
  const text = (name: string, keep: number): ColumnSpec => ({
    name,
    type: "text",
    missing: "–",
    look: { keep },
  });
  const columns: ColumnSpec[] = [
    { name: "variant", type: "int", missing: "–", look: { keep: 0 } },
    ...identity.names.map((name, k) => text(name, k + 1)),
    ...shown.map((k, rank): ColumnSpec => ({
      ...text(FIGURES[k]!.column, identity.names.length + 1 + rank),
      look: { keep: identity.names.length + 1 + rank, right: true },
    })),
    ...(hasErrors ? [text("error", 99)] : []),
  ];
  const rows = order.map((i): Cell[] => [
    i + 1,
    ...identity.rows[i]!.map((value) => value === "" ? null : value),
    ...shown.map((k) => {
      const value = totals[i]![k]!;
      return Number.isNaN(value) ? null : figureText(FIGURES[k]!, value);
    }),
    ...(hasErrors ? [errors[i]!] : []),
  ]);
  return { columns, rows };
}

/**
 * The backtest command that makes a variant, with the words that name its inputs: a sweep does not
 * tell where they lie. Throws a usage error for one that is not there. */
export function commandOf(
  { path, identity }: OpenedSweep,
  id: number,
  inputs: readonly string[],
): string {
  const values = identity.rows[id - 1];
  if (values === undefined) {
    throw usageError(`Cannot show variant ${id}: "${path}" has ${identity.rows.length} of them`);
  }
  const { pattern, years, base, names, reading } = identity;
  const { zone, duplicates, overrides } = reading;
  const settings = names.map((name, k) => ({ name, value: values[k]! }));
  const words = [
    "straddle",
    "backtest",
    pattern,
    String(years.from),
    String(years.to),
    ...inputs,
    ...(zone === undefined ? [] : ["--price-zone", zone]),
    ...(duplicates === undefined ? [] : ["--duplicates", duplicates]),
    ...(overrides === undefined ? [] : ["--price-overrides", "amt"]),
    ...baseWords(base),
    ...settingWords(settings),
    "-o",
    `variant-${id}.parquet`,
  ];
  return words.map(quoted).join(" ");
}

/** A word as a POSIX shell takes it. */
function quoted(word: string): string {
  return /^[\w./:=,+@%-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
