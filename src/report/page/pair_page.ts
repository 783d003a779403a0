/// <reference lib="dom" />
/** The page of two runs beside each other: one choice of part and days for both. */
import type { PageData, PairData, Scope } from "../page_data.ts";
import { counted, day } from "./format.ts";
import { frame, nextTask } from "./frame.ts";
import { readPlace } from "./location.ts";
import { bothCurves, bothFigures, bothHeadlines, partsApart } from "./pair_sections.ts";
import { bothRuns, settingsApart, straddlesApart } from "./pair_facts.ts";
import { likeIn, type Pair } from "./pair.ts";
import { type Part, sameSpan, type Span } from "./part.ts";
import { placeBar } from "./place_bar.ts";
import { Run, scopeName } from "./run.ts";
import { equipTables } from "./tables.ts";

type MakePairSection = (pair: Pair) => Part | undefined;

const SECTIONS: readonly { title: string; sections: readonly MakePairSection[] }[] = [
  { title: "Headlines", sections: [bothHeadlines, bothCurves] },
  { title: "Result", sections: [bothFigures, partsApart] },
  { title: "What differs", sections: [straddlesApart, settingsApart] },
  { title: "The runs", sections: [bothRuns] },
];

export async function pairPage(data: PairData, columns: Uint8Array): Promise<void> {
  const [a, b] = data.runs.map((run) => new Run(run, columns)) as [Run, Run];
  const pair: Pair = { data, a, b, all: new Run(withAll(a, b), columns), names: namesOf(data) };
  const groups = SECTIONS.map(({ title, sections }) => ({
    title,
    parts: sections.map((make) => make(pair)).filter((part) => part !== undefined),
  }));
  const bar = placeBar(pair.all);
  const { refresh } = frame(lead(pair), bar.nodes, groups);

  let shown: Scope | undefined, days: Span;
  const show = () => {
    const { scope, span } = readPlace(pair.all, location.hash);
    if (scope === shown && sameSpan(span, days)) return;
    [shown, days] = [scope, span];
    for (const part of groups.flatMap(({ parts }) => parts)) part.show?.(scope, span);
    equipTables(document, "both");
    refresh(scope, span);
    bar.show(scope, span);
    document.title = `${scope.kind === "total" ? "" : `${scopeName(scope)} – `}${data.title}`;
  };
  addEventListener("hashchange", show);
  show();
  await nextTask();
}

/** The data of `a` with the parts and assets that only `b` has. */
function withAll(a: Run, b: Run): PageData {
  return {
    ...a.data,
    scopes: [
      ...a.data.scopes,
      ...b.data.scopes.filter((scope) => likeIn(a, scope) === undefined),
    ],
  };
}

function namesOf({ runs: [a, b] }: PairData): [string, string] {
  return a.title === b.title ? [`a: ${a.title}`, `b: ${b.title}`] : [a.title, b.title];
}

function lead({ a, b, names }: Pair): string {
  const text = (run: Run, name: string) => {
    const { first, last, straddles } = run.total.figures;
    const count = run.isBook ? "" : `, ${counted(straddles, "straddle")}`;
    return `${name}: ${day(first)} to ${day(last)}${count}`;
  };
  return `${text(a, names[0])} · ${text(b, names[1])} · P&L in percent of ${a.denominator}`;
}
