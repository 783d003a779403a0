/** A look at a sweep: its best variants, and the command that makes one alone. */
import { usageError } from "../base/errors.ts";
import type { FigureKind } from "../runs/figures.ts";
import { figureText } from "../runs/analysis/figure_text.ts";
import type { ColumnSpec, ColumnType } from "../output/chunk.ts";
import type { Cell } from "../output/write_table.ts";
import type { Judgement } from "./overfitting/judge.ts";
import { SWEEP_FIGURES } from "./net_figures.ts";
import type { OpenedSweep } from "./read.ts";
import { baseWords, settingWords } from "./setup.ts";

/** Figures of which less is better; -max_drawdown and the like. */
export const LESS_IS_BETTER: ReadonlySet<string> = new Set([
  "sd",
  "max_drawdown",
  "var95",
  "cvar95",
  "var99",
  "cvar99",
  "cost_option",
  "cost_hedge",
  "hedge_netted",
  "turnover",
  "net_max_drawdown",
]);

/** What is shown of a variant beside the figure asked for. */
const SHOWN = ["sharpe", "dsr", "pnl", "max_drawdown", "win_rate", "straddles"];
/** The same of a sweep that asks for costs. */
const SHOWN_NET = ["net_sharpe", "net", "turnover", "sharpe", "dsr", "pnl", "max_drawdown"];

/** A column of the best: a figure, or DSR, and its value of a variant; NaN = none. */
interface Shown {
  readonly name: string;
  readonly kind: FigureKind;
  readonly value: (variant: number) => number;
}

/** The best variants as a table, for eyes or exact; those without the figure come last. */
export function bestRows(
  { identity, totals, errors }: OpenedSweep,
  { deflated }: Pick<Judgement, "deflated">,
  { by, top, forEyes }: { readonly by: string; readonly top: number; readonly forEyes: boolean },
) {
  const shownOf = (name: string): Shown => {
    const at = SWEEP_FIGURES.findIndex(({ column }) => column === name);
    if (at < 0) return { name, kind: "ratio", value: (i) => deflated[i]! };
    return { name, kind: SWEEP_FIGURES[at]!.kind, value: (i) => totals[i]![at]! };
  };
  const turnover = SWEEP_FIGURES.findIndex(({ column }) => column === "turnover");
  const names = totals.some((figures) => !Number.isNaN(figures[turnover])) ? SHOWN_NET : SHOWN;
  const shown = [by, ...names.filter((name) => name !== by)].map(shownOf);
  const sign = LESS_IS_BETTER.has(by) ? -1 : 1;
  const rank = (i: number) => {
    const value = shown[0]!.value(i);
    return Number.isNaN(value) ? -Infinity : sign * value;
  };
  const order = totals.map((_, i) => i).sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return x === y ? a - b : y > x ? 1 : -1;
  }).slice(0, top);
  const hasErrors = errors.some((error) => error !== null);
  const column = (name: string, type: ColumnType, keep: number): ColumnSpec => ({
    name,
    type,
    missing: "–",
    look: { keep },
  });
  const columns: ColumnSpec[] = [
    column("variant", "int", 0),
    ...identity.names.map((name, k) => column(name, "text", k + 1)),
    ...shown.map(({ name, kind }, rank): ColumnSpec => {
      const keep = identity.names.length + 1 + rank;
      return {
        ...column(name, forEyes ? "text" : typeOf(kind), keep),
        look: { keep, right: true },
      };
    }),
    ...(hasErrors ? [column("error", "text", 99)] : []),
  ];
  const rows = order.map((i): Cell[] => [
    i + 1,
    ...identity.rows[i]!.map((value) => value === "" ? null : value),
    ...shown.map(({ kind, value }) => {
      const x = value(i);
      return Number.isNaN(x) ? null : forEyes ? figureText({ kind }, x) : x;
    }),
    ...(hasErrors ? [errors[i]!] : []),
  ]);
  return { columns, rows };
}

function typeOf(kind: FigureKind): ColumnType {
  return kind === "day" ? "date" : kind === "count" ? "int" : "double";
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
