/**
 * What a run can be asked beside its figures (`summary --of`): a table of its own for each topic, a
 * line a part, added up from the straddles' rows.
 */
import { formatMonth, monthOfDay, NO_DAY } from "../../base/calendar.ts";
import { inputError } from "../../base/errors.ts";
import { takeAmt } from "../../inputs/paths.ts";
import { compareText } from "../../base/text.ts";
import { isWeight, weightOf } from "../../engine/pnl_tally.ts";
import type { Division, TopicName } from "../divisions.ts";
import { findRun } from "../find_run.ts";
import { noWeight } from "../head.ts";
import { componentText } from "../labels.ts";
import { loadAmt } from "../../loader.ts";
import type { Amt } from "../../inputs/amt/asset_table.ts";
import type { RunFacts } from "../facts.ts";
import { Charges, COST_READS, type CostQuestion, COSTS, CostTally } from "./costs.ts";
import { ATTRIBUTION, AttributionTally } from "./attribution.ts";
import { type DayRule, flowDay } from "./daily.ts";
import { labelsOf, relabel } from "./open_run.ts";
import { type StraddleRows, walkStraddles } from "./straddle_rows.ts";
import type { TopicColumn, TopicTally } from "./topic.ts";
import { VOL_READS, VOLS, VolTally } from "./vols.ts";

interface Topic {
  /** The run's columns that it reads. */
  readonly reads: readonly string[];
  /** Those without which there is nothing to tell, and the option that makes them. */
  readonly needs: readonly string[];
  readonly option?: string;
  /** Whether a straddle is one thing, of the year of its expiry, or a sum of days. */
  readonly whole: boolean;
  readonly columns: readonly TopicColumn[];
  /** What makes the tally of a part, once it is known what the run is. */
  start(run: TopicRun): () => TopicTally;
}

/** What a topic knows of a run before its rows. */
interface TopicRun {
  readonly facts: RunFacts;
  readonly columns: readonly string[];
  readonly amt: Amt | undefined;
  readonly costs: CostQuestion;
}

const TOPICS: Readonly<Record<TopicName, Topic>> = {
  costs: {
    reads: COST_READS,
    needs: [],
    whole: false,
    columns: COSTS,
    start({ facts, columns, amt, costs }) {
      const charges = new Charges(costs, facts, columns, amt);
      return () => new CostTally(charges);
    },
  },
  attribution: {
    reads: ATTRIBUTION.map(({ name }) => name),
    needs: ["pnl_theta", "pnl_gamma", "pnl_vega"],
    option: "--attribution",
    whole: false,
    columns: ATTRIBUTION,
    start: () => () => new AttributionTally(),
  },
  vols: {
    reads: VOL_READS,
    needs: [],
    whole: true,
    columns: VOLS,
    start: () => () => new VolTally(),
  },
};

/** The columns of a topic's table, behind those that name the part. */
export function topicColumns(name: TopicName): readonly TopicColumn[] {
  return TOPICS[name].columns;
}

export interface TopicPart {
  readonly name: string;
  readonly lines: readonly (readonly (number | string | null)[])[];
}

/**
 * A topic's table of a run, by part in code-point order; without a division one part, `total`.
 * Classes and groups come from the asset table `amt` if one is given, else from the run. Throws as
 * `walkStraddles` does, and an exit-3 error for a run that was made without what the topic needs.
 */
export async function topicParts(
  names: readonly string[],
  name: TopicName,
  { by, days, amt, costs }: TopicQuestion,
): Promise<TopicPart[]> {
  const topic = TOPICS[name];
  const files = findRun(names);
  const table = amt === undefined ? undefined : await takeAmt(amt);
  let parts = new Map<string, TopicTally>();
  await walkStraddles(files, topic.reads, (facts, columns) => {
    const missing = topic.needs.find((column) => !columns.includes(column));
    if (missing !== undefined) throw lacking(files.name, name, missing, topic.option!);
    const labels = labelsOf(table === undefined ? facts : relabel(facts, [], table));
    const start = topic.start({
      facts,
      columns,
      amt: table === undefined ? undefined : loadAmt(table),
      costs,
    });
    parts = new Map();
    const tallyOf = (part: string) => {
      let tally = parts.get(part);
      if (tally === undefined) parts.set(part, tally = start());
      return tally;
    };
    return (rows) => {
      const fields = rows.straddle.split("|").slice(3, 8);
      if (!isWeight(fields[4]!)) throw noWeight(files.name, fields[4]!, `${fields.join("|")}|`);
      const weight = weightOf(fields[4]!);
      const add = (part: string, begin: number, end: number) =>
        tallyOf(part).add(rows, { begin, end }, weight);
      switch (by) {
        case "year":
        case "month":
          return addByPeriod(rows, by, topic.whole ? "whole" : days, add);
        case "class":
        case "group":
          return add(labels(rows.asset)[by], 0, rows.count);
        case "asset":
          return add(rows.asset, 0, rows.count);
        case "schedule":
          return add(componentText(fields), 0, rows.count);
        case undefined:
          return add("total", 0, rows.count);
      }
    };
  });
  return [...parts].sort(([a], [b]) => compareText(a, b))
    .map(([name, tally]) => ({ name, lines: tally.lines() }));
}

export interface TopicQuestion {
  readonly by: Division | undefined;
  /** Which day a weekend's sums count to. */
  readonly days: DayRule["days"];
  readonly amt: string | undefined;
  readonly costs: CostQuestion;
}

/** Adds a straddle to the periods of its days, or as a whole to that of its expiry. */
function addByPeriod(
  { count, day, expiry }: StraddleRows,
  by: "year" | "month",
  days: DayRule["days"] | "whole",
  add: (part: string, begin: number, end: number) => void,
): void {
  const months = by === "year" ? 12 : 1;
  const textOf = (period: number) => formatMonth(period * months).slice(0, by === "year" ? -3 : 10);
  const periodOf = (day: number) => Math.floor(monthOfDay(day) / months);
  if (days === "whole") {
    const last = expiry === NO_DAY ? day[count - 1]! : expiry;
    return add(textOf(periodOf(last)), 0, count);
  }
  const shownOn = (i: number) => periodOf(flowDay(day[i]!, days));
  for (let begin = 0, end; begin < count; begin = end) {
    const period = shownOn(begin);
    end = begin + 1;
    while (end < count && shownOn(end) === period) end++;
    add(textOf(period), begin, end);
  }
}

function lacking(path: string, topic: string, column: string, option: string): Error {
  return inputError(
    `Cannot tell the ${topic} of "${path}": it has no column "${column}"; make the run with ${option}`,
  );
}
