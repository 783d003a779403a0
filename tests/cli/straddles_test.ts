/** `straddles`: what a backtest would value. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { sharedTest } from "../shared.ts";
import {
  assertOneLine,
  cellsOf,
  MINI,
  quoted,
  rowsOf,
  SAMPLE,
  sql,
  straddle,
  straddleOk,
  withFolder,
} from "./program.ts";

const LIST = ["straddles", "--data", MINI];

sharedTest(
  "the straddles of all live assets, 2001 to 2026, are the reference's, in its order",
  ["data/amt.yml", "golden/whole_table_sha256.json"],
  async (amt, hashes) => {
    const golden = JSON.parse(Deno.readTextFileSync(hashes!))["straddles_live_2001_2026.tsv"];
    const text = await straddleOk(["straddles", "--amt", amt!, ".", "2001", "2026", "-f", "tsv"]);
    assert.equal(text.split("\n").length - 2, golden.rows);
    assert.equal(createHash("sha256").update(text).digest("hex"), golden.sha256);
  },
);

Deno.test("straddles go by month, then in the order of the asset table", async () => {
  const rows = rowsOf(await straddleOk([...LIST, "^(ACME|CRDX|QZ)", "2024"]));
  assert.equal(rows.length, 12 * 5);
  const first = rows.slice(0, 5);
  assert.deepEqual(first.map(({ asset }) => asset), [
    "QZ Comdty",
    "QZ Comdty",
    "ACME US Equity",
    "ACME US Equity",
    "CRDX Curncy",
  ]);
  assert.equal(first[2]!.straddle, "|2023-12|2024-01|N|0|F|3|60|");
  assert.ok(rows.slice(5, 10).every(({ straddle }) => straddle!.includes("|2024-02|")));
});

Deno.test("an asset without a schedule has one placeholder a month (S-6)", async () => {
  const rows = rowsOf(await straddleOk([...LIST, "^BARE", "2024"]));
  assert.equal(rows.length, 12);
  assert.equal(rows[0]!.straddle, "|2024-01|2024-01||||||");
});

Deno.test("only live assets are listed; --all lists the others too (L-3)", async () => {
  const assets = async (...args: string[]) => {
    const rows = rowsOf(await straddleOk([...LIST, ".", "2024", ...args]));
    return new Set(rows.map(({ asset }) => asset));
  };
  const [live, all] = await Promise.all([assets(), assets("--all")]);
  assert.equal(live.size, 10);
  assert.deepEqual([...all].filter((asset) => !live.has(asset)), ["DEAD Index", "NOCAP Index"]);
});

Deno.test("END defaults to START, and both are included", async () => {
  const count = async (...years: string[]) =>
    cellsOf(await straddleOk([...LIST, "^ACME", ...years])).length - 1;
  assert.equal(await count("2024"), 24);
  assert.equal(await count("2024", "2024"), 24);
  assert.equal(await count("2001", "2026"), 26 * 24);
});

Deno.test("straddles come in every format, with the same rows", () =>
  withFolder(async (cwd) => {
    const args = [...LIST, "^ACME", "2024"];
    const rows = rowsOf(await straddleOk(args));
    assert.deepEqual(JSON.parse(await straddleOk([...args, "-f", "json"])), rows);
    const lines = (await straddleOk([...args, "-f", "ndjson"])).trimEnd().split("\n");
    assert.deepEqual(lines.map((line) => JSON.parse(line)), rows);
    const csv = await straddleOk([...args, "-f", "csv"]);
    assert.equal(csv.split("\n")[1], "ACME US Equity,|2023-12|2024-01|N|0|F|3|60|");
    await straddleOk([...args, "-o", "s.parquet"], { cwd });
    assert.deepEqual(await sql(`SELECT * FROM ${quoted(join(cwd, "s.parquet"))}`), rows);
    assert.match(await straddleOk([...args, "-f", "table"]), /\n24 rows/);
  }));

Deno.test("straddles needs no prices and says when the sample is used", () =>
  withFolder(async (cwd) => {
    const { code, stdout, stderr } = await straddle(["straddles", ".", "2024"], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^Using the sample data /);
    assert.equal(stdout, await straddleOk(["straddles", "--data", SAMPLE, ".", "2024"]));
  }));

Deno.test("a pattern that no asset matches is exit 1", async () => {
  assertOneLine(await straddle([...LIST, "^zzz", "2024"]), 1, '"^zzz"');
});
