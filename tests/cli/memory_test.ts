/**
 * `--memory SIZE`: the process stays below it, however large the price file, and the answer is the
 * same. `STRADDLE_MEMORY=full` for files of 73 million rows.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  assertOneLine,
  denoArgs,
  MINI,
  quoted,
  SAMPLE,
  sql,
  straddle,
  withFolder,
} from "./program.ts";

const PRICES = `read_parquet(${quoted(join(SAMPLE, "prices.parquet"))})`;
const ROWS = Deno.env.get("STRADDLE_MEMORY") === "full" ? 73_000_000 : 6_000_000;

/** Rows that all match a series are what a careless reader piles up: enough of them to notice. */
const REPEATED = Math.max(ROWS, 25_000_000);

/** The same prices and many more rows: how each file is made from `c`, the number of the copy. */
const LARGE: Readonly<Record<string, string>> = {
  "more series":
    "CASE WHEN c = 0 THEN ticker ELSE ticker || ' ' || c END AS ticker, field, date, value",
  "more days": "ticker, field, CASE WHEN c % 2 = 0 THEN date + 1200 * (c // 2)::INT " +
    "ELSE date - 1200 * (c // 2 + 1)::INT END::DATE AS date, value",
  "every price many times": "ticker, field, date, value",
};

/** Runs to the end, and looks at the largest memory the process ever had, in bytes. */
async function peakOf(
  args: readonly string[],
): Promise<{ peak: number; stderr: string; code: number }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...denoArgs(), ...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let peak = 0;
  let running = true;
  const output = child.output().finally(() => running = false);
  // The system keeps the largest value, so only the very last moments can be missed.
  while (running) {
    try {
      const status = Deno.readTextFileSync(`/proc/${child.pid}/status`);
      peak = Math.max(peak, 1024 * Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0));
    } catch {
      // It has ended.
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { code, stderr } = await output;
  return { peak, code, stderr: new TextDecoder().decode(stderr) };
}

const run = (prices: string, out: string, ...more: string[]) => {
  const inputs = ["--data", SAMPLE, "--prices", prices, ".", "2023", "2025"];
  return ["backtest", ...inputs, "-o", out, "-q", ...more];
};

for (const [what, columns] of Object.entries(LARGE)) {
  Deno.test({
    name: `a price file with ${what} stays below --memory and changes nothing`,
    ignore: Deno.build.os !== "linux",
    fn: () =>
      withFolder(async (cwd) => {
        const [large, out] = [join(cwd, "large.parquet"), join(cwd, "out.csv")];
        const size = what.startsWith("every") ? REPEATED : ROWS;
        const rows = Number((await sql(`SELECT count(*)::INT AS n FROM ${PRICES}`))[0]!["n"]);
        await sql(
          `COPY (SELECT ${columns} FROM ${PRICES}, range(${Math.ceil(size / rows)}) r(c)) TO ${
            quoted(large)
          } ` +
            "(FORMAT parquet, ROW_GROUP_SIZE 122880)",
        );
        const groups = await sql(
          `SELECT count(DISTINCT row_group_id)::INT AS n FROM parquet_metadata(${quoted(large)})`,
        );
        assert.ok(Number(groups[0]!["n"]) >= ROWS / 130_000, "several row groups");
        const whole = await straddle(run(large, out, "-j", "1"));
        assert.equal(whole.code, 0, whole.stderr);
        const expected = Deno.readFileSync(out);
        assert.ok(expected.length > 1_000_000);
        for (const [memory, bytes] of [["360MB", 360e6], ["1GiB", 2 ** 30]] as const) {
          const { peak, code, stderr } = await peakOf(
            run(large, out, "-j", "2", "--memory", memory),
          );
          assert.equal(code, 0, stderr);
          assert.deepEqual(Deno.readFileSync(out), expected, memory);
          assert.ok(
            peak > 50e6 && peak < bytes,
            `${Math.round(peak / 1e6)} MB, not below ${memory}`,
          );
        }
      }),
  });
}

Deno.test("a --memory too small for the run is exit 2 and says what is enough", () =>
  withFolder(async (cwd) => {
    const args = ["backtest", "--data", MINI, ".", "2024", "-f", "csv", "-j", "1", "--memory"];
    const refused = await straddle([...args, "64MB"], { cwd });
    assertOneLine(
      refused,
      2,
      /^straddle: Cannot run in 64MB of memory: this run needs --memory \d+MB/,
    );
    const enough = /--memory (\d+)MB/.exec(refused.stderr)![1]!;
    assertOneLine(await straddle([...args, `${Number(enough) - 1}MB`], { cwd }), 2, enough);
    const { code, stdout } = await straddle([...args, `${enough}MB`], { cwd });
    assert.equal(code, 0);
    assert.equal(stdout, (await straddle(args.slice(0, -1), { cwd })).stdout);
  }));

Deno.test("a --memory that is no size is exit 2 and shows some", async () => {
  for (const size of ["512", "much", "-1GB", "0MB", "1e9B", "1.GB", "512MBit", "NaNMB"]) {
    const refused = await straddle(["backtest", "--data", MINI, ".", "2024", `--memory=${size}`]);
    assertOneLine(refused, 2, "--memory", "512MB, 1.5GB or 1GiB");
  }
});

Deno.test("a row group too large for --memory is refused and says how to mend it", () =>
  withFolder(async (cwd) => {
    const path = join(cwd, "one.parquet");
    await sql(
      `COPY (SELECT ticker, field, date, value + random() AS value FROM ${PRICES}, range(90)) ` +
        `TO ${quoted(path)} (FORMAT parquet, ROW_GROUP_SIZE 10000000, COMPRESSION uncompressed)`,
    );
    const refused = await straddle(run(path, join(cwd, "out.csv"), "-j", "1", "--memory", "350MB"));
    assertOneLine(refused, 3, "one.parquet", "--memory 2GB", "row groups of 100,000 rows");
  }));
