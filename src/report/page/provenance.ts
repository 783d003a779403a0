/// <reference lib="dom" />
/** Where the run comes from, and how the page shows it. */
import { dayWords } from "../../runs/day_words.ts";
import { el, section } from "./dom.ts";
import { count, NONE } from "./format.ts";
import type { PriceReading } from "../../inputs/prices/reading.ts";
import type { Part } from "./part.ts";
import type { Run } from "./run.ts";
import { table } from "./table.ts";

export function provenance(run: Run): Part {
  const { facts, title, scopes, paths, straddles } = run.data;
  const args = facts.arguments;
  const weekly = scopes.some((scope) => scope.series.step === "week");
  const kept = paths.straddle.length;
  const decimals = (column: { decimals: number }) => column.decimals;
  const pairs: [string, string][] = [
    ["Run", title],
    ["Program", facts.version === undefined ? NONE : `straddle ${facts.version}`],
    ["Asset pattern", args ? args.pattern : NONE],
    ["Expiry years", args ? `${args.from} to ${args.to}` : NONE],
    ["Rules", args ? args.rules ?? "reference" : NONE],
    ["Vol of F straddles", args ? args.volMarks ?? "quoted" : NONE],
    ...readingPairs(args?.reading),
    ["Days in the run", args ? (args.allDays ? "every day" : "days with a value") : NONE],
  ];
  const inputs = table(
    "Input files",
    ["Input", "File", "Bytes", "SHA-256"],
    facts.inputs.map((input) => [
      input.role,
      input.file,
      count(input.bytes),
      el("code", {}, input.sha256),
    ]),
    [0, 1, 3],
  );
  const notes = [
    ...run.isBook ? [] : [
      "P&L of days, parts and the whole run is a sum over straddles, each at its schedule's percent, " +
      "divided by the strikes that are held on an average day of what is shown: percent of the strike " +
      "per live straddle. That of single straddles is of their own strike.",
      "Figures of chosen days come from the points that the page keeps; straddles are then those that " +
      "expire on these days.",
    ],
    dayWords(run.data),
    run.data.days === "weeks"
      ? "Series have one point a week, its Friday."
      : weekly
      ? "Series of assets have one point a week, the last day with a value; others one a day. " +
        "Figures, months, histograms and the table of drawdowns come from all days; the drawn " +
        "drawdown and the rolling figures of assets from weeks."
      : "Series have one point for every day with a value.",
    "Where a line has more points than pixels, each column of pixels shows the lowest and highest.",
    `Cumulative P&L is kept to ${decimals(run.total.series.pnl)} decimals of the strike, that of ` +
    `straddles to ${decimals(straddles.pnl)}. Figures of all days are exact.`,
    kept === straddles.count
      ? "Every straddle's daily path is here."
      : `${count(kept)} of ${count(straddles.count)} straddles have their daily path here: those ` +
        "with the largest gains and losses of each asset. A command shows the others.",
  ];
  return {
    node: section(
      "about",
      "About this run",
      el(
        "dl",
        { class: "pairs" },
        ...pairs.flatMap(([a, b]) => [el("dt", {}, a), el("dd", {}, b)]),
      ),
      facts.inputs.length > 0
        ? el("div", { class: "scroll" }, inputs)
        : el("p", { class: "empty" }, "The file does not tell its inputs; a Parquet run does."),
      el("h3", {}, "How to read this page"),
      el("ul", { class: "notes" }, ...notes.map((text) => el("li", {}, text))),
    ),
  };
}

/** How the price files were read, where that was chosen. */
function readingPairs({ zone, duplicates }: PriceReading = {}): [string, string][] {
  const rules = {
    last: "the last row counts",
    missing: "count as missing",
    error: "are refused",
  };
  return [
    ...(zone === undefined ? [] : [["Days of prices", `those of ${zone}`] as [string, string]]),
    ...(duplicates === undefined
      ? []
      : [["Contradicting prices", rules[duplicates]] as [string, string]]),
  ];
}
