/** `--rules` and `--vol-marks`, from the command line to the files (R-1…R-8). */
import assert from "node:assert/strict";
import { join } from "node:path";
import { sql, straddle, withFolder, writeParquet } from "./program.ts";

/** A command that must succeed, with what it says on stderr. */
async function done(args: readonly string[], { cwd }: { readonly cwd: string }) {
  const result = await straddle(args, { cwd });
  assert.equal(result.code, 0, result.stderr);
  return result;
}

/** The run of the sample by rules, as a file in the folder. */
const run = (cwd: string, file: string, ...rules: string[]) =>
  done(["backtest", ".", "2024", "-o", file, "--no-progress", ...rules], { cwd });

async function argumentsOf(path: string): Promise<Record<string, unknown>> {
  const [row] = await sql(
    `SELECT decode(value) AS text FROM parquet_kv_metadata('${path}')
     WHERE decode(key) = 'straddle.arguments'`,
  );
  return JSON.parse(String(row!.text));
}

Deno.test("R-1, R-2, R-4: the reference is the default to the byte; current values more, and says so", () =>
  withFolder(async (cwd) => {
    const reference = await run(cwd, "a.parquet");
    assert.match(reference.stderr, /--rules current would value up to \d+ more straddles/);
    await run(cwd, "same.parquet", "--rules", "reference", "--vol-marks", "quoted", "-j", "1");
    const bytes = (name: string) => Deno.readFileSync(join(cwd, name));
    assert.deepEqual(bytes("same.parquet"), bytes("a.parquet"));
    const keys = ["pattern", "from", "to", "allDays"];
    assert.deepEqual(Object.keys(await argumentsOf(join(cwd, "a.parquet"))), keys);

    const current = await run(cwd, "b.parquet", "--rules", "current", "-j", "1");
    assert.match(current.stderr, /rules current: \d+ valued by NS, \d+ valued with an LME vol/);
    assert.doesNotMatch(current.stderr, /no value at all|would value/);
    await run(cwd, "b3.parquet", "--rules", "current", "-j", "3", "--no-memoize");
    assert.deepEqual(bytes("b3.parquet"), bytes("b.parquet"), "workers and caches change nothing");
    const told = await argumentsOf(join(cwd, "b.parquet"));
    assert.deepEqual([told.rules, told.volMarks], ["current", undefined]);

    const { code, stdout } = await straddle(["compare", "a.parquet", "b.parquet"], { cwd });
    assert.equal(code, 1);
    assert.match(stdout, /a: rules reference; b: rules current/);
    assert.match(stdout, /valued by NS \(R-2\) +1 +0 /);
    assert.match(stdout, /valued with an LME vol \(R-4\) +1 +0 /);
    assert.doesNotMatch(
      (await straddle(["compare", "a.parquet", "same.parquet"], { cwd })).stdout,
      /R-/,
    );

    await done(["report", "b.parquet", "-o", "b.html"], { cwd });
    const page = Deno.readTextFileSync(join(cwd, "b.html"));
    assert.match(
      page,
      /<title>b\.parquet – all assets, .*, rules current, made \d{4}-\d\d-\d\d<\/title>/,
    );
    await done(["report", "a.parquet", "-o", "a.html"], { cwd });
    assert.match(
      Deno.readTextFileSync(join(cwd, "a.html")),
      /<title>a\.parquet – .*, reference rules, made /,
    );
  }));

Deno.test("R-8: marks are an option of their own, in the run's facts and its summary", () =>
  withFolder(async (cwd) => {
    const { stderr } = await run(cwd, "r.parquet", "--vol-marks", "rolled");
    assert.match(stderr, /rules reference, vol marks rolled/);
    // The sample's fields are of one and two months.
    assert.match(stderr, /\d+ with the Far vol as quoted: its field tells no maturity to roll by/);
    const told = await argumentsOf(join(cwd, "r.parquet"));
    assert.deepEqual([told.rules, told.volMarks], [undefined, "rolled"]);
    await run(cwd, "a.parquet");
    const { stdout } = await straddle(["compare", "a.parquet", "r.parquet"], { cwd });
    assert.match(stdout, /^Same [^]*a: rules reference; b: rules reference, vol marks rolled\n$/);
  }));

