/// <reference lib="dom" />
/** The figures of the chosen part: the first ones large, the others in a section of their own. */
import { type Figures, type FigureSpec, labelOf } from "../../runs/figures.ts";
import { dayWords } from "../../runs/day_words.ts";
import type { PageData, Scope } from "../page_data.ts";
import { el, section, wholeDates } from "./dom.ts";
import { day, figure } from "./format.ts";
import type { Part, Span } from "./part.ts";
import { type Run, scopeName } from "./run.ts";
import { shownFigures } from "./span_figures.ts";

const LARGE: readonly (keyof Figures)[] = [
  "pnl",
  "sharpe",
  "maxDrawdown",
  "hitRatio",
  "winRate",
  "straddles",
];

function specOf(run: Run, key: keyof Figures) {
  return run.data.figures.find((spec) => spec.key === key)!;
}

/** The first figures, large. */
export function headline(run: Run): Part {
  const cards = el("div", { class: "cards" });
  const days = el("p", { class: "note" }, dayWords(run.data));
  const node = section("figures", "Figures", cards, days);
  const large = LARGE.map((key) => specOf(run, key)).filter((spec) => spec !== undefined);
  return {
    node,
    followsSpan: true,
    show(scope, span) {
      const figures = shownFigures(run, scope, span);
      node.querySelector("h2")!.textContent = scopeName(scope) +
        (span === undefined ? "" : `, ${day(span.from)} to ${day(span.to)}`);
      cards.replaceChildren(...large.map((spec) => {
        const { key } = spec;
        return el(
          "div",
          { class: "card", title: spec.meaning },
          el("span", { class: "label" }, labelOf(spec, daysOf(run, scope, span))),
          el("strong", { "data-figure": key }, figure(spec, figures[key])),
          el("small", {}, ...wholeDates(below(key, figures, run, scope.kind === "total", span))),
        );
      }));
    },
  };
}

/** All others, and what each means. */
export function allFigures(run: Run): Part {
  const all = el("dl", { class: "figures" });
  const meanings = el("dl", { class: "meanings" });
  const specs = run.data.figures;
  const label = (spec: FigureSpec) => labelOf(spec, run.data.days);
  for (const spec of specs) {
    meanings.append(el("dt", {}, label(spec)), el("dd", {}, spec.meaning));
  }
  return {
    node: section(
      "all-figures",
      "More figures",
      all,
      el("details", {}, el("summary", {}, "What the figures mean"), meanings),
    ),
    followsSpan: true,
    show(scope, span) {
      const figures = shownFigures(run, scope, span);
      all.replaceChildren(
        ...specs.filter(({ key }) => !LARGE.includes(key)).map((spec) =>
          el(
            "div",
            { title: spec.meaning },
            el("dt", {}, labelOf(spec, daysOf(run, scope, span))),
            el("dd", { "data-figure": spec.key }, figure(spec, figures[spec.key])),
          )
        ),
      );
    },
  };
}

/** What the figures are of: those of chosen days come from the points that the page keeps. */
function daysOf(run: Run, scope: Scope, span: Span): PageData["days"] {
  return span !== undefined && scope.series.step === "week" ? "weeks" : run.data.days;
}

/** A book's P&L is net. */
function costsOf({ pnl, opnl, hpnl }: Figures): number {
  return opnl + hpnl - pnl;
}

/** What stands below a large figure: its whereabouts, or the whole run's for comparison. */
function below(key: keyof Figures, figures: Figures, run: Run, whole: boolean, span: Span): string {
  if (!whole) {
    return `whole run ${figure(specOf(run, key), shownFigures(run, run.total, span)[key])}`;
  }
  switch (key) {
    case "pnl":
      if (run.isBook) return `costs ${figure(specOf(run, "pnl"), costsOf(figures))}`;
      return `of ${run.denominator}: option ${figure(specOf(run, "opnl"), figures.opnl)}, ` +
        `hedge ${figure(specOf(run, "hpnl"), figures.hpnl)}`;
    case "sharpe":
      return "a year, no riskless rate";
    case "maxDrawdown":
      return figures.drawdownTrough === null
        ? "no fall"
        : `${day(figures.drawdownFrom)} to ${day(figures.drawdownTrough)}`;
    case "hitRatio":
      return `of ${run.data.days === "weeks" ? "weeks" : "days"} with a gain`;
    case "winRate":
      return "of straddles with a gain";
    default:
      return span === undefined ? "with a value" : "that expire on these days";
  }
}
