/// <reference lib="dom" />
/** What two runs have not in common: straddles, arguments, inputs. */
import { el, section } from "./dom.ts";
import { count, counted, NONE, percent } from "./format.ts";
import type { Pair } from "./pair.ts";
import type { Part } from "./part.ts";
import type { RunFacts } from "../../runs/facts.ts";
import { table } from "./table.ts";
import { unitOf } from "./span_figures.ts";

/** Undefined = books, which know no straddles. */
export function straddlesApart({ data, a, b, names }: Pair): Part | undefined {
  if (a.isBook) return undefined;
  const host = el("div", { class: "scroll tall" });
  const words = el("p");
  const node = section("straddles", "Straddles that differ", words, host);
  const [unitA, unitB] = [unitOf(a, a.total, undefined), unitOf(b, b.total, undefined)];
  return {
    node,
    show(scope) {
      const classes = new Map(
        [...a.data.assets, ...b.data.assets].map((asset) => [asset.name, asset]),
      );
      const rows = data.assets.filter(({ name }) =>
        scope.kind === "total" ||
        (scope.kind === "asset" ? name : classes.get(name)?.[scope.kind]) === scope.name
      );
      const total = (key: "changed" | "onlyA" | "onlyB") =>
        rows.reduce((sum, row) => sum + row[key], 0);
      words.textContent = rows.length === 0
        ? "Both have the same straddles, with the same P&L."
        : `${counted(total("onlyA"), "straddle")} only in ${names[0]}, ` +
          `${count(total("onlyB"))} only in ${names[1]}; ` +
          `${count(total("changed"))} in both have another P&L.`;
      host.hidden = rows.length === 0;
      host.replaceChildren(table(
        "By asset; P&L at the straddles' weights, in percent of each whole run's strike per live " +
          "straddle",
        [
          "Asset",
          "In both",
          "Of these changed",
          "Change of P&L",
          `Only in ${names[0]}`,
          "Their P&L",
          `Only in ${names[1]}`,
          "Their P&L",
        ],
        rows.map((row) => [
          row.name,
          count(row.both),
          row.changed === 0 ? NONE : count(row.changed),
          row.changed === 0 ? NONE : percent(unitB * row.change),
          row.onlyA === 0 ? NONE : count(row.onlyA),
          row.onlyA === 0 ? NONE : percent(unitA * row.pnlOnlyA),
          row.onlyB === 0 ? NONE : count(row.onlyB),
          row.onlyB === 0 ? NONE : percent(unitB * row.pnlOnlyB),
        ]),
      ));
    },
  };
}

/** Arguments and inputs that are not the same. */
export function settingsApart({ a, b, names }: Pair): Part | undefined {
  const [ofA, ofB] = [a, b].map(({ data }) => settingsOf(data.facts)) as [Settings, Settings];
  const keys = [...new Set([...ofA.keys(), ...ofB.keys()])];
  const rows = keys.filter((key) => ofA.get(key) !== ofB.get(key))
    .map((key) => [key, ofA.get(key) ?? NONE, ofB.get(key) ?? NONE]);
  if (rows.length === 0) return undefined;
  return {
    node: section(
      "settings",
      "Settings and inputs that differ",
      el(
        "div",
        { class: "scroll" },
        table("What the runs' files tell", ["Setting", ...names], rows, [0, 1, 2]),
      ),
    ),
  };
}

/** What each run is. */
export function bothRuns({ a, b, names }: Pair): Part {
  const pairs = [a, b].flatMap(({ data }, i) => [
    el("dt", {}, names[i]!),
    el("dd", {}, data.subtitle),
  ]);
  return {
    node: section(
      "about",
      "About these runs",
      el("dl", { class: "pairs" }, ...pairs),
      el(
        "ul",
        { class: "notes" },
        el("li", {}, "Differences are the second run's figure less the first's."),
        el(
          "li",
          {},
          "Straddles go together that have the same asset, schedule, entry and expiry month.",
        ),
      ),
    ),
  };
}

type Settings = Map<string, string>;

function settingsOf({ version, arguments: args, inputs, book }: RunFacts): Settings {
  const text = (value: unknown) => typeof value === "string" ? value : JSON.stringify(value);
  const entries = [
    ["version", version],
    ...Object.entries(args ?? {}),
    ...Object.entries(book ?? {}).map(([key, value]) => [`book: ${key}`, value] as const),
  ].filter(([, value]) => value !== undefined) as [string, unknown][];
  const files = inputs.map(({ role, file, sha256 }) =>
    [`${role}: ${file}`, sha256.slice(0, 12)] as [string, string]
  );
  return new Map([...entries.map(([key, value]) => [key, text(value)] as const), ...files]);
}
