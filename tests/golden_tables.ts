/** Compares tables of ours with those of the reference, cell by cell. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Cell, Row } from "./engine/engine_rows.ts";
import { readMaybeGzip, readTsv } from "./shared.ts";

export function assertClose(actual: Cell, expected: number, where: string): void {
  const near = typeof actual === "number" &&
    Math.abs(actual - expected) <= 1e-12 * Math.max(1, Math.abs(expected));
  if (!near) assert.fail(`${where}: ${actual}, not ${expected}`);
}

const TEXTS = new Set(["asset", "straddle", "date", "action", "model", "expiry"]);

/** One row against the texts of the reference: `none` and `-` are missing, texts equal, numbers close. */
export function assertRow(row: Row, columns: readonly string[], texts: readonly string[]): void {
  for (let c = 0; c < columns.length; c++) {
    const column = columns[c]!;
    const text = texts[c]!;
    const cell = row[column];
    if (column === "action" || column === "model" || text !== "-" && TEXTS.has(column)) {
      if (cell === text) continue;
    } else if (text === "-" || text === "none") {
      if (cell === null) continue;
    } else {
      const b = Number(text.replace("inf", "Infinity"));
      // NaN compares as different.
      const near = Math.abs(cell as number - b) <= 1e-12 * Math.max(1, Math.abs(b));
      if (text !== "" && cell !== null && (cell === b || near)) continue;
    }
    assert.fail(`${row.asset} ${row.straddle} ${row.date} ${column}: ${cell}, not ${text}`);
  }
}

/** The rows of each straddle, in order. */
export function byStraddle(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = row.straddle as string;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** One straddle's table as the reference gave it. */
export interface Table {
  readonly asset: string;
  readonly year: number;
  readonly month: number;
  readonly i: number;
  readonly straddle?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Compares our rows of a straddle with its golden table: every cell, and nothing in the columns
 * that the golden straddle does not have. A straddle that the schedule repeats has each row as
 * often, next to each other. Gives the number of cells compared.
 */
export function assertTable(
  ours: readonly Row[],
  { asset, month, i, columns, rows }: Table,
): number {
  if (rows.length === 0) {
    assert.equal(ours.length, 0, `${asset} ${month} ${i}`);
    return 0;
  }
  const copies = ours.length / rows.length;
  assert.ok(
    Number.isInteger(copies) && copies >= 1,
    `${asset} ${month} ${i}: ${ours.length} rows, not ${rows.length}`,
  );
  const others = Object.keys(ours[0]!).filter((column) =>
    !columns.includes(column) && column !== "asset" && column !== "straddle"
  );
  ours.forEach((row, r) => {
    assertRow(row, columns, rows[Math.floor(r / copies)]!);
    for (const column of others) {
      if (row[column] !== null) assert.fail(`${asset} ${month} ${i}: ${column} ${row[column]}`);
    }
  });
  return rows.length * columns.length;
}

/** The straddle of a golden table, from its rows or its tickers. */
export const straddleOf = ({ straddle, rows }: Table) => straddle ?? rows[0]?.[1] ?? "";

export function groupByAsset<T extends Table>(tables: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const table of tables) {
    const group = groups.get(table.asset);
    if (group) group.push(table);
    else groups.set(table.asset, [table]);
  }
  return groups;
}

type Hashes = Record<string, { rows: number; sha256: string }>;

/** The listed rows by position, and the whole table by its SHA-256 (header and rows, tabs, LF). */
export function assertGoldenTable(
  name: string,
  [golden, hashes]: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const [header, ...listed] = readTsv(golden!);
  const texts = rows.map((row) => row.join("\t"));
  for (const [n, ...cells] of listed) assert.equal(texts[Number(n)], cells.join("\t"), `row ${n}`);
  const whole = (JSON.parse(readMaybeGzip(hashes!)) as Hashes)[`${name}.tsv`]!;
  assert.equal(rows.length, whole.rows);
  const sha = createHash("sha256").update([header!.slice(1).join("\t"), ...texts, ""].join("\n"));
  assert.equal(sha.digest("hex"), whole.sha256);
}
