/** What a page says of a book: of the one it is of, or of the one that its run would have made. */
import { type BookFigures, bookFigures } from "../book/figures.ts";
import { makeBook } from "../book/make.ts";
import { bookArguments, type BookSettings } from "../book/settings.ts";
import { takeNetDays } from "../book/write.ts";
import type { DaySums } from "../runs/analysis/aggregates.ts";
import { dailySums, type DayRule, FlowRoom } from "../runs/analysis/daily.ts";
import type { AnalysedRun } from "../runs/analysis/open_run.ts";
import type { RunFacts } from "../runs/facts.ts";
import type { AumSource, BookParts } from "./page_data.ts";
import { scopeAssets } from "./scopes.ts";

/** The book that is to be made of a run. */
export interface BookRequest {
  readonly settings: BookSettings;
  /** The rule of weights, or the file's name. */
  readonly weights: string;
  readonly aumFrom: AumSource;
  /** Whether anybody chose it. */
  readonly chosen: boolean;
}

/** Of a book that does not tell its size there is nothing to say. Throws as `makeBook` does. */
export async function readBook(
  run: AnalysedRun,
  facts: RunFacts,
  rule: DayRule,
  request: BookRequest | undefined,
): Promise<BookParts | undefined> {
  if (run.isBook) {
    if (facts.book === undefined) return undefined;
    const figures = figuresOf(run.sums.assets, run.sums.assetDays, facts, rule);
    const hasCosts = figures[0]!.costs !== 0;
    const book = { ...facts.book, aumFrom: "given", chosen: true, hasCosts, unknown: 0 } as const;
    return { book, figures };
  }
  if (request === undefined) return undefined;
  const { settings, weights, aumFrom, chosen } = request;
  const { sums, unknown, hasCosts } = await makeBook(run.title, run, settings);
  return {
    book: { ...bookArguments(settings, weights), aumFrom, chosen, hasCosts, unknown },
    figures: figuresOf(run.sums.assets, takeNetDays(sums), facts, rule),
  };
}

/** In the order of the page's scopes. */
function figuresOf(
  assets: readonly string[],
  assetDays: readonly DaySums[],
  facts: RunFacts,
  rule: DayRule,
): BookFigures[] {
  const spans = assetDays.map(({ day }) => day.length === 0 ? 0 : day.at(-1)! - day[0]!);
  const room = new FlowRoom(Math.max(0, ...spans) + 8);
  return scopeAssets(assets, facts).map(({ kind, assets }) => {
    const own = assets.map((asset) => assetDays[asset]!);
    const figures = bookFigures(dailySums(own, rule, room), own);
    return kind === "total" ? figures : rounded(figures);
  });
}

/** With as many digits as a page of hundreds of assets has room for. */
function rounded(figures: BookFigures): BookFigures {
  const round = (x: number | null) => x === null ? null : Number(x.toPrecision(DIGITS));
  const entries = Object.entries(figures) as [keyof BookFigures, number | null][];
  return Object.fromEntries(entries.map(([name, x]) => [name, round(x)])) as unknown as BookFigures;
}

const DIGITS = 6;
