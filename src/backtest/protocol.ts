/** What main and the workers say to each other. All of it is plain data. */
import type { Edit } from "../inputs/amt/edits.ts";
import type { YearSpan } from "../base/calendar.ts";
import type { PriceReading } from "../inputs/prices/reading.ts";
import type { Rules } from "../inputs/rules.ts";
import type { EngineReport } from "./tasks.ts";
import type { Switches } from "../engine/switches.ts";
import type { FormatOptions } from "../output/format.ts";
import type { FormatName } from "../output/formats.ts";
import type { CacheStats } from "../base/memo.ts";
import type { Plan, Task } from "./plan.ts";
import type { Phases } from "../base/stopwatch.ts";

/** First message to a worker, as soon as it exists: what to warm up with. */
export interface WarmUp {
  readonly kind: "warm up";
  readonly amt: string;
  readonly edits: readonly Edit[];
  readonly chain: string | undefined;
  readonly overrides: string | undefined;
  readonly prices: readonly string[];
  readonly reading: PriceReading | undefined;
  readonly rules: Rules;
  readonly memoize: boolean;
  /** Bytes for DuckDB; undefined = the usual. */
  readonly duckdbBytes: number | undefined;
  readonly format: FormatName;
  /** The pattern of assets whose years are to be told; undefined = no need. */
  readonly yearsOf: string | undefined;
  /** Main's copy of DuckDB's bindings; undefined from source, where they lie on the disk. */
  readonly bindings: string | undefined;
}

/** Second message: what to do. */
export interface Work {
  readonly kind: "work";
  readonly plan: Plan;
  readonly tasks: readonly Task[];
  readonly allDays: boolean;
  readonly switches: Switches;
  readonly options: FormatOptions;
  /** The file to append to; undefined = standard output. */
  readonly output: string | undefined;
  /** The bytes before the first row, which whoever has the first turn writes. */
  readonly header: Uint8Array;
  /** Its name in messages. */
  readonly outputName: string;
  /** Bytes for a batch's straddles and prices, and for rows that wait; undefined = the usual. */
  readonly batchBytes: number | undefined;
  readonly backlogBytes: number | undefined;
  readonly board: SharedArrayBuffer;
  readonly worker: number;
}

/** First answer: the worker's code is there, and it holds its lifeline. */
export interface Started {
  readonly kind: "started";
}

export interface Ready {
  readonly kind: "ready";
  /** Undefined when nobody asked, or there are no prices. */
  readonly years: YearSpan | undefined;
}

/** A chunk as it was written: for the footer. */
export interface ChunkReport {
  readonly task: number;
  readonly rows: number;
  readonly bytes: number;
  readonly note: unknown;
}

export interface Done {
  readonly kind: "done";
  readonly report: EngineReport;
  /** Rows of the price files without ticker, field or date: the first worker counts them. */
  readonly incompleteRows: number;
  /** The hours of stamps that look like another zone's midnights: the first worker looks. */
  readonly shiftedHours: readonly number[];
  readonly chunks: readonly ChunkReport[];
  readonly caches: readonly CacheStats[];
  readonly phases: Phases;
}

export interface Failed {
  readonly kind: "failed";
  /** `closed`: nobody reads our output; `stopped`: main asked for it. */
  readonly reason: "error" | "memory" | "closed" | "stopped";
  readonly message: string;
  /** Undefined = a defect of ours. */
  readonly exitCode: number | undefined;
}

export type ToWorker = WarmUp | Work;
export type FromWorker = Started | Ready | Done | Failed;