Deno.test("R-2, R-4: tickers, value, explain and coverage have the series of the rules", () =>
  withFolder(async (cwd) => {
    const current = ["--rules", "current"];
    const list = async (...more: string[]) =>
      (await done(["tickers", "^TRN", "2024-03", "--unique", ...more], { cwd })).stdout;
    assert.match(await list(...current), /^TRNRH2024 Comdty\tPX_LAST\tBBG$/m);
    assert.doesNotMatch(await list(), /TRNR/);
    for (const asset of ["TRN Comdty", "VELSW10 Curncy"]) {
      const one = [asset, "2024-03", "0"];
      await done(["explain", ...one, ...current], { cwd });
      const { stdout } = await done(["value", ...one, "-f", "csv", ...current], { cwd });
      assert.match(stdout, /xpry/);
      assert.equal(
        (await straddle(["explain", ...one], { cwd })).code,
        1,
        "the reference has none",
      );
      const covered = await done(
        ["prices", "coverage", `^${asset}`, "2024", "-f", "csv", ...current],
        { cwd },
      );
      assert.doesNotMatch(covered.stdout, /,1\n/, "no series without a price");
    }
  }));

const SWAP = `
expiry_schedules: {S: [N0_F3_100]}
asset_continuity:
  Columns: [asset, auxiliary_asset, switchover]
  Rows: [[SW10, SWS10, 2024-07-01]]
amt:
  SW10: &swap
    Underlying: SW10
    Class: Rate
    Options: S
    Vol: {Source: CV, Near: VOL, Far: NONE}
    Hedge: {Source: calc, ccy: USD, tenor: 10}
    Valuation: {Model: NS}
    WeightCap: 1
  SWS10: {<<: *swap, Underlying: SWS10}
`;

Deno.test("R-3, R-7: rates in percent are refused by name, by check and by the run; pairs count once", () =>
  withFolder(async (cwd) => {
    const write = async (folder: string, rate: number, table = SWAP) => {
      Deno.mkdirSync(join(cwd, folder));
      Deno.writeTextFileSync(join(cwd, folder, "amt.yml"), table);
      const series = { fsw0m: rate, fsw6m: rate, pva0m: 8, pva6m: 7.9 };
      const rows = Object.entries(series).map(([leg, value]) => `('USD_${leg}_10', '', ${value})`);
      await writeParquet(
        join(cwd, folder, "prices.parquet"),
        `SELECT ticker, field, day::DATE AS date, value::DOUBLE AS value
         FROM (VALUES ('VOL', 'none', 90), ${rows.join(", ")}) AS s(ticker, field, value),
              generate_series(DATE '2023-11-01', DATE '2024-12-31', INTERVAL 1 DAY) AS d(day)`,
      );
    };
    const current = (folder: string) => ["2024", "--data", folder, "--rules", "current"];
    await write("percent", 3.4);
    const checked = await straddle(["check", ".", ...current("percent")], { cwd });
    assert.equal(checked.code, 3);
    assert.match(
      checked.stdout,
      /SW10 \(the median over its days of \|fsw0m\| is 3\.4, above 0\.25\)/,
    );
    const refused = await straddle(
      ["backtest", ".", ...current("percent"), "-o", "p.csv", "--strict"],
      { cwd },
    );
    assert.equal(refused.code, 3);
    assert.match(refused.stderr, /asset "SW10" is not valued: .*3\.4, above 0\.25/);

    await write("decimal", 0.034);
    const { stderr } = await done(
      ["backtest", ".", ...current("decimal"), "-o", "d.csv"],
      { cwd },
    );
    assert.match(stderr, / 12 +valued\n/);
    assert.match(stderr, / 12 +other side of the switchover +SW10, SWS10/);
    const listed = await done(["straddles", ".", ...current("decimal")], { cwd });
    assert.equal(listed.stdout.trimEnd().split("\n").length, 13);
    const other = await straddle([
      "explain",
      "SW10",
      "2024-12",
      "0",
      ...current("decimal").slice(1),
    ], {
      cwd,
    });
    assert.equal(other.code, 1);
    assert.match(other.stdout, /another asset gives the straddles entered from 2024-07 on/);

    await write("broken", 0.034, SWAP.replace("switchover]", "day]"));
    const broken = await straddle(["backtest", ".", ...current("broken"), "-o", "x.csv"], { cwd });
    assert.deepEqual([broken.code, broken.stdout], [3, ""]);
    assert.match(
      broken.stderr,
      /amt\.yml:4: asset_continuity lacks "switchover"; name the columns/,
    );
    await done(["backtest", ".", "2024", "--data", "broken", "-o", "x.csv"], { cwd });
  }));

Deno.test("an unknown rule is a usage error that names those there are", async () => {
  for (const option of ["--rules", "--vol-marks"]) {
    const { code, stderr } = await straddle(["backtest", option, "new"]);
    assert.equal(code, 2);
    assert.match(stderr, /Allowed choices are (reference, current|quoted, rolled)/);
  }
});
