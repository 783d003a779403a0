/** Greeks, attribution, hedging and costs through the program's door: columns, formats, words, refusals. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  assertOneLine,
  MINI,
  quoted,
  rowsOf,
  sql,
  straddle,
  straddleOk,
  withFolder,
} from "./program.ts";

const DATA = ["--data", MINI];
const RUN = ["backtest", "^(ACME|QZ)", "2024", ...DATA];
const ALL = [
  ...["--greeks", "--attribution", "--hedge", "weekly", "--costs", "amt", "--cost-factor", "2"],
  ...["--hedge-cost", "1,Equity=3", "--side", "short"],
];
const ADDED = [
  ...["gamma", "vega", "theta", "pnl_theta", "pnl_gamma", "pnl_vega", "pnl_delta", "held"],
  ...["cost_option", "cost_hedge", "net"],
];

/** The mini set with a Slippage for ACME. */
async function withSlippage(
  body: (args: string[], folder: string) => Promise<void>,
  fields = "Slippage: 0.6, SlippageFactor: 1.5",
) {
  await withFolder(async (folder) => {
    const text = await Deno.readTextFile(join(MINI, "amt.yml"));
    const amt = join(folder, "amt.yml");
    const lines = fields.split(", ").map((field) => `    ${field}\n`).join("");
    await Deno.writeTextFile(
      amt,
      text.replace('    Underlying: "ACME US Equity"\n', (line) => line + lines),
    );
    await body([...RUN, "--amt", amt], folder);
  });
}

Deno.test("G-2…G-6: every format has the same columns and numbers, and SQL finds the same sums", async () => {
  await withSlippage(async (run, folder) => {
    const at = (ending: string) => join(folder, `run.${ending}`);
    for (const ending of ["parquet", "csv", "tsv", "json", "ndjson"]) {
      const { code, stderr } = await straddle([...run, ...ALL, "-o", at(ending)]);
      assert.equal(code, 0, stderr);
      if (ending !== "parquet") continue;
      assert.match(stderr, /Warning: 1 asset has no Slippage, .*"QZ Comdty"/);
      assert.match(stderr, /Slippage is read as points of vol .*our reading/);
      const line =
        /gross (\S+) %, costs (\S+) %: .*, net (\S+) %, of the strike, summed over straddles at their weights/
          .exec(
            stderr,
          )!;
      const weight = "split_part(straddle, '|', 8)::DOUBLE";
      const [sums] = await sql(`
        SELECT -sum(${weight} * pnl) AS gross, sum(${weight} * (cost_option + cost_hedge)) AS costs,
          sum(${weight} * net) AS net FROM ${quoted(at(ending))}`);
      assert.deepEqual(
        line.slice(1).map(Number),
        ["gross", "costs", "net"].map((name) => Number(Number(sums![name]).toFixed(1))),
      );
    }
    const tables = ["parquet", "csv", "json", "ndjson"].map((ending) => quoted(at(ending)));
    const [parquet] = tables;
    const columns = await sql(`SELECT column_name FROM (DESCRIBE FROM ${parquet})`);
    assert.deepEqual(columns.slice(-ADDED.length).map(({ column_name }) => column_name), ADDED);
    const sums = ADDED.map((name) => `sum(${name})`).join(", ");
    const figures = await Promise.all(tables.map((table) => sql(`SELECT ${sums} FROM ${table}`)));
    for (const other of figures) assert.deepEqual(other, figures[0]);
    const tsv = rowsOf(await Deno.readTextFile(at("tsv")));
    assert.deepEqual(Object.keys(tsv[0]!).slice(-ADDED.length), ADDED);

    // The same by SQL, over the rows of the run alone.
    const [wrong] = await sql(`
      WITH days AS (
        SELECT *, row_number() OVER life AS n, expiry - date AS t,
          coalesce(lag(held) OVER life, 0) AS earlier, lag(delta) OVER life AS delta0,
          last_value(hedge IGNORE NULLS) OVER life AS S,
          first_value(vega) OVER life AS entry_vega
        FROM ${parquet}
        WINDOW life AS (PARTITION BY asset, straddle ORDER BY date
          ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
      ), moves AS (
        SELECT *, coalesce(S - lag(S) OVER (PARTITION BY asset, straddle ORDER BY date), 0) AS dS
        FROM days
      )
      SELECT count(*) AS rows,
        max(abs(pnl - (pnl_theta + pnl_gamma + pnl_vega + pnl_delta))) AS parts,
        max(abs(hpnl + earlier * dS / strike)) AS hpnl,
        max(abs(pnl_delta - coalesce(delta0 - earlier, 0) * dS / strike)) AS open,
        max(abs(cost_hedge - if(asset LIKE 'ACME%', 3, 1) / 1e4 * abs(held - earlier) * S / strike))
          AS hedges,
        max(abs(cost_option
          - if(n = 1 AND asset LIKE 'ACME%', 2 * 0.6 * 1.5 * entry_vega, 0))) AS options,
        max(abs(net - (-pnl - cost_option - cost_hedge))) AS net,
        count(*) FILTER (WHERE held <> earlier AND t > 0 AND n > 1 AND dayofweek(date) <> 5) AS odd,
        count(*) FILTER (WHERE t = 0 AND held <> 0) AS unclosed
      FROM moves`);
    const { rows, odd, unclosed, ...misses } = wrong!;
    assert.ok(Number(rows) > 600);
    assert.deepEqual([Number(odd), Number(unclosed)], [0, 0]);
    for (const [name, miss] of Object.entries(misses)) {
      assert.ok(Number(miss) < 1e-12, `${name}: off by ${miss}`);
    }

    const metadata = await sql(
      `SELECT decode(value) AS value FROM parquet_kv_metadata(${parquet})
       WHERE decode(key) = 'straddle.arguments'`,
    );
    const { pattern: _, from: __, to: ___, allDays: ____, ...switches } = JSON.parse(
      metadata[0]!.value as string,
    );
    assert.deepEqual(switches, {
      greeks: true,
      attribution: true,
      hedge: "weekly:fri",
      costs: "amt",
      costFactor: 2,
      hedgeCost: "1,Equity=3",
      side: "short",
    });
    // What reads runs reads these.
    await straddleOk(["summary", at("parquet"), "--by", "asset"]);
    await straddleOk(["compare", at("parquet"), at("csv")]);
    await straddleOk(["report", at("csv"), "-o", join(folder, "report.html")]);
  });
});

