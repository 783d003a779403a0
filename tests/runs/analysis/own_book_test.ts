/** Books of our own, read by their pages: the same sums as SQL over the same rows, to the last bit. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openRun } from "../../../src/runs/analysis/open_run.ts";
import { StraddleError } from "../../../src/base/errors.ts";
import { BOOK_COLUMNS } from "../../../src/runs/book_columns.ts";
import { dayOf } from "../../../src/base/calendar.ts";
import { parquet } from "../../../src/output/parquet/parquet.ts";
import { withFolder } from "../../cli/program.ts";
import { type Cell, chunkOf, render } from "../../output/tables.ts";
import { writeForeign } from "./invented_run.ts";

type Row = readonly Cell[];
const at = (name: string) => BOOK_COLUMNS.findIndex((column) => column.name === name);

/** Days of three assets with gaps; every number has some that are missing or infinite. */
function inventBook(): Row[] {
  let state = 7;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const odd = [null, Infinity, -Infinity, -0, 1e308];
  return ["A & B", "C", "D \u{1F600}"].flatMap((asset) =>
    Array.from({ length: 400 }, (_, i): Row => [
      asset,
      dayOf(2023, 1, 2) + i + Math.floor(i / 5),
      Math.floor(9 * next()),
      ...BOOK_COLUMNS.slice(3).map(() => next() < 0.05 ? odd[Math.floor(5 * next())]! : next()),
    ])
  );
}

function writeBook(path: string, rows: readonly Row[], rowsAGroup: number): void {
  const kinds = BOOK_COLUMNS.map(({ type }) =>
    type === "text" ? "runs" as const : "plain" as const
  );
  const groups: Row[][] = [];
  for (let i = 0; i < rows.length; i += rowsAGroup) groups.push(rows.slice(i, i + rowsAGroup));
  const chunks = groups.map((group) => chunkOf(BOOK_COLUMNS, group, kinds));
  Deno.writeFileSync(path, render(parquet, BOOK_COLUMNS, chunks, {}, { metadata: {} }));
}

async function sumsOf(path: string) {
  const book = await openRun([path], undefined, { components: true });
  book.close();
  assert.ok(book.isBook);
  return book.sums;
}

Deno.test("a book is summed as in SQL, however its row groups cut assets and whatever its order", () =>
  withFolder(async (cwd) => {
    const [own, foreign] = [join(cwd, "own.parquet"), join(cwd, "foreign.parquet")];
    const rows = inventBook();
    const orders = [rows, rows, rows, rows.toReversed(), [
      ...rows.slice(600),
      ...rows.slice(0, 600),
    ]];
    for (const [i, order] of orders.entries()) {
      writeBook(own, order, [100_000, 130, 7, 300, 300][i]!);
      await writeForeign(foreign, own);
      assert.deepEqual(await sumsOf(own), await sumsOf(foreign));
    }
  }));

Deno.test("what is no book is refused in the same words, whoever wrote the file", () =>
  withFolder(async (cwd) => {
    const [own, foreign] = [join(cwd, "own.parquet"), join(cwd, "foreign.parquet")];
    const rows = inventBook();
    const faults = [
      rows.with(500, rows[500]!.with(at("asset"), null)),
      rows.with(500, rows[500]!.with(at("date"), null)),
      rows.with(500, rows[499]!),
    ];
    for (const fault of faults) {
      writeBook(own, fault, 300);
      await writeForeign(foreign, own);
      for (const path of [own, foreign]) {
        await assert.rejects(sumsOf(path), (error: unknown) => {
          assert.ok(error instanceof StraddleError && error.exitCode === 3, String(error));
          assert.match(error.message, /a row has no asset or date, or another row has the same/);
          return true;
        });
      }
    }
  }));
