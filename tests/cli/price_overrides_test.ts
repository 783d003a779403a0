/** The asset table's own prices: taken when asked for, compared by check, refused where unreadable. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pricesCsv, toParquet, weekdays } from "../price_files.ts";
import { assertRefused, straddle, straddleOk, withFolder } from "./program.ts";

const TABLE = `expiry_schedules:
  s: [N0_F3_100]
amt:
  A:
    Underlying: AAA
    Options: s
    Vol: {Source: BBG, Ticker: V, Near: IV30}
    Hedge: {Source: nonfut, Ticker: H, Field: PX}
    WeightCap: 1
    Valuation: {Model: ES}
price_override_table:
  Columns: [ticker, date, field, value, exclude]
  Rows:
`;
const ROWS = [
  "[V, 2024-02-16, IV30, 31.5, FALSE]",
  "[V, 2024-02-19, IV30, 20, FALSE]",
  "[V, 2024-02-20, IV30, 0, TRUE]",
  "[V, 2024-02-21, IV30, 1, FALSE]",
  "[V, 2024-02-21, IV30, 27, FALSE]",
  "[V, 2024-02-24, IV30, 22, FALSE]",
  "[OTHER, 2024-02-16, IV30, 1, FALSE]",
];

async function withTable(
  rows: readonly string[],
  use: (run: (...args: string[]) => ReturnType<typeof straddle>, folder: string) => Promise<void>,
): Promise<void> {
  const prices = await toParquet(pricesCsv({
    "V,IV30": weekdays("2024-01-02", "2024-06-28", 20),
    "H,PX": weekdays("2024-01-02", "2024-06-28", 50),
  }));
  await withFolder(async (folder) => {
    const amt = join(folder, "amt.yml");
    Deno.writeTextFileSync(amt, TABLE + rows.map((row) => `    - ${row}\n`).join(""));
    await use((...args) => straddle([...args, "--amt", amt, "--prices", prices]), folder);
  });
}

/** The vol of each day of a straddle's table. */
function vols(tsv: string): Record<string, string> {
  const [header, ...rows] = tsv.trim().split("\n").map((line) => line.split("\t"));
  const [date, vol] = [header!.indexOf("date"), header!.indexOf("vol")];
  return Object.fromEntries(rows.map((cells) => [cells[date]!, cells[vol]!]));
}

Deno.test("--price-overrides amt takes the table's prices, the last of a day, and no excluded day", async () => {
  await withTable(ROWS, async (run, folder) => {
    const plain = vols((await run("value", "AAA", "2024-03", "0", "-f", "tsv")).stdout);
    assert.equal(plain["2024-02-16"], "20");
    const { stdout, stderr } = await run(
      ...["value", "AAA", "2024-03", "0", "-f", "tsv", "--price-overrides", "amt"],
    );
    assert.match(stderr, /6 prices in place of the files', 1 day without one/);
    const found = vols(stdout);
    const changed = Object.keys(plain).filter((day) => plain[day] !== found[day]);
    assert.deepEqual(changed, ["2024-02-16", "2024-02-20", "2024-02-21", "2024-02-24"]);
    assert.deepEqual(changed.map((day) => found[day]), ["31.5", "none", "27", "22"]);
    // Workers read them too, and the run's file says so.
    const output = join(folder, "run.parquet");
    const made = await run(
      ...["backtest", ".", "2024", "--price-overrides", "amt", "-o", output, "-j", "2"],
    );
    assert.equal(made.code, 0, made.stderr);
    const columns = ["--columns", "date,strike_vol", "-f", "tsv"];
    const text = await run("backtest", ".", "2024", "--price-overrides", "amt", ...columns);
    assert.match(text.stdout, /2024-02-16\t31\.5\n/);
    assert.match(new TextDecoder().decode(Deno.readFileSync(output)), /"priceOverrides":"amt"/);
    await straddleOk(["summary", output]);
  });
});

Deno.test("check tells which overrides agree, differ, are excluded or absent", async () => {
  await withTable(ROWS, async (run) => {
    const { stdout } = await run("check", ".", "2024", "-v");
    assert.match(stdout, /V IV30 \(2024-02-16: 20 in the files, 31\.5 in the table\)/);
    assert.match(stdout, /V IV30 \(2024-02-21: 20 in the files, 27 in the table\)/);
    assert.match(stdout, /V IV30 \(2024-02-20: 20\)/);
    assert.match(stdout, /V IV30 \(2024-02-24: 22\)/);
    assert.match(stdout, /1 price of price_override_table is in the files already/);
    assert.match(stdout, /Without --price-overrides amt the files' count/);
    assert.doesNotMatch(stdout, /OTHER/);
    const used = await run("check", ".", "2024", "--price-overrides", "amt");
    assert.match(used.stdout, /The run takes the table's/);
  });
});

Deno.test("a price_override_table that cannot be read is refused with its line, and found by check", async () => {
  for (
    const [row, reason] of [
      ["[V, '2024-02-30', IV30, 1, FALSE]", '"2024-02-30" is not a day'],
      ["[V, 2024-02-16, IV30, x, FALSE]", '"x" is not a price'],
      ["[V, 2024-02-16, IV30, 1, 2]", 'exclude is "2"'],
    ] as const
  ) {
    await withTable([row], async (run) => {
      const refused = await run("backtest", ".", "2024", "--price-overrides", "amt");
      assertRefused(refused, 3, `line 14: ${reason}`);
      const check = await run("check", ".", "2024");
      assert.ok(check.stdout.includes(`(line 14: ${reason}`), check.stdout);
      assert.equal((await run("backtest", ".", "2024", "-q")).code, 0);
    });
  }
});
