/** The same prices, in every form that people have them, become the same file. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { importPrices, type PriceWriter } from "../../../src/inputs/import/import.ts";
import { writePrices } from "../../../src/output/write_prices.ts";
import { MINI, quoted, sql, straddleBytes, withFolder, writeParquet } from "../../cli/program.ts";
import { type Form, forms, type Price } from "./forms.ts";

const SOURCE = `read_parquet(${quoted(join(MINI, "prices.parquet"))})`;
const meter = { read() {} };
const HOLDS = {
  all: "true",
  named: "field <> 'none'",
  PX_LAST: "field = 'PX_LAST'",
} as const;

/** The rows of a price file, in order. */
async function rowsOf(from: string, where = "true"): Promise<unknown[]> {
  return await sql(
    `SELECT ticker, field, date::VARCHAR AS date, value FROM ${from} WHERE ${where} ORDER BY ALL`,
  );
}

function writerOf(output: string): PriceWriter {
  return (groups, mayKeep) => writePrices(output, groups, mayKeep);
}

async function imported(form: Form, folder: string): Promise<Uint8Array> {
  const files: string[] = [];
  for (const [name, content] of Object.entries(form.files)) {
    const path = join(folder, name);
    files.push(path);
    if (typeof content === "string") await Deno.writeTextFile(path, content);
    else if (content instanceof Uint8Array) await Deno.writeFile(path, content);
    else await writeParquet(path, content.query);
  }
  const output = join(folder, "out.parquet");
  const { dates, zone } = form;
  await importPrices({
    ...{ files, columns: form.columns ?? {}, duplicates: "error", meter, write: writerOf(output) },
    ...(dates === undefined ? {} : { dates }),
    ...(zone === undefined ? {} : { zone }),
  });
  return await Deno.readFile(output);
}

Deno.test("the same prices in every form become the same rows, and the same bytes", async (t) => {
  const all = (await sql(`SELECT ticker, field, date::VARCHAR AS date, value FROM ${SOURCE}
    ORDER BY date, ticker, field`)) as unknown as Price[];
  const first = new Map<string, Uint8Array>();
  const list = forms(all, SOURCE);
  assert.ok(list.length >= 30);
  for (const form of list) {
    await t.step(form.name, async () => {
      await withFolder(async (folder) => {
        const bytes = await imported(form, folder);
        const known = first.get(form.holds);
        if (known) {
          assert.ok(Buffer.compare(bytes, known) === 0, "the bytes differ");
          return;
        }
        // The first form of each kind is held against the prices themselves.
        const from = `read_parquet(${quoted(join(folder, "out.parquet"))})`;
        assert.deepEqual(await rowsOf(from), await rowsOf(SOURCE, HOLDS[form.holds]));
        first.set(form.holds, bytes);
      });
    });
  }
  await t.step("and a backtest of them has the bytes of one of the original file", async () => {
    await withFolder(async (folder) => {
      const prices = join(folder, "p.parquet");
      await Deno.writeFile(prices, first.get("all")!);
      const run = async (args: string[]) => {
        const { code, stdout, stderr } = await straddleBytes(
          ["backtest", ".", "2024", "--data", MINI, "-f", "csv", "-q", ...args],
        );
        assert.equal(code, 0, stderr);
        return stdout;
      };
      const [theirs, ours] = await Promise.all([run([]), run(["--prices", prices])]);
      assert.ok(theirs.length > 100_000);
      assert.ok(Buffer.compare(theirs, ours) === 0, "the backtests differ");
    });
  });
});

Deno.test("workbooks of foreign writers: another date system, titles, errors, a named sheet", async () => {
  const fixture = (name: string) => join(MINI, "..", "import", name);
  const expected = await rowsOf(SOURCE, "ticker = 'ACME US Equity'");
  for (
    const [name, columns] of [
      ["openpyxl_fields.xlsx", {}],
      ["xlsxwriter_1904.xlsx", { sheet: "Prices" }],
      ["xlsxwriter_1904.xlsx", { sheet: "2" }],
    ] as const
  ) {
    await withFolder(async (folder) => {
      const output = join(folder, "p.parquet");
      const request = { files: [fixture(name)], columns, duplicates: "error" as const };
      await importPrices({ ...request, meter, write: writerOf(output) });
      assert.deepEqual(await rowsOf(`read_parquet(${quoted(output)})`), expected, name);
    });
  }
});
