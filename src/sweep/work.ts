/** What a worker of a sweep does; its inputs and price handle are those of its warm-up. */
import { Board } from "../backtest/board.ts";
import { Stopped } from "../backtest/turn_writer.ts";
import { checkHeap } from "../base/heap.ts";
import { cacheStats } from "../base/memo.ts";
import { Stopwatch } from "../base/stopwatch.ts";
import { compilePattern } from "../base/pattern.ts";
import { SeriesCollector } from "../engine/series.ts";
import { resolveAsset } from "../engine/resolve.ts";
import { type Edit, PATH_PREFIX } from "../inputs/amt/edits.ts";
import type { PriceDatabase } from "../inputs/prices/database.ts";
import { pyText } from "../inputs/yaml/python_text.ts";
import { isMap } from "../inputs/yaml/values.ts";
import { editAmt, findAssets, type Inputs } from "../loader.ts";
import { monthsOfYears } from "../schedules.ts";
import { BlockValuer } from "./block.ts";
import type { Begin, Gather, Gathered, SweepAnswer, SweepQuestion } from "./protocol.ts";

interface Begun {
  readonly valuer: BlockValuer;
  /** Series that were gathered. */
  readonly known: number;
  readonly board: Board;
}

let begun: Begun | undefined;
const watch = new Stopwatch();

export async function answerSweep(
  inputs: Inputs,
  database: PriceDatabase,
  question: SweepQuestion,
): Promise<SweepAnswer> {
  switch (question.kind) {
    case "gather":
      return await gather(inputs, database, question);
    case "begin":
      begun = begin(inputs, question);
      watch.lap("start");
      return { kind: "begun" };
    case "block": {
      const { valuer, known, board } = begun!;
      watch.lap("wait");
      const results = valuer.value(question.variants, {
        step() {
          if (board.stopped) throw new Stopped();
          board.addStraddles(1);
          checkHeap();
        },
      });
      if (valuer.ground.series.tickers.length > known) throw new Error("A series was not gathered");
      watch.lap("value");
      const { counts } = valuer;
      return { kind: "block done", results, counts, caches: cacheStats(), phases: watch.phases };
    }
  }
}

/**
 * Reads every series that a straddle of any of the setups may need. Which component a schedule has
 * makes no difference to that: all of them are entered one or two months before their expiry.
 */
async function gather(
  inputs: Inputs,
  database: PriceDatabase,
  { pattern, years, setups }: Gather,
): Promise<Gathered> {
  const months = monthsOfYears(years.from, years.to);
  const series = new SeriesCollector();
  const regex = compilePattern(pattern);
  const seen = new Set<string>();
  for (const { edits, rules } of setups) {
    const own = edits.filter(({ name }) =>
      name.startsWith(PATH_PREFIX) && !name.startsWith(SCHEDULES)
    );
    const key = JSON.stringify([own, rules]);
    if (seen.has(key)) continue;
    seen.add(key);
    const amt = editAmt(inputs.amt, [...own, ...anyEntry(inputs)]);
    for (const asset of findAssets(amt, { pattern: regex, live: true })) {
      resolveAsset({ ...inputs, amt, rules }, asset, months, series);
    }
  }
  const prices = await database.load(series, true);
  watch.lap("gather");
  const { values, origins, renamed, faults } = prices;
  return {
    kind: "gathered",
    prices: { tickers: series.tickers, fields: series.fields, values, origins, renamed },
    faults,
    incompleteRows: await database.incompleteRows(),
    shiftedHours: await database.shiftedHours(),
  };
}

const SCHEDULES = `${PATH_PREFIX}expiry_schedules`;

/** Edits by which every asset has a straddle of each entry code a month. */
function anyEntry({ amt: { root } }: Inputs): Edit[] {
  const schedules = root.get("expiry_schedules");
  const [first] = isMap(schedules) ? schedules.keys() : [];
  if (first === undefined) return [];
  const name = pyText(first);
  return [
    { name: `${SCHEDULES}."${name}"`, value: "[N0_F1, F0_F1]" },
    { name: "options", value: name },
  ];
}

function begin(inputs: Inputs, { pattern, years, prices, charged, board }: Begin): Begun {
  const { tickers, fields, values, origins, renamed } = prices;
  const series = new SeriesCollector();
  tickers.forEach((ticker, i) => series.id(ticker, fields[i]!));
  const ground = {
    months: monthsOfYears(years.from, years.to),
    series,
    prices: { values, origins, renamed, faults: [] },
    charged,
  };
  return {
    valuer: new BlockValuer(inputs, compilePattern(pattern), ground),
    known: tickers.length,
    board: new Board(board),
  };
}
