/**
 * How a run keeps below `--memory SIZE`: how many workers it starts, and what each may hold.
 *
 * Nobody can ask V8 or the system for a limit of the whole process, so the parts that cannot be set
 * are estimated from what they grow with, and the parts that can be set share the rest.
 */
import { usageError } from "../base/errors.ts";

const MB = 1_000_000;

/**
 * Bytes a process has without any worker (the program, DuckDB's code, main's asset table), and by
 * what it grows: straddles stand for the reports and the footer. Measured, and rounded up.
 */
const PROCESS_BYTES = 190 * MB;
const PROCESS_BYTES_PER_STRADDLE = 60;
const PROCESS_BYTES_PER_TABLE_BYTE = 50;

/** The same for a worker: its heap, handle and asset table, and a chunk's rows while it encodes them. */
const WORKER_BYTES = 100 * MB;
const WORKER_BYTES_PER_TABLE_BYTE = 40;
const WORKER_BYTES_PER_ROW = 450;
const WORKER_BYTES_PER_ADDED_CELL = 32;

/** What is in a worker's estimate: the least that each settable part works with. */
const LEAST = { duckdb: 32 * MB, batch: 8 * MB, backlog: 4 * MB } as const;
/** More than this gains nothing: a run's prices are one batch, the backlog is what it is without a limit. */
const MOST = { duckdb: 512 * MB, batch: 1000 * MB, backlog: 12 * MB } as const;

/** What each worker may hold, in bytes. */
export interface WorkerLimits {
  readonly duckdb: number;
  readonly batch: number;
  readonly backlog: number;
}

export interface Budget extends WorkerLimits {
  readonly workers: number;
}

/** What a run's memory grows with. */
export interface RunSize {
  /** Workers at most. */
  readonly workers: number;
  readonly straddles: number;
  /** Rows of the largest chunk. */
  readonly chunkRows: number;
  /** Columns that switches add; missing = none. */
  readonly addedColumns?: number;
  /** Bytes of the asset table's file. */
  readonly tableBytes: number;
}

/**
 * DuckDB's share of `size`, known before the run is planned because the first worker opens its
 * handle meanwhile.
 */
export function duckdbShare(size: number, workers: number): number {
  const share = LEAST.duckdb + Math.max(0, size - 400 * MB) / (4 * workers);
  return Math.floor(Math.min(MOST.duckdb, share));
}

/** Shares `size` bytes among as many workers as fit. Throws exit 2, with the smallest size that works. */
export function makeBudget(size: number, run: RunSize): Budget {
  const found = tryBudget(size, run);
  if (found) return found;
  let enough = size;
  while (!tryBudget(enough, run)) enough += MB;
  throw usageError(
    `Cannot run in ${Math.floor(size / MB)}MB of memory: this run needs --memory ` +
      `${Math.ceil(enough / MB)}MB or more`,
  );
}

function tryBudget(size: number, run: RunSize): Budget | undefined {
  const duckdb = duckdbShare(size, run.workers);
  const process = PROCESS_BYTES + PROCESS_BYTES_PER_STRADDLE * run.straddles +
    PROCESS_BYTES_PER_TABLE_BYTE * run.tableBytes;
  const rowBytes = WORKER_BYTES_PER_ROW + WORKER_BYTES_PER_ADDED_CELL * (run.addedColumns ?? 0);
  const worker = WORKER_BYTES + WORKER_BYTES_PER_TABLE_BYTE * run.tableBytes +
    rowBytes * run.chunkRows + duckdb - LEAST.duckdb;
  const workers = Math.min(run.workers, Math.floor((size - process) / worker));
  if (workers < 1) return undefined;
  const spare = (size - process) / workers - worker;
  return {
    workers,
    duckdb,
    // Straddles and the collector's garbage come on top of what a batch counts.
    batch: Math.min(MOST.batch, LEAST.batch + spare / 3),
    backlog: Math.min(MOST.backlog, LEAST.backlog + spare / 4),
  };
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  k: 1e3,
  kb: 1e3,
  kib: 2 ** 10,
  m: 1e6,
  mb: 1e6,
  mib: 2 ** 20,
  g: 1e9,
  gb: 1e9,
  gib: 2 ** 30,
  t: 1e12,
  tb: 1e12,
  tib: 2 ** 40,
};

/** The bytes of a size like `512MB` (10^6) or `1.5 GiB` (2^30); undefined when it is none. */
export function parseSize(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,12}(?:\.\d{1,9})?) ?([a-z]{1,3})$/i.exec(text) ?? [];
  const name = unit?.toLowerCase() ?? "";
  const factor = Object.hasOwn(UNITS, name) ? UNITS[name]! : NaN;
  const bytes = Math.floor(Number(number) * factor);
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}
