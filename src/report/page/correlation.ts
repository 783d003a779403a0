/// <reference lib="dom" />
/** How the P&L of classes and assets moves together; of one asset, which others move most like it. */
import { Correlations } from "../../runs/analysis/sections/correlation.ts";
import type { Scope } from "../page_data.ts";
import { el, section } from "./dom.ts";
import { fixed } from "./format.ts";
import { shade } from "./heatmap.ts";
import { type Cells, linesTable, lookOf } from "./looks.ts";
import type { Part, Span } from "./part.ts";
import { type Run, scopeName } from "./run.ts";
import { table } from "./table.ts";

/** Of more assets a matrix is no picture any more. */
const MOST = 30;
const FELLOWS_SHOWN = 15;

export function correlation(run: Run): Part {
  const host = el("div", { class: "scroll" });
  const node = section("correlation", "Correlation", host);
  return {
    node,
    followsSpan: true,
    show(scope, span) {
      const grid = scope.kind === "asset" ? fellows(run, scope, span) : matrix(run, scope, span);
      node.hidden = grid === undefined;
      host.replaceChildren(...grid === undefined ? [] : [grid]);
    },
  };
}

function of(run: Run, scopes: readonly Scope[], span: Span): Correlations {
  return new Correlations(scopes.map((scope) => lookOf(run, scope, span)));
}

function matrix(run: Run, scope: Scope, span: Span): HTMLTableElement | undefined {
  const classes = run.data.scopes.filter(({ kind }) => kind === "class");
  const ofClasses = scope.kind === "total" && classes.length > 1;
  const parts = (ofClasses ? classes : run.partsOf(scope, "asset"))
    .filter(({ figures }) => figures.sd);
  if (parts.length < 2 || parts.length > MOST) return undefined;
  const correlations = of(run, parts, span);
  const values = parts.map((_, i) => parts.map((_, k) => correlations.of(i, k).value));
  const { steps } = lookOf(run, parts[0]!, span);
  const grid = table(
    `Correlation of the P&L of ${steps} that both have: ${
      ofClasses ? "classes" : "assets"
    }. Blue: together; orange: against each other.`,
    [ofClasses ? "Class" : "Asset", ...parts.map(scopeName)],
    parts.map((part, i) => [scopeName(part), ...values[i]!.map((value) => fixed(value, 2))]),
  );
  for (const [i, row] of [...grid.tBodies[0]!.rows].entries()) {
    for (const [k, value] of values[i]!.entries()) {
      if (i !== k && !Number.isNaN(value)) shade(row.cells[k + 1]!, value);
    }
  }
  return grid;
}

function fellows(run: Run, scope: Scope, span: Span): HTMLTableElement | undefined {
  const assets = run.data.scopes.filter(({ kind }) => kind === "asset");
  const classOf = new Map(run.data.assets.map(({ name, class: own }) => [name, own]));
  const correlations = of(run, assets, span);
  const at = assets.indexOf(scope);
  const lines = assets.flatMap((other, i): Cells[] => {
    const { value, days } = i === at ? { value: NaN, days: 0 } : correlations.of(at, i);
    return Number.isNaN(value)
      ? []
      : [[scopeName(other), classOf.get(other.name) || null, value, days]];
  }).sort((a, b) => Number(b[2]) - Number(a[2]));
  if (lines.length === 0) return undefined;
  return linesTable(run, "fellows", lookOf(run, scope, span), lines.slice(0, FELLOWS_SHOWN));
}
