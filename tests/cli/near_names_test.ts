/** Names that nearly match: what a check, a run and an explanation say of a series that is not there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pricesCsv, toParquet, weekdays } from "../price_files.ts";
import { straddle, withFolder } from "./program.ts";

const AMT = `expiry_schedules:
  s: [N0_F3_100]
amt:
  A:
    Underlying: AAA US Equity
    Options: s
    Vol: {Source: BBG, Ticker: AAA US Equity, Near: IV30}
    Hedge: {Source: nonfut, Ticker: AAA US Equity, Field: PX_LAST}
    WeightCap: 0.05
    Valuation: {Model: ES}
  Q:
    Underlying: QZ Comdty
    Options: s
    Vol: {Source: BBG, Ticker: QZ1 Comdty, Near: IV30}
    Hedge: {Source: fut, fut_code: QZ, fut_month_map: HHHHHHHHHHHH, min_year_offset: 0, market_code: Comdty}
    WeightCap: 0.05
    Valuation: {Model: ES}
`;
const DAYS = weekdays("2024-01-02", "2024-06-28", 20);

/** Runs each command with prices under the names, and with the chain. */
async function withNames(
  series: readonly string[],
  chain: string,
  use: (run: (...args: string[]) => ReturnType<typeof straddle>) => Promise<void>,
): Promise<void> {
  const prices = await toParquet(pricesCsv(Object.fromEntries(series.map((name) => [name, DAYS]))));
  await withFolder(async (folder) => {
    const [amt, futs] = [join(folder, "amt.yml"), join(folder, "futs.csv")];
    Deno.writeTextFileSync(amt, AMT);
    Deno.writeTextFileSync(futs, `normalized_future,actual_future\n${chain}\n`);
    const inputs = ["--amt", amt, "--chain", futs, "--prices", prices];
    await use((...args) => straddle([...args, ...inputs]));
  });
}

const SOUND = ["QZ1 Comdty,IV30", "QZH2024 Comdty,PX_LAST", "QZH2025 Comdty,PX_LAST"];

for (
  const [name, ticker, difference] of [
    ["in another case", "AAA US EQUITY", "in another case"],
    ["with a no-break space", "AAA\u00a0US Equity", "one has a no-break space or one like it"],
    ["with a blank at its end", "AAA US Equity ", "one has a blank at an end"],
    ["without a blank", "AAAUS Equity", "other blanks"],
    ["in Cyrillic letters", "ААА US Equity", "one has look-alike letters of another alphabet"],
    ["in Greek letters", "ΑΑΑ US Equity", "one has look-alike letters of another alphabet"],
  ] as const
) {
  Deno.test(`a ticker that is there ${name} is named by check, a run, and an explanation`, async () => {
    const series = [`${ticker},IV30`, `${ticker},PX_LAST`, ...SOUND];
    await withNames(series, "QZH2024 Comdty,QZH24 Comdty", async (run) => {
      const near = `did you mean "${ticker}": ${difference}?`;
      const check = await run("check", "^AAA", "2024");
      assert.ok(check.stdout.includes(`AAA US Equity PX_LAST (${near})`), check.stdout);
      const { stderr } = await run("backtest", "^AAA", "2024");
      const warning = `Warning: the price files have no "AAA US Equity" "PX_LAST"; ${near}`;
      assert.ok(stderr.includes(warning), stderr);
      assert.ok(!(await run("backtest", "^AAA", "2024", "-q")).stderr.includes(near));
      const { stdout } = await run("explain", "AAA US Equity", "2024-03", "0");
      assert.ok(stdout.includes(`For "AAA US Equity" "PX_LAST" ${near}`), stdout);
    });
  });
}

Deno.test("a run that finds its prices looks for no other names", async () => {
  const series = ["AAA US Equity,IV30", "AAA US Equity,PX_LAST", "aaa us equity,PX_LAST", ...SOUND];
  await withNames(series, "QZH2024 Comdty,QZH24 Comdty", async (run) => {
    assert.doesNotMatch((await run("backtest", ".", "2024")).stderr, /did you mean/);
    assert.doesNotMatch((await run("check", ".", "2024")).stdout, /did you mean/);
  });
});

Deno.test("a row of the chain that nearly is a future's is named by check and explain", async () => {
  await withNames(SOUND, "qzh2024 Comdty,QZH24 Comdty", async (run) => {
    const near = 'did you mean "qzh2024 Comdty": in another case?';
    const check = await run("check", "^QZ", "2024");
    assert.ok(check.stdout.includes(`"QZH2024 Comdty" (${near})`), check.stdout);
    const { stdout } = await run("explain", "QZ Comdty", "2024-03", "0");
    assert.match(stdout, /not in the futures chain; did you mean its "qzh2024 Comdty"/);
  });
});

Deno.test("a future whose prices are there under its actual name is named with it", async () => {
  const series = ["QZ1 Comdty,IV30", "QZH24 Comdty,PX_LAST"];
  await withNames(series, "QZH2024 Comdty,QZH24 Comdty", async (run) => {
    const { stdout } = await run("check", "^QZ", "2024");
    assert.match(
      stdout,
      /QZH2024 Comdty PX_LAST \(the files have it as "QZH24 Comdty", its actual/,
    );
  });
});
