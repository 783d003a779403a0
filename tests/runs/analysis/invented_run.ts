/** Runs made up for the tests, as files of our own and as any other program would write them. */
import { backtestColumns } from "../../../src/engine/columns.ts";
import { dayOf } from "../../../src/base/calendar.ts";
import { parquet } from "../../../src/output/parquet/parquet.ts";
import { quoted, sql } from "../../cli/program.ts";
import { type Cell, chunkOf, render } from "../../output/tables.ts";

export const COLUMNS = backtestColumns(["hedge"]);
const KINDS = COLUMNS.map(({ name, type }) =>
  type === "text" || /^(strike|expiry)/.test(name) ? "runs" : "plain"
);
/** The position of a column. */
export const at = (name: string) => COLUMNS.findIndex((column) => column.name === name);

export type RunRow = readonly Cell[];

/** Numbers that are the same each time and have all their digits. */
function* digits(): Generator<number, never> {
  for (let state = 12345;;) yield (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Rows by group: each asset has two groups' share of straddles, with gaps and days without a value. */
export function inventRun(assets: readonly string[], rowsAGroup = 400): RunRow[][] {
  const random = digits();
  const next = () => random.next().value;
  const rows: RunRow[] = [];
  for (const asset of assets) {
    for (let month = 1; month <= 9; month++) {
      for (const component of ["F|5|R|1|50", "N|0|F|3|12.5", "N|0|F|3|"]) {
        const straddle = `|2023-0${month}|2023-0${month + 1 > 9 ? 9 : month + 1}|${component}|`;
        const first = dayOf(2023, month, 1 + Math.floor(9 * next()));
        for (let day = 0; day < 40; day++) {
          if (next() < 0.1) continue;
          const valued = next() > 0.05;
          const number = () => valued && next() > 0.03 ? next() - 0.4 : null;
          rows.push([
            asset,
            straddle,
            first + day,
            next() < 0.2 ? null : 30 * next(),
            100 * next(),
            day === 0 ? "ntry" : day === 39 ? "xpry" : "-",
            "ES",
            20.5 + month,
            day === 0 ? null : 99.5 + month,
            first + 39,
            valued ? next() : null,
            number(),
            number(),
            number(),
            number(),
          ]);
        }
      }
    }
  }
  const groups: RunRow[][] = [];
  for (let i = 0; i < rows.length; i += rowsAGroup) groups.push(rows.slice(i, i + rowsAGroup));
  return groups;
}

/** Writes rows as a file of our own. */
export function writeOwn(
  path: string,
  groups: readonly (readonly RunRow[])[],
  metadata: Readonly<Record<string, string>> = {},
): void {
  const chunks = groups.map((rows) => chunkOf(COLUMNS, rows, KINDS));
  Deno.writeFileSync(path, render(parquet, COLUMNS, chunks, {}, { metadata }));
}

/** Writes the rows of a file as DuckDB does, in the same order unless another is given. */
export async function writeForeign(path: string, source: string, order = ""): Promise<void> {
  await sql(
    `COPY (SELECT * FROM ${quoted(source)} ${order}) TO ${quoted(path)}
      (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
  );
}
