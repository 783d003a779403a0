/** What a backtest is asked for, and what it answers. */
import type { YearSpan } from "../base/calendar.ts";
import type { Shard } from "../base/shards.ts";
import type { Phases } from "../base/stopwatch.ts";
import type { CacheStats } from "../base/memo.ts";
import type { InputPaths } from "../inputs/paths.ts";
import type { Amt } from "../inputs/amt/asset_table.ts";
import type { SeriesFaults } from "../inputs/prices/series.ts";
import type { FormatOptions } from "../output/format.ts";
import type { FormatName } from "../output/formats.ts";
import type { ProjectArguments, RunFacts } from "../runs/facts.ts";
import type { Board } from "./board.ts";
import type { PartitionKey } from "./partition_keys.ts";
import type { Plan } from "./plan.ts";
import type { StraddleFailure } from "./tasks.ts";
import type { PnlByDay } from "../engine/pnl_tally.ts";
import type { AssetCounts } from "../engine/value_asset.ts";
import type { Switches } from "../engine/switches.ts";

export interface BacktestRequest {
  readonly inputs: InputPaths;
  readonly pattern: string;
  /** Expiry years; absent = those the prices cover. */
  readonly years: YearSpan | undefined;
  readonly allDays: boolean;
  /** Absent = none. */
  readonly switches?: Switches;
  readonly format: FormatName;
  readonly options: FormatOptions;
  /** The output file; undefined = standard output. */
  readonly output: string | undefined;
  /** Makes `output` a folder of files, one a part of the run; absent = one file. */
  readonly partitionBy?: PartitionKey | undefined;
  readonly workers: number;
  readonly memoize: boolean;
  /** Only this part of the run, which is to be Parquet. */
  readonly shard?: Shard | undefined;
  /** Whether the run's facts are wanted, which takes reading the inputs once more. */
  readonly wantFacts: boolean;
  /** Whether every name and doubt is wanted, not the first few. */
  readonly verbose?: boolean;
  /** Bytes that the process should stay below; undefined = no limit. */
  readonly memory: number | undefined;
  /** What a project file set of all this. */
  readonly project?: ProjectArguments | undefined;
  /** Called when the run begins; what it gives is called when the run ends, however it ends. */
  readonly watch: (board: Board, plan: Plan) => () => void;
}

export interface BacktestResult {
  readonly amt: Amt;
  /** What there is to say of its expiry overrides and costs, a sentence each. */
  readonly doubts: readonly string[];
  readonly plan: Plan;
  readonly years: YearSpan;
  readonly counts: readonly AssetCounts[];
  readonly failures: readonly StraddleFailure[];
  readonly rows: number;
  /** Weighted P&L of the run by day, from `firstDay` on. */
  readonly pnl: PnlByDay;
  /** Undefined when they were not asked for. */
  readonly facts: RunFacts | undefined;
  readonly faults: readonly SeriesFaults[];
  /** The series whose prices look doubtful, with what is odd, each once. */
  readonly doubtful: readonly string[];
  /** Rows of the price files without ticker, field or date. */
  readonly incompleteRows: number;
  /** The hours of stamps that look like another zone's midnights. */
  readonly shiftedHours: readonly number[];
  readonly caches: readonly CacheStats[];
  /** Milliseconds by phase: main's, then each worker's. */
  readonly phases: readonly Phases[];
  /** Whether the reader of standard output left before the end. */
  readonly closed: boolean;
}
