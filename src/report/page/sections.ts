/// <reference lib="dom" />
/**
 * The sections of a run's page, in order. The first group is the first screen; the contents list
 * names the others. A section is one line here: a function that makes it, or nothing where the run
 * has nothing for it.
 */
import type { Scope } from "../page_data.ts";
import { attribution } from "./attribution.ts";
import { bookCards } from "./book.ts";
import { byClass } from "./by_class.ts";
import { contribution } from "./contribution.ts";
import { correlation } from "./correlation.ts";
import { costs } from "./costs.ts";
import { coverage } from "./coverage.ts";
import { cumulative } from "./cumulative.ts";
import { concentration, extremes, outcomes, recovery, sharpe, sides } from "./days_tables.ts";
import { distribution } from "./distribution.ts";
import { drawdowns } from "./drawdowns.ts";
import { exposure } from "./exposure.ts";
import { allFigures, headline } from "./headline.ts";
import { heatmap } from "./heatmap.ts";
import { hitRatio } from "./hit_ratio.ts";
import type { Part } from "./part.ts";
import { provenance } from "./provenance.ts";
import { regimes } from "./regimes.ts";
import { rollingCharts } from "./rolling_charts.ts";
import type { Run } from "./run.ts";
import { scatter } from "./scatter.ts";
import { straddleTable } from "./straddle_table.ts";
import { vols } from "./vols.ts";
import { years } from "./years.ts";

/** `choose` shows another part of the run. */
export type MakeSection = (run: Run, choose: (scope: Scope) => void) => Part | undefined;

export const SECTIONS: readonly {
  readonly title: string;
  readonly sections: readonly MakeSection[];
}[] = [
  { title: "Headlines", sections: [bookCards, headline] },
  {
    title: "Result",
    sections: [
      ...[cumulative, allFigures, years, heatmap, byClass],
      ...[contribution, sides, costs, attribution],
    ],
  },
  {
    title: "Risk",
    sections: [
      ...[sharpe, drawdowns, recovery, outcomes, extremes, distribution, rollingCharts, hitRatio],
      ...[regimes, concentration, correlation, exposure],
    ],
  },
  { title: "Straddles", sections: [vols, scatter, straddleTable] },
  { title: "The run", sections: [coverage, provenance] },
];
