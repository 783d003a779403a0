/// <reference lib="dom" />
/** Cumulative P&L of the best and the worst variant, and of the chosen one between them. */
import { drawChart } from "../page/chart.ts";
import type { Line } from "../page/chart_spec.ts";
import { el, section } from "../page/dom.ts";
import { counted, figure, fixed, points } from "../page/format.ts";
import type { SweepPart } from "./part.ts";
import type { Curve, Sweep } from "./sweep.ts";

export function curves(sweep: Sweep): SweepPart {
  const { luck, curves: { step, variant }, title } = sweep.data;
  const chart = el("figure"), words = el("p", { class: "chosen", "aria-live": "polite" });
  const off = new Set<string>();
  const node = section("curves", "Cumulative P&L", chart, words);
  return {
    node,
    show(chosen) {
      const own = chosen !== undefined && chosen !== luck.best && chosen !== luck.worst;
      const wanted: readonly (readonly [number, string, Omit<Line, "label" | "values">])[] = [
        [luck.best, "best", { colour: "blue", width: 1.75 }],
        [luck.worst, "worst", { colour: "vermillion", dash: [6, 3] }],
        [own ? chosen : -1, "chosen", { colour: "ink" }],
      ];
      const found = wanted.flatMap(([variant, name, look]) => {
        const curve = variant < 0 ? undefined : sweep.curve(variant);
        return curve ? [{ label: `${name}: ${variant + 1}`, look, curve }] : [];
      });
      const x = daysOf(found.map(({ curve }) => curve));
      drawChart(chart, {
        title: `Best, worst and chosen variant by ${luck.judged.net ? "net " : ""}Sharpe ratio`,
        gist: gist(sweep),
        x,
        lines: found.map(({ label, look, curve }) => ({ label, ...look, values: onto(x, curve) })),
        height: 300,
        wide: true,
        yUnit: "%",
        yText: (value) => points(value),
        zero: true,
        off,
        note: step === "day"
          ? "One point a day."
          : `One point a week; ${counted(variant.length, "variant")} have a curve here.`,
      });
      words.replaceChildren(...describe(sweep, chosen, title));
    },
  };
}

function gist(sweep: Sweep): string {
  const { best, worst, judged } = sweep.data.luck;
  if (best < 0) return "no variant has a Sharpe ratio";
  const pnl = sweep.measure(judged.pnl), sharpe = sweep.measure(judged.sharpe);
  const of = (variant: number) =>
    `variant ${variant + 1} (Sharpe ratio ${fixed(sweep.value(sharpe, variant), 2)}) ends at ${
      figure(pnl, sweep.value(pnl, variant))
    }`;
  return best === worst ? of(best) : `${of(best)}, ${of(worst)}`;
}

/** What the chosen variant is, and the command that tells how to make it. */
function describe(sweep: Sweep, chosen: number | undefined, title: string): (Node | string)[] {
  if (chosen === undefined) {
    return ["Choose a variant in the map above or the table below, and it is drawn here."];
  }
  const { sharpe, pnl, drawdown } = sweep.data.luck.judged;
  const figures = [sharpe, "dsr", pnl, drawdown, "win_rate"].map((key) => {
    const measure = sweep.measure(key);
    const text = figure(measure, sweep.value(measure, chosen));
    return `${measure.label} ${text}`;
  });
  const missing = sweep.curve(chosen) ? "" : " The page has no room for its curve.";
  return [
    el("strong", {}, `Variant ${chosen + 1}`),
    ` (${sweep.label(chosen)}): ${figures.join(" · ")}.${missing} `,
    el("code", {}, `straddle sweep show ${title} ${chosen + 1}`),
    " prints the backtest that makes it.",
  ];
}

/** All days of some curves, in order. */
function daysOf(curves: readonly Curve[]): number[] {
  return [...new Set(curves.flatMap(({ day }) => [...day]))].sort((a, b) => a - b);
}

/** A curve's values on these days, in percent; between its days the last one, outside none. */
function onto(x: readonly number[], { day, pnl }: Curve): (number | null)[] {
  let at = 0;
  return x.map((on) => {
    while (at + 1 < day.length && day[at + 1]! <= on) at++;
    return on < day[0]! || on > day.at(-1)! ? null : 100 * pnl[at]!;
  });
}
