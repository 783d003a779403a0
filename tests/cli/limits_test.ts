/** The smallest and the largest runs, and the same bytes however the prices are laid out. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  MINI,
  namesIn,
  quoted,
  sql,
  straddle,
  straddleBytes,
  withFolder,
  writeParquet,
} from "./program.ts";

const PRICES = `read_parquet(${quoted(join(MINI, "prices.parquet"))})`;

/** An asset table of `count` assets that all trade on ACME's prices. */
function amtOf(count: number): string {
  const assets = Array.from(
    { length: count },
    (_, i) =>
      `  a${i}: {Underlying: "A${i} US Equity", WeightCap: 1, Options: one, ` +
      "Vol: {Source: BBG, Ticker: ACME US Equity, Near: IV30, Far: IV60}, " +
      "Hedge: {Source: nonfut, Ticker: ACME US Equity, Field: PX_LAST}, Valuation: {Model: ES}}\n",
  );
  return `expiry_schedules: {one: [N0_F3_100]}\namt:\n${assets.join("")}`;
}

/** Runs over generated assets into `file`; the folder is gone afterwards. */
function runOf(count: number, file: string, ...args: readonly string[]) {
  return withFolder(async (cwd) => {
    Deno.writeTextFileSync(join(cwd, "amt.yml"), amtOf(count));
    const inputs = ["--amt", "amt.yml", "--prices", join(MINI, "prices.parquet")];
    const began = performance.now();
    const run = await straddle(["backtest", ...inputs, ...args, "-o", file], { cwd });
    const seconds = (performance.now() - began) / 1000;
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(namesIn(cwd), ["amt.yml", file]);
    const path = join(cwd, file);
    const rows = file.endsWith(".parquet")
      ? await sql(
        `SELECT count(*)::INT AS n, count(DISTINCT asset)::INT AS assets FROM ${quoted(path)}`,
      )
      : [];
    return { stderr: run.stderr, seconds, bytes: Deno.readFileSync(path), rows };
  });
}

Deno.test("one asset with one schedule component and one year is twelve straddles", async () => {
  const { stderr, rows } = await runOf(1, "r.parquet", ".", "2024");
  assert.match(stderr, /^12 straddles of 1 asset, 2024: /m);
  assert.match(stderr, /^ +12 {2}valued$/m);
  assert.equal(rows[0]!.assets, 1);
});

for (const workers of ["2", "16", "64"]) {
  Deno.test(`${workers} workers for one asset write the bytes that one worker writes`, async () => {
    const one = await runOf(1, "r.csv", ".", "2024", "-j", "1");
    const many = await runOf(1, "r.csv", ".", "2024", "-j", workers);
    assert.deepEqual(many.bytes, one.bytes);
    assert.ok(many.seconds < 10, `${many.seconds} s`);
  });
}

Deno.test("5,000 assets are valued in seconds, every one of them", async () => {
  const { stderr, seconds, rows } = await runOf(5000, "r.parquet", ".", "2024");
  assert.match(stderr, /^60,000 straddles of 5,000 assets, 2024: /m);
  assert.match(stderr, /^ +60,000 {2}valued$/m);
  const one = await runOf(1, "r.parquet", ".", "2024");
  assert.deepEqual(rows, [{ n: 5000 * (one.rows[0]!.n as number), assets: 5000 }]);
  assert.ok(seconds < 20, `${seconds} s`);
});

for (const years of [["1900"], ["2500"], ["2990", "2999"]]) {
  Deno.test(`years without prices (${years.join("–")}) value nothing, say why, and exit 0`, async () => {
    const { stderr, rows } = await runOf(1, "r.parquet", ".", ...years);
    assert.deepEqual(rows, [{ n: 0, assets: 0 }]);
    assert.match(stderr, /: 0 rows in /);
    assert.match(stderr, /^ +\d+ {2}no good day/m);
    assert.doesNotMatch(stderr, / valued$/m);
  });
}

for (const year of ["0", "1899", "3000", "99999", "-5", "2024.5", "1e3", "NaN"]) {
  Deno.test(`the year ${year} is a usage error`, async () => {
    const { code, stdout, stderr } = await straddle(["backtest", "--data", MINI, ".", "--", year]);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, /^straddle: .*year from 1900 to 2999/);
  });
}

Deno.test("years without prices are exit 3 with --strict", async () => {
  await withFolder(async (cwd) => {
    const args = ["backtest", "--data", MINI, "^ACME", "1900", "--strict", "-o", "r.csv"];
    const { code, stderr } = await straddle(args, { cwd });
    assert.equal(code, 3, stderr);
  });
});

const ALL = `SELECT ticker, field, date, value FROM ${PRICES}`;
const LOCALES = [
  { TZ: "UTC", LC_ALL: "C" },
  { TZ: "America/New_York", LC_ALL: "tr_TR.UTF-8" },
  { TZ: "Pacific/Kiritimati", LC_ALL: "ar_EG.UTF-8", LANG: "ar_EG.UTF-8", LANGUAGE: "ar" },
];
const LAYOUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "shuffled": { "p.parquet": `${ALL} ORDER BY hash(ticker, field, date, 1)` },
  "backwards": { "p.parquet": `${ALL} ORDER BY date DESC, field DESC, ticker DESC` },
  "split at random into 12 files": Object.fromEntries(Array.from({ length: 12 }, (_, i) => [
    `p${i}.parquet`,
    `${ALL} WHERE hash(ticker, field, date) % 12 = ${i} ORDER BY hash(date)`,
  ])),
};

/** The run's bytes, without the metadata that name the price files: csv and parquet's rows. */
async function outputs(cwd: string, prices: string, env: Record<string, string>) {
  const args = ["backtest", "--data", MINI, "--prices", prices, ".", "2023", "2024", "-q"];
  const found: Record<string, Uint8Array> = {};
  for (const format of ["csv", "parquet"]) {
    const { code, stdout, stderr } = await straddleBytes([...args, "-f", format], { cwd, env });
    assert.equal(code, 0, stderr);
    found[format] = stdout;
  }
  return found;
}

for (const [layout, files] of Object.entries(LAYOUTS)) {
  Deno.test(`prices ${layout} give the same bytes in every time zone and locale`, () =>
    withFolder(async (cwd) => {
      const plain = await outputs(cwd, join(MINI, "prices.parquet"), LOCALES[0]!);
      assert.ok(plain["csv"]!.length > 100_000);
      for (const [name, query] of Object.entries(files)) await writeParquet(join(cwd, name), query);
      let first: Uint8Array | undefined;
      for (const env of LOCALES) {
        const { csv, parquet } = await outputs(cwd, "p*.parquet", env);
        assert.deepEqual(csv, plain["csv"], `csv, ${env.TZ}`);
        // The metadata hold the sums of the price files, so files laid out otherwise differ there.
        assert.deepEqual(parquet, first ??= parquet, `parquet, ${env.TZ}`);
        const size = Math.min(parquet!.length, plain["parquet"]!.length) >> 1;
        assert.deepEqual(parquet!.slice(0, size), plain["parquet"]!.slice(0, size), "the rows");
      }
    }));
}
