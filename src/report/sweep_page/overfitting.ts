/// <reference lib="dom" />
/** W-3 as a picture: where the chosen variant ranks on the days that did not choose it. */
import { drawChart } from "../page/chart.ts";
import { el, section } from "../page/dom.ts";
import { count, fixed, percent } from "../page/format.ts";
import { table } from "../page/table.ts";
import type { SweepSplits } from "../sweep_data.ts";
import { once, type SweepPart } from "./part.ts";
import { hashOf } from "./place.ts";
import type { Sweep } from "./sweep.ts";

export function overfitting(sweep: Sweep): SweepPart {
  const { splits } = sweep.data.luck;
  if (splits === undefined) {
    return {
      node: section(
        "overfitting",
        "Overfitting",
        el("p", { class: "empty" }, "It takes two variants with 32 days at least."),
      ),
    };
  }
  const figure = el("figure");
  const node = section(
    "overfitting",
    "Overfitting",
    el(
      "div",
      { class: "pair" },
      figure,
      el("div", {}, ...words(splits), chosenTable(sweep, splits)),
    ),
  );
  return { node, show: once(() => draw(figure, splits)) };
}

function draw(figure: HTMLElement, { logits, count: all, pbo }: SweepSplits): void {
  const { from, width, counts } = logits;
  const middle = (i: number) => from + (i + 0.5) * width;
  const side = (below: boolean) => counts.map((n, i) => (middle(i) < 0) === below ? n : null);
  drawChart(figure, {
    title: "Logits of the chosen variant's rank where it is judged",
    gist: `${percent(pbo, 1)} of ${count(all)} splits at or below 0, the median of all variants`,
    x: counts.map((_, i) => middle(i)),
    lines: [
      { label: "splits", values: side(true), colour: "loss", kind: "bars", quiet: true },
      { label: "splits", values: side(false), colour: "gain", kind: "bars", quiet: true },
    ],
    height: 220,
    xUnit: "",
    yUnit: "",
    xRange: [from, from + width * counts.length],
    zero: true,
    xText: (i) => `${fixed(from + i * width, 2)} to ${fixed(from + (i + 1) * width, 2)}`,
    yText: count,
    note: "Right of 0 the choice held, left of it half of all variants did better.",
  });
}

function words({ count: all, pbo, within, without, lossShare }: SweepSplits): HTMLElement[] {
  return [
    el(
      "p",
      {},
      `The days are cut into 16 blocks, and each of the ${
        count(all)
      } ways to take half of them chooses a best variant, which the other half judges. ` +
        `In ${percent(pbo, 1)} of them it is not above the median there (PBO ${fixed(pbo, 2)}). ` +
        `Its Sharpe ratio is ${fixed(within, 2)} where it was chosen and ${
          fixed(without, 2)
        } where it is judged, in the middle of all splits; in ${percent(lossShare, 1)} it loses.`,
    ),
  ];
}

function chosenTable(sweep: Sweep, { chosen, count: all }: SweepSplits): HTMLElement {
  const sharpe = sweep.measure(sweep.data.luck.judged.sharpe);
  const chosenMost = table(
    "Variants chosen most often.",
    ["Variant", "Settings", "Splits", "Sharpe ratio"],
    chosen.map(([variant, splits]) => [
      el("a", { href: hashOf(variant) }, String(variant + 1)),
      sweep.label(variant),
      percent(splits / all, 1),
      fixed(sweep.value(sharpe, variant), 2),
    ]),
    [0, 1],
  );
  return el(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "Variants chosen most often" },
    chosenMost,
  );
}
