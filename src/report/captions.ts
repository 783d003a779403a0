/**
 * The words of a page's figures, and those above its tables of days: `{steps}` are days or weeks,
 * `{year}` how many of them a year has, `{of}` what percents are of.
 */
import { MEANINGS } from "../runs/figure_meanings.ts";
import { figuresOf } from "../runs/figures.ts";
import { SECTION_COLUMNS } from "../runs/analysis/sections/columns.ts";
import type { PageData, PageTable } from "./page_data.ts";

const CAPTIONS: Readonly<Record<PageTable, readonly [title: string, caption: string]>> = {
  sharpe: [
    "How sure the Sharpe ratio is",
    "A year, from its {steps}: the ratio, its standard error if they were normal (Lo 2002) and " +
    "with their skew and kurtosis (Mertens 2002), and the probability that the true ratio is above 0 " +
    "(Bailey & López de Prado 2012)",
  ],
  recovery: [
    "Time to recover",
    "Calendar days from a high to the return to it, of all drawdowns and of those that are at " +
    "least so deep, as a share of the deepest",
  ],
  periods: [
    "Outcomes by period",
    "P&L of every stretch of so many {steps}, in percent of {of}; they overlap",
  ],
  extremes: [
    "Best and worst {steps}",
    "The {steps} with the smallest and the largest P&L, in percent of {of}",
  ],
  regimes: [
    "Regimes of implied vol",
    "P&L in percent of {of}, by the third of all {steps} so far in which the one before stood " +
    "with its mean implied vol; unknown are the first {year}",
  ],
  concentration: [
    "Concentration",
    "Shares of the 10 and 20 largest assets, the sum of all squared shares (Herfindahl), " +
    "and how many equal assets would have the same",
  ],
  fellows: [
    "Correlation",
    "The assets whose P&L moves most like this one's, over the {steps} that both have",
  ],
  sides: [
    "Long and short",
    "By the sign of an asset's exposure on a day, in percent of {of}",
  ],
};

export function pageFigures(isBook: boolean): PageData["figures"] {
  return figuresOf(isBook).map((spec) => ({ ...spec, meaning: MEANINGS[spec.key] }));
}

/** The tables of a page: a book's knows no straddles, and the vols that tell regimes stay behind. */
export function pageTables(isBook: boolean): PageData["tables"] {
  const shown = (table: PageTable) =>
    SECTION_COLUMNS[table].filter(({ name }) =>
      table !== "regimes" || name !== "vol" && !(isBook && name === "straddles")
    );
  const tables = Object.entries(CAPTIONS).map(([name, [title, caption]]) => {
    const columns = shown(name as PageTable)
      .map((column) => ({ ...column, title: titleOf(column.name) }));
    return [name, { title, caption, columns }] as const;
  });
  return Object.fromEntries(tables) as Record<PageTable, typeof tables[number][1]>;
}

const TITLES: Readonly<Record<string, string>> = {
  pnl: "P&L",
  sd: "Deviation",
  se: "SE",
  se_normal: "SE if normal",
  top10: "Top 10",
  top20: "Top 20",
};

/** `days_to_recover` is `Days to recover`. */
function titleOf(name: string): string {
  const words = name.replaceAll("_", " ");
  return TITLES[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