Deno.test("without switches the manifest has no word of them, and costs of none are no switch", async () => {
  await withFolder(async (folder) => {
    const [plain, none] = [join(folder, "plain.parquet"), join(folder, "none.parquet")];
    await straddleOk([...RUN, "-o", plain]);
    await straddleOk([...RUN, "--costs", "none", "-o", none]);
    assert.deepEqual(await Deno.readFile(none), await Deno.readFile(plain));
    const [{ value }] = await sql(
      `SELECT decode(value) AS value FROM parquet_kv_metadata(${quoted(plain)})
       WHERE decode(key) = 'straddle.arguments'`,
    ) as [{ value: string }];
    assert.deepEqual(Object.keys(JSON.parse(value)), ["pattern", "from", "to", "allDays"]);
  });
});

Deno.test("G-3, G-6: equal policies and equal costs give equal bytes", async () => {
  await withSlippage(async (run) => {
    const bytes = (...args: string[]) => straddleOk([...run, "-f", "csv", ...args]);
    const daily = await bytes("--hedge", "daily", "--attribution");
    for (const same of ["band:0", "edge:0", "every:1"]) {
      assert.equal(await bytes("--hedge", same, "--attribution"), daily, same);
    }
    const free = await bytes("--side", "long");
    assert.equal(await bytes("--costs", "amt", "--cost-factor", "0", "--hedge-cost", "0"), free);
  });
});

Deno.test("value has the columns too, on every day and on a terminal's few", async () => {
  const value = ["value", "ACME US Equity", "2024-03", "0", ...DATA];
  const rows = rowsOf(await straddleOk([...value, "--greeks", "--hedge", "entry"]));
  const valued = rows.filter(({ mv }) => mv !== "-");
  assert.ok(valued.length > 20 && valued.length < rows.length);
  for (const row of rows) {
    for (const name of ["gamma", "vega", "theta", "held"]) {
      assert.equal(row[name] === "-", row.mv === "-", `${row.date} ${name}`);
    }
  }
  const held = new Set(valued.slice(0, -1).map(({ held }) => held));
  assert.deepEqual([...held], [valued[0]!.delta]);
  assert.equal(Number(valued.at(-1)!.held), 0);
});

Deno.test("a Slippage that is no number is named, and nothing is charged for it", async () => {
  await withSlippage(async (run) => {
    const { code, stdout, stderr } = await straddle([...run, "--costs", "amt", "-f", "tsv"]);
    assert.equal(code, 0);
    assert.match(
      stderr,
      /Warning: asset "ACME US Equity": Slippage is the text "0\.6", not a number .*: 0 is charged/,
    );
    assert.match(stderr, /SlippageFactor is the number -1, .*: 1 is taken/);
    assert.ok(rowsOf(stdout).every(({ cost_option }) => Number(cost_option) === 0));
  }, 'Slippage: "0.6", SlippageFactor: -1');
});

Deno.test("what makes no sense is a usage error", async () => {
  const cases: [string[], string | RegExp][] = [
    [["--hedge", "weakly"], /'weakly'.*Give daily, weekly, .*ww:A/],
    [["--hedge", "band:-1"], "Give daily"],
    [["--hedge-cost", "Equity"], "Give basis points"],
    [["--hedge-cost", "Equity=1,Equity=2"], 'Name "Equity" once'],
    [["--hedge-cost", "Equty=1"], /"Equty".*no such class or asset; did you mean "Equity"\?/],
    [["--cost-factor", "-1"], "Give a number at or above zero"],
    [["--costs", "yes"], "amt, none"],
    [["--side", "both"], "long, short"],
  ];
  for (const [args, message] of cases) {
    assertOneLine(await straddle([...RUN, ...args]), 2, message);
  }
});

Deno.test("--hedge ww without a cost says that it hedges daily", async () => {
  const { stderr } = await straddle([...RUN, "--hedge", "ww:1", "-f", "csv"]);
  assert.match(stderr, /Warning: --hedge ww hedges daily without --hedge-cost/);
});
