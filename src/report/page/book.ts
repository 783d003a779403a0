/// <reference lib="dom" />
/** What a book of a stated size made, net, and with which risk: the page's first answer. */
import { formatMonth } from "../../base/calendar.ts";
import type { BookFigures } from "../../book/figures.ts";
import type { PageBook } from "../page_data.ts";
import { el, section, wholeDates } from "./dom.ts";
import { count, day, fixed, type Maybe, NONE, percent } from "./format.ts";
import type { Part } from "./part.ts";
import { type Run, scopeName } from "./run.ts";

export function bookCards(run: Run): Part | undefined {
  const { book } = run.data;
  if (book === undefined) return undefined;
  const about = el("p", { class: "gist" }), cards = el("div", { class: "cards" });
  const title = run.isBook ? "What the book made" : "What a book would have made";
  const node = section("book", title, about, cards, el("p", { class: "note" }, noteOf(run, book)));
  return {
    node,
    show(scope) {
      const whole = scope.kind === "total";
      node.querySelector("h2")!.textContent = whole ? title : `${title} of ${scopeName(scope)}`;
      about.textContent = (whole ? "" : `${scopeName(scope)} in `) + described(book, whole);
      cards.replaceChildren(
        ...cardsOf(book, scope.book!).map(([name, label, large, small]) =>
          el(
            "div",
            { class: "card" },
            el("span", { class: "label" }, label),
            el("strong", { "data-book": name }, large),
            el("small", {}, ...wholeDates(small)),
          )
        ),
      );
    },
  };
}

type Card = readonly [name: string, label: string, large: string, small: string];

function cardsOf(book: PageBook, figures: BookFigures): Card[] {
  const { pnl, costs, yearly, vol, sharpe, maxDrawdown, worstMonthPnl, worstMonth } = figures;
  const { gross, net, mostGross, mostGrossDay, drawdownFrom, drawdownTrough } = figures;
  const money = (share: Maybe) => typeof share === "number" ? count(share * book.aum) : NONE;
  const before = pnl + costs;
  return [
    [
      "pnl",
      book.hasCosts ? "Net P&L" : "P&L, no costs",
      money(pnl),
      `${percent(pnl)} of aum, ${percent(yearly)} a year`,
    ],
    ["vol", "Volatility", percent(vol), `of aum a year, ${money(vol)}`],
    ["sharpe", "Sharpe ratio", fixed(sharpe, 2), "a year, no riskless rate"],
    [
      "maxDrawdown",
      "Maximum drawdown",
      money(maxDrawdown),
      maxDrawdown
        ? `${percent(maxDrawdown)} of aum, ${day(drawdownFrom)} to ${day(drawdownTrough)}`
        : "no fall",
    ],
    [
      "worstMonth",
      "Worst month",
      money(worstMonthPnl),
      worstMonth === null
        ? "no month"
        : `${percent(worstMonthPnl)} of aum, ${formatMonth(worstMonth)}`,
    ],
    [
      "gross",
      "Gross exposure",
      percent(gross),
      `of aum in strikes, on average; most ${percent(mostGross)}, ${day(mostGrossDay)}`,
    ],
    ["net", "Net exposure", percent(net), "long less short, on average"],
    [
      "costs",
      "Costs",
      book.hasCosts ? money(costs) : "none",
      book.hasCosts
        ? `${percent(costs)} of aum; P&L before them ${money(before)}`
        : "the run has none: backtest --costs amt",
    ],
  ];
}

const WEIGHTS: Readonly<Record<string, string>> = {
  equal: "equal weights: 1/N of aum for each of the N assets with a straddle in the month",
  vega: "weights that give each straddle the same vega at entry",
  premium: "weights that give each straddle the same premium at entry",
  risk: "weights by 1/σ̂ of each asset's daily P&L",
};

/** The book in a sentence. */
function described(book: PageBook, whole: boolean): string {
  const { weights, cap, volTarget, leverage, aum, side } = book;
  const scaled = volTarget === undefined ? "not scaled" : `scaled to ${percent(volTarget)} a year` +
    (leverage == null ? "" : `, leverage at most ${leverage}`);
  const size = `${whole ? "A" : "a"} ${side} book of ${count(aum)}`;
  return `${size}, ${WEIGHTS[weights] ?? `weights of "${weights}"`}` +
    `${cap === undefined ? "" : ", capped by WeightCap"}; ${scaled}.`;
}

function noteOf(run: Run, { aumFrom, chosen, unknown, hasCosts }: PageBook): string {
  const size = {
    given: "",
    table: "The size is the asset table's backtest.aum. ",
    stated: "No asset table tells a size, so it is of a million. ",
  }[aumFrom];
  return size +
    (chosen
      ? ""
      : "These are the usual weights; report --weights, --vol-target and --aum show another book. ") +
    (unknown === 0
      ? ""
      : `${count(unknown)} straddles have no weight: nothing was known of them before. `) +
    `Percents are of aum, ${
      hasCosts ? "net of costs, " : ""
    }weights known the day before, returns P&L / aum and not compounded.` +
    (run.isBook
      ? ""
      : " The figures and charts below are of the run's straddles, not of this book.");
}
