/**
 * The compiled program does what the source does, in an empty folder with an empty environment and
 * (on Linux) no network.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { VERSION } from "../../src/base/version.ts";
import { MINI, straddle } from "../cli/program.ts";
import { readPage } from "../report/page_file.ts";
import { shared } from "../shared.ts";
import { compiledTest, run } from "./binary.ts";

const decoder = new TextDecoder();

compiledTest("--version names the program's, Deno's and DuckDB's version", (folder) => {
  const { code, stdout } = run(["--version"], folder);
  assert.equal(code, 0);
  assert.match(stdout, new RegExp(`^straddle ${VERSION} \\(Deno [\\d.]+, DuckDB [\\d.]+\\)\n$`));
  assert.deepEqual(readdirSync(folder), [], "nothing was extracted for it");
});

compiledTest("the page about the asset table is inside", (folder) => {
  const page = readFileSync(new URL("../../docs/asset-table.md", import.meta.url), "utf8");
  assert.equal(run(["help", "asset-table"], folder).stdout, page.replaceAll("\r\n", "\n"));
});

compiledTest("the sample runs without any file but the program", async (folder) => {
  const { code, stdout, stderr } = run(["backtest", "-f", "csv"], folder);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^Using the sample data/);
  const source = await straddle(["backtest", "-f", "csv"], { cwd: folder });
  assert.equal(stdout, source.stdout);
});

for (const format of ["tsv", "json", "ndjson", "table"]) {
  compiledTest(`${format} has the same bytes as from source`, async (folder) => {
    const args = ["backtest", "--data", MINI, ".", "2024", "-f", format, "-j", "3"];
    assert.equal(run(args, folder).stdout, (await straddle(args)).stdout);
  });
}

compiledTest("a run's figures and its report are those from source", async (folder) => {
  const args = ["backtest", "--data", MINI, ".", "2024", "-q", "-o", "run.csv"];
  assert.equal(run(args, folder).code, 0);
  const summary = ["summary", "run.csv", "--by", "asset", "-f", "json"];
  assert.equal(run(summary, folder).stdout, (await straddle(summary, { cwd: folder })).stdout);
  const { code, stderr } = run(["report", "run.csv", "-o", "report.html"], folder);
  assert.equal(code, 0, stderr);
  await straddle(["report", "run.csv", "-o", "source.html"], { cwd: folder });
  // The two runtimes have different versions of zlib, so only the data decide.
  const [own, source] = ["report.html", "source.html"].map((name) =>
    readPage(readFileSync(join(folder, name), "utf8"))
  );
  assert.deepEqual(own!.data, source!.data);
  assert.deepEqual(own!.columns, source!.columns);
});

compiledTest("a sweep, a book and the costs of a run are those from source", async (folder) => {
  const made = ["backtest", "--rules", "current", "--costs", "amt", "-q", "-o", "run.parquet"];
  const shown = [
    ["sweep", "best", "sweep.parquet", "-f", "csv"],
    ["summary", "run.parquet", "--of", "costs", "--by", "class", "-f", "csv"],
    ["summary", "book.parquet", "--by", "year", "-f", "csv"],
  ];
  for (
    const args of [
      made,
      ["sweep", "--vary", "entry=N0,N5", "-q", "-o", "sweep.parquet"],
      ["book", "run.parquet", "--aum", "1e8", "-o", "book.parquet"],
    ]
  ) {
    const { code, stderr } = run(args, folder);
    assert.equal(code, 0, stderr);
  }
  for (const args of shown) {
    const { code, stdout, stderr } = run(args, folder);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, (await straddle(args, { cwd: folder })).stdout);
  }
});

compiledTest("a Parquet file is written whole", (folder) => {
  const args = ["backtest", "--data", MINI, ".", "2024", "-o", "run.parquet"];
  assert.equal(run(args, folder).code, 0);
  const bytes = readFileSync(join(folder, "run.parquet"));
  assert.equal(decoder.decode(bytes.subarray(-4)), "PAR1");
});

compiledTest("golden prices give the same bytes as from source", async (folder) => {
  const [amt, prices] = [shared("data/amt.yml"), shared("golden/prices_public.parquet")];
  if (amt === undefined || prices === undefined) return;
  const inputs = ["--amt", amt, "--chain", shared("data/futs.csv")!, "--prices", prices];
  const overrides = ["--overrides", shared("data/overrides.csv")!];
  const args = [
    "backtest",
    "^(LA|RX) Comdty$",
    "2023",
    "2024",
    ...inputs,
    ...overrides,
    "-f",
    "csv",
  ];
  const compiled = run(args, folder);
  assert.equal(compiled.code, 0, compiled.stderr);
  assert.equal(compiled.stdout, (await straddle(args)).stdout);
});

compiledTest("bad input ends with its exit code and one line", (folder) => {
  const { code, stdout, stderr } = run(["backtest", "--amt", "none.yml"], folder);
  assert.deepEqual([code, stdout], [4, ""]);
  assert.match(stderr, /^straddle: Cannot open asset table "none.yml": [^\n]*\n$/);
  writeFileSync(join(folder, "a.yml"), "amt: [");
  assert.equal(run(["straddles", ".", "2024", "--amt", "a.yml"], folder).code, 3);
  assert.equal(run(["backtest", "("], folder).code, 2);
});

compiledTest("runs leave nothing in the temporary folder", (folder) => {
  for (let i = 0; i < 5; i++) {
    assert.equal(run(["backtest", "^KLP", "2024", "-q"], folder).code, 0);
    assert.deepEqual(readdirSync(folder), []);
  }
});
