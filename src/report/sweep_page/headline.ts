/// <reference lib="dom" />
/** How good the best variant looks, and how much of that may be luck. */
import { el, section } from "../page/dom.ts";
import { count, fixed } from "../page/format.ts";
import type { SweepPart } from "./part.ts";
import { hashOf } from "./place.ts";
import type { Sweep } from "./sweep.ts";

/** A deflated Sharpe ratio that convinces, and a PBO that does not yet alarm. */
const CONVINCING = 0.95, ALARMING = 0.5;

export function headline(sweep: Sweep): SweepPart {
  const { luck, walk } = sweep.data;
  const { best, trials, luckySharpe, splits } = luck;
  const { judged: { net, sharpe } } = luck;
  const of = (key: string) => best < 0 ? NaN : sweep.value(sweep.measure(key), best);
  const card = (label: string, key: string, value: string, below: string | Node) =>
    el(
      "div",
      { class: "card" },
      el("span", { class: "label" }, label),
      el("strong", { "data-luck": key }, value),
      el("small", {}, below),
    );
  const name = best < 0
    ? "no variant has one"
    : el("a", { href: hashOf(best) }, `variant ${count(best + 1)}: ${sweep.label(best)}`);
  return {
    node: section(
      "headline",
      "The best, and luck",
      el(
        "div",
        { class: "cards" },
        card(net ? "Best net Sharpe" : "Best Sharpe ratio", "sharpe", fixed(of(sharpe), 2), name),
        card(
          "The best by luck",
          "lucky",
          fixed(trials < 2 ? NaN : luckySharpe, 2),
          `of ${count(trials)} worthless variants`,
        ),
        card("Deflated Sharpe ratio", "dsr", fixed(of("dsr"), 2), `${CONVINCING} convinces`),
        card("Overfitting (PBO)", "pbo", fixed(splits?.pbo, 2), "0.5 is luck alone"),
        card(
          "Walk-forward Sharpe",
          "walk",
          fixed(walk?.sharpe, 2),
          walk ? `median of all ${fixed(walk.median, 2)}` : "too few years",
        ),
        card("Variants", "variants", count(sweep.count), `${count(trials)} with a Sharpe ratio`),
      ),
      el("p", { class: "verdict" }, verdict(of("dsr"), splits?.pbo)),
    ),
  };
}

/** In words, what the two figures say together. */
function verdict(dsr: number, pbo: number | undefined): string {
  if (Number.isNaN(dsr) || pbo === undefined) {
    return "One variant, or too few days: whether luck made the best cannot be told.";
  }
  const beats = dsr >= CONVINCING;
  const above = beats
    ? "The best is above what luck would show of so many variants"
    : "The best is not clearly above what luck would show of so many variants";
  const kept = pbo < ALARMING
    ? `chosen on half of the days it mostly stays above the median on the others (PBO ${
      fixed(pbo, 2)
    })`
    : `chosen on half of the days it falls below the median on the others as often as not (PBO ${
      fixed(pbo, 2)
    })`;
  return `${above} (DSR ${fixed(dsr, 2)}); ${beats === pbo < ALARMING ? "and" : "but"} ${kept}.`;
}
