/** The plan of a run: what is to be valued, cut into tasks, dealt to workers. Made once, by main. */
import type { Amt, Asset } from "../inputs/amt/asset_table.ts";
import { entryLag, monthsOfYears, schedule, type ScheduleRow } from "../schedules.ts";
import { hedgeColumns } from "../engine/columns.ts";
import { hedgeParams } from "../engine/resolve.ts";
import { modelOf } from "../engine/models/models.ts";
import { REFERENCE, type Rules } from "../inputs/rules.ts";
import type { MonthSpan, YearSpan } from "../base/calendar.ts";
import { compareText } from "../base/text.ts";
import { straddleTickers, tschemas } from "../tickers.ts";

/** Consecutive assets whose rows are written together. */
export interface Task {
  /** Position in the output, from 0. */
  readonly id: number;
  /** Positions in `Plan.assets`. */
  readonly assets: readonly number[];
  /** About how many rows it makes. */
  readonly cost: number;
}

export interface Plan {
  /** The Underlyings of the run, in output order. */
  readonly assets: readonly string[];
  readonly months: MonthSpan;
  /** The hedge columns of the output. */
  readonly hedges: readonly string[];
  readonly tasks: readonly Task[];
  /** Rows that a chunk of any of them may have before it is written, about. */
  readonly chunkRows: number;
  readonly straddles: number;
  /** The most components of a schedule that can be the same straddle. */
  readonly maxCopies: number;
}

/**
 * Rows of a task, about: small enough to balance workers and to let readers skip what they do not
 * need, large enough to compress well. Tasks never depend on the number of workers, so the output
 * does not either.
 */
const TASK_ROWS = 60_000;

/** Rows of a chunk at most; a task of ordinary size is one chunk. */
const CHUNK_ROWS = 200_000;

function chunkRows(tasks: readonly Task[]): number {
  const largest = tasks.reduce((rows, task) => Math.max(rows, task.cost), 0);
  return Math.min(CHUNK_ROWS, Math.ceil(1.5 * largest));
}

/** Valued days of a straddle, about, by entry lag in months. */
const VALUED_DAYS = [0, 26, 46];
/** Calendar days of a straddle by entry lag in months. */
const CALENDAR_DAYS = [31, 61, 92];

/** Plans the run of `assets` (each Underlying once) over the expiry years `from`…`to`. */
export function makePlan(
  amt: Amt,
  assets: readonly Asset[],
  years: YearSpan,
  allDays: boolean,
  rules = REFERENCE,
): Plan {
  const sorted = [...assets].sort((a, b) => compareText(a.underlying, b.underlying));
  const months = monthsOfYears(years.from, years.to);
  const monthCount = months.last - months.first + 1;
  const daysByLag = allDays ? CALENDAR_DAYS : VALUED_DAYS;
  const tasks: Task[] = [];
  let straddles = 0;
  let maxCopies = 1;
  let open: number[] = [];
  let openCost = 0;
  sorted.forEach((asset, i) => {
    const rows = schedule(amt, asset);
    straddles += rows.length * monthCount;
    maxCopies = Math.max(maxCopies, rows.length);
    const shown = (row: ScheduleRow) => allDays || mayHaveValues(amt, asset, row, rules);
    const cost = monthCount *
      rows.reduce((days, row) => days + 1 + (shown(row) ? daysByLag[entryLag(row.ntrc)]! : 0), 0);
    if (open.length > 0 && openCost + cost > TASK_ROWS) {
      tasks.push({ id: tasks.length, assets: open, cost: openCost });
      open = [];
      openCost = 0;
    }
    open.push(i);
    openCost += cost;
  });
  if (open.length > 0) tasks.push({ id: tasks.length, assets: open, cost: openCost });
  return {
    assets: sorted.map((asset) => asset.underlying),
    months,
    hedges: hedgeColumns(sorted.flatMap((asset) => hedgeParams(amt, asset))),
    tasks,
    chunkRows: chunkRows(tasks),
    straddles,
    maxCopies,
  };
}

/** Whether the model and the vol of a schedule row let its straddles have values at all. */
function mayHaveValues(amt: Amt, asset: Asset, { ntrc }: ScheduleRow, rules: Rules): boolean {
  return modelOf(asset.model, rules) !== undefined &&
    straddleTickers(tschemas(amt, asset, rules), ntrc).some(({ param }) => param === "vol");
}

/**
 * Deals tasks in order, each to the worker with the least to do, so that all workers stay close to
 * each other in the output and few finished rows wait for their turn.
 */
export function deal(tasks: readonly Task[], workers: number): Task[][] {
  const hands: Task[][] = Array.from({ length: workers }, () => []);
  const costs = new Float64Array(workers);
  for (const task of tasks) {
    const least = costs.indexOf(Math.min(...costs));
    hands[least]!.push(task);
    costs[least]! += task.cost;
  }
  return hands;
}
