/** Runs the engine in this thread and gives its rows as plain values, for tests. */
import { NO_CHAIN } from "../../src/inputs/chain.ts";
import { formatDay } from "../../src/base/calendar.ts";
import { type EngineReport, runTasks } from "../../src/backtest/tasks.ts";
import type { Asset } from "../../src/inputs/amt/asset_table.ts";
import { type Chunk, type ColumnSpec, NO_DAY } from "../../src/output/chunk.ts";
import { NO_OVERRIDES } from "../../src/inputs/overrides.ts";
import { makePlan } from "../../src/backtest/plan.ts";
import { openPrices } from "../../src/inputs/prices/database.ts";
import type { Inputs } from "../../src/loader.ts";
import { REFERENCE } from "../../src/inputs/rules.ts";
import { backtestColumns } from "../../src/engine/columns.ts";
import type { Switches } from "../../src/engine/switches.ts";
import { Stopwatch } from "../../src/base/stopwatch.ts";

/** A cell: text, `YYYY-MM-DD`, a number, or null where a value is missing. */
export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;

/** The cell of a chunk's column in a row, read the slow and plain way. */
export function cellAt(chunk: Chunk, column: number, spec: ColumnSpec, row: number): Cell {
  const data = chunk.columns[column]!;
  let value: string | number;
  if (data.kind === "plain") {
    value = data.values[row]!;
  } else {
    let run = 0;
    while (data.ends[run]! <= row) run++;
    const code = data.codes[run]!;
    if (code < 0) return null;
    value = data.dictionary[code]!;
  }
  if (typeof value === "string") return value;
  if (Number.isNaN(value) || value === NO_DAY) return null;
  return spec.type === "date" ? formatDay(value) : value;
}

/** Values the assets over the expiry years and gives every row, in output order. */
export async function engineRows(
  inputs: Partial<Inputs> & Pick<Inputs, "amt">,
  assets: readonly Asset[],
  years: { from: number; to: number },
  prices: string,
  allDays: boolean,
  switches?: Switches,
): Promise<{ columns: string[]; rows: Row[]; report: EngineReport }> {
  const plan = makePlan(inputs.amt, assets, years, allDays, inputs.rules);
  const specs = backtestColumns(plan.hedges, switches);
  const rows: Row[] = [];
  const encoder = {
    encode(chunk: Chunk) {
      for (let row = 0; row < chunk.rows; row++) {
        rows.push(Object.fromEntries(
          specs.map((spec, column) => [spec.name, cellAt(chunk, column, spec, row)]),
        ));
      }
      return { parts: [], note: undefined };
    },
  };
  const report = await runTasks(
    {
      inputs: { chain: NO_CHAIN, overrides: NO_OVERRIDES, rules: REFERENCE, ...inputs },
      database: await openPrices([prices]),
    },
    { plan, tasks: plan.tasks, allDays, ...(switches ? { switches } : {}) },
    { encoder, sink: { chunk() {}, endTask() {}, progress() {} }, watch: new Stopwatch() },
  );
  return { columns: specs.map(({ name }) => name), rows, report };
}
