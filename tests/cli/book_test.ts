/** `book`: a run as a book, against plain SQL over the run. */
import { load } from "js-yaml";
import assert from "node:assert/strict";
import { join } from "node:path";
import { readPage } from "../report/page_file.ts";
import { type PlainBook, plainBook } from "../book/plain_book.ts";
import {
  assertOneLine,
  MINI,
  quoted,
  rowsOf,
  SAMPLE,
  sql,
  straddle,
  straddleOk,
  withFolder,
} from "./program.ts";

const COSTS = ["--costs", "amt", "--hedge-cost", "1"];

/** A folder with a run of the sample data, with costs. */
async function withRun(body: (cwd: string, run: string) => Promise<void>): Promise<void> {
  await withFolder(async (cwd) => {
    const run = join(cwd, "run.parquet");
    await straddleOk(["backtest", "--data", SAMPLE, ...COSTS, "-q", "-o", run], { cwd });
    await body(cwd, run);
  });
}

/** WeightCap by asset, as another reader of YAML has it. */
function capsOf(amt: string): Record<string, number> {
  const { amt: assets } = load(Deno.readTextFileSync(amt)) as {
    amt: Record<string, { Underlying: string; WeightCap: number }>;
  };
  return Object.fromEntries(
    Object.values(assets).map(({ Underlying, WeightCap }) => [Underlying, WeightCap]),
  );
}

const NUMBERS = [
  ...["live", "vol", "weight", "scale", "exposure", "mv", "opnl", "hpnl", "pnl"],
  ...["cost_option", "cost_hedge", "net", "aum", "pnl_money", "net_money"],
];

/** That a book's rows are those of plain SQL, each number to 1e-11 of its column's largest. */
async function assertSame(book: string, run: string, plain: PlainBook): Promise<void> {
  const [found] = await sql(
    `SELECT count(*) AS rows, count(a.date) AS a, count(b.date) AS b, ${
      NUMBERS.map((name) =>
        `max(abs(a.${name} - b.${name})) / greatest(max(abs(b.${name})), 1e-300) AS ${name},
      count(*) FILTER ((a.${name} IS NULL) <> (b.${name} IS NULL)) AS missing_${name}`
      ).join(", ")
    } FROM (SELECT * REPLACE (date::DATE AS date) FROM ${quoted(book)}) a
    FULL JOIN (${plainBook(run, plain)}) b USING (asset, date)`,
  );
  assert.ok(Number(found!.rows) > 1000);
  assert.deepEqual([found!.a, found!.b], [found!.rows, found!.rows]);
  for (const name of NUMBERS) {
    assert.equal(Number(found![`missing_${name}`]), 0, name);
    assert.ok(Number(found![name]) < 1e-11, `${name} is off by ${found![name]}`);
  }
}

Deno.test("BK-1…BK-3: every number of a book is that of plain SQL over its run", () =>
  withRun(async (cwd, run) => {
    const amt = ["--amt", join(SAMPLE, "amt.yml")];
    const caps = capsOf(join(SAMPLE, "amt.yml"));
    const cases: [string[], PlainBook][] = [
      [[], { weights: "equal", aum: 250e6, side: 1, costs: true }],
      [["--weights", "vega", "--aum", "8e8", "--side", "short"], {
        weights: "vega",
        aum: 8e8,
        side: -1,
        costs: true,
      }],
      [["--weights", "premium", "--cap", "amt"], {
        weights: "premium",
        caps,
        aum: 250e6,
        side: 1,
        costs: true,
      }],
      [["--weights", "risk", "--vol-target", "2%", "--leverage", "1.5"], {
        weights: "risk",
        volTarget: 0.02,
        leverage: 1.5,
        aum: 250e6,
        side: 1,
        costs: true,
      }],
    ];
    for (const [i, [options, plain]] of cases.entries()) {
      const book = join(cwd, i % 2 === 0 ? "book.parquet" : "book.csv");
      await straddleOk(["book", run, ...amt, ...options, "-o", book], { cwd });
      await assertSame(book, run, plain);
    }
  }));

Deno.test("a run in another format makes the same book, without costs net is gross, and a file may weigh", () =>
  withFolder(async (cwd) => {
    const inputs = ["--data", SAMPLE];
    await straddleOk(["backtest", ...inputs, "-q", "-o", "run.parquet"], { cwd });
    await straddleOk(["backtest", ...inputs, "-q", "-o", "run.csv"], { cwd });
    const rule = ["--weights", "risk", "--vol-target", "0.05", "--leverage", "3", "--aum", "1e6"];
    const { stderr } = await straddle(["book", "run.parquet", ...rule, "-o", "a.parquet"], { cwd });
    assert.match(stderr, /No costs: .* net is gross/);
    await straddleOk(["book", "run.csv", ...rule, "-o", "b.ndjson"], { cwd });
    await straddleOk(["compare", "a.parquet", "b.ndjson", "--tolerance", "1e-9"], { cwd });
    assertOneLine(await straddle(["compare", "a.parquet", "run.csv"], { cwd }), 2, "is a book");
    assertOneLine(await straddle(["book", "a.parquet", "--aum", "1"], { cwd }), 2, "it is one");

    await Deno.writeTextFile(
      join(cwd, "w.csv"),
      "asset,month,weight\nKLP Comdty,2023-06,0.1\nKLP Comdty,2024-01,-0.2\nNOPE,2024-01,1\n",
    );
    const own = ["book", "run.parquet", "--aum", "100", "--weights", "w.csv"];
    const told = await straddle([...own, "-o", "w.parquet"], { cwd });
    assert.match(told.stderr, /no asset "NOPE" of the weights/);
    const run = quoted(join(cwd, "run.parquet"));
    const [apart] = await sql(`WITH weighed AS (
        SELECT asset, straddle, CASE WHEN asset <> 'KLP Comdty' OR min(date) < DATE '2023-06-01' THEN 0
          WHEN min(date) < DATE '2024-01-01' THEN 0.1 ELSE -0.2 END AS w
        FROM ${run} WHERE mv IS NOT NULL GROUP BY asset, straddle),
      plain AS (
        SELECT asset, date, sum(pnl * w * string_split(straddle, '|')[8]::DOUBLE / 100) AS x
        FROM ${run} JOIN weighed USING (asset, straddle) WHERE mv IS NOT NULL GROUP BY asset, date)
      SELECT count(*) AS n, max(abs(coalesce(net, 0) - coalesce(x, 0))) AS apart,
        max(abs(100 * net - net_money)) AS money
      FROM plain JOIN ${quoted(join(cwd, "w.parquet"))} USING (asset, date)`);
    assert.ok(Number(apart!.n) > 1000);
    assert.ok(Number(apart!.apart) < 1e-15 && Number(apart!.money) === 0, JSON.stringify(apart));
  }));

Deno.test("a book's mistakes: what is missing, and how to give it", () =>
  withFolder(async (cwd) => {
    await straddleOk(["backtest", "^ACME", "2024", "--data", MINI, "-q", "-o", "run.csv"], { cwd });
    const fail = (...args: string[]) => straddle(["book", "run.csv", ...args], { cwd });
    // The run does not tell its asset table, and the sample's is another book's.
    assertOneLine(await fail(), 2, "--aum 800e6");
    assertOneLine(await fail("--aum", "-1"), 2, "above zero");
    assertOneLine(await fail("--aum", "1", "--vol-target", "8"), 2, "8% or 0.08");
    assertOneLine(await fail("--aum", "1", "--leverage", "2"), 2, "--vol-target");
    assertOneLine(await fail("--aum", "1", "--cap", "amt"), 2, "Name the asset table");
    assertOneLine(await fail("--aum", "1", "--weights", "eqal"), 2, 'did you mean "equal"');
    assertOneLine(await fail("--aum", "1", "--weights", "no.csv"), 4, '"no.csv"');
    const files = {
      "asset,date,weight\nACME US Equity,yesterday,1\n": "row 2",
      "asset,date,weight\nACME US Equity,2024-01-01,much\n": '"much" is no weight',
      "asset,date,weight\nA,2024-01-01,1\nA,2024-01,2\n": "two weights",
      "asset,weight\nA,1\n": 'no column "month"',
    };
    for (const [text, says] of Object.entries(files)) {
      await Deno.writeTextFile(join(cwd, "w.csv"), text);
      assertOneLine(await fail("--aum", "1", "--weights", "w.csv"), 3, says);
    }
    await Deno.writeTextFile(join(cwd, "w.csv"), "asset,date,weight\nNOPE,2024-01-01,1\n");
    assertOneLine(await fail("--aum", "1", "--weights", "w.csv"), 1, "NOPE");
    assertOneLine(await fail("--aum", "1", "--weights", "w.csv", "-o", "w.csv"), 2, "w.csv");
    assertOneLine(await fail("--aum", "1", "-o", "run.csv"), 2, "run.csv");
    // What cannot be written is told before the run, of which nothing is left.
    for (const beside of [["--report", "no/page.html"], ["--book", "no/book.parquet"]]) {
      const args = ["backtest", "^ACME", "2024", "--data", MINI, "-q", "-o", "late.csv", ...beside];
      assertOneLine(await straddle(args, { cwd }), 4, `"${beside[1]}"`);
      await assert.rejects(Deno.stat(join(cwd, "late.csv")));
    }
  }));

Deno.test("BK-5: a whole run's percents are per live straddle, a book's of aum, net and in money", () =>
  withRun(async (cwd, run) => {
    const shown = async (file: string) =>
      new Map(
        rowsOf(
          (await straddleOk(["summary", file, "-f", "table"], { cwd })).split("\n")
            .filter((line) => /^│/.test(line))
            .map((line) => line.split("│").slice(1, -1).map((cell) => cell.trim()).join("\t"))
            .join("\n") + "\n",
        ).map(({ figure, value }) => [figure!, value!]),
      );
    const percent = (share: unknown) => `${(100 * Number(share)).toFixed(3)} %`;
    const whole = await shown(run);
    assert.equal(whole.get("P&L in percent of"), "the strike, per live straddle at its weight");
    const [plain] = await sql(`SELECT sum(pnl * w) AS pnl, sum(w) / count(DISTINCT date) AS held
      FROM (SELECT *, string_split(straddle, '|')[8]::DOUBLE / 100 AS w FROM ${quoted(run)}
        WHERE mv IS NOT NULL)`);
    assert.equal(whole.get("P&L"), percent(Number(plain!.pnl) / Number(plain!.held)));
    await straddleOk(["book", "run.parquet", "--aum", "5e6", "-o", "book.parquet"], { cwd });
    const book = await shown("book.parquet");
    assert.equal(book.get("P&L in percent of"), "aum, net of costs");
    assert.equal(book.get("Assets"), "5,000,000");
    const [sums] = await sql(`SELECT sum(net) AS net, sum(net_money) AS money,
        sum(cost_option + cost_hedge) * 5e6 AS costs FROM ${quoted(join(cwd, "book.parquet"))}`);
    assert.equal(book.get("P&L"), percent(sums!.net));
    const money = (text: string) => Number(text.replaceAll(",", ""));
    assert.ok(Math.abs(money(book.get("Net P&L in money")!) - Number(sums!.money)) <= 0.5);
    assert.ok(Math.abs(money(book.get("Costs in money")!) - Number(sums!.costs)) <= 0.5);
    assert.ok(!book.has("Win rate") && !book.has("Straddles"));
    const byYear = JSON.parse(
      await straddleOk(["summary", "book.parquet", "--by", "year", "-f", "json"], { cwd }),
    ) as { pnl: number }[];
    const years = byYear.reduce((sum, { pnl }) => sum + pnl, 0);
    assert.ok(Math.abs(years - Number(sums!.net)) < 1e-12);
    assertOneLine(
      await straddle(["summary", "book.parquet", "--by", "schedule"], { cwd }),
      2,
      "does not know schedules",
    );
    await straddleOk(["report", "book.parquet", "-o", "book.html"], { cwd });
  }));

Deno.test("run and book in one go are those of the two commands, and a page says first what a book made", () =>
  withFolder(async (cwd) => {
    const rule = ["--weights", "risk", "--vol-target", "4%", "--leverage", "3"];
    const inputs = ["backtest", "--data", SAMPLE, ...COSTS, "-q"];
    const bytes = (name: string) => Deno.readFileSync(join(cwd, name));
    const page = (name: string) => readPage(Deno.readTextFileSync(join(cwd, name))).data;
    const both = ["-o", "run.parquet", "--book", "book.parquet", "--report", "r.html"];
    await straddleOk([...inputs, ...rule, ...both], { cwd });
    await straddleOk([...inputs, "-o", "plain.parquet"], { cwd });
    assert.deepEqual(bytes("run.parquet"), bytes("plain.parquet"));
    const amt = ["--amt", join(SAMPLE, "amt.yml")];
    await straddleOk(["book", "run.parquet", ...amt, ...rule, "-o", "two.parquet"], { cwd });
    assert.deepEqual(bytes("book.parquet"), bytes("two.parquet"));
    await straddleOk(["report", "run.parquet", ...amt, ...rule, "-o", "two.html"], { cwd });
    assert.deepEqual(page("r.html").scopes, page("two.html").scopes);

    // Every figure again, by plain SQL over the book's file.
    const { book, scopes } = page("r.html");
    assert.deepEqual(
      [book!.weights, book!.aum, book!.aumFrom, book!.side, book!.volTarget, book!.hasCosts],
      ["risk", 250e6, "table", "long", 0.04, true],
    );
    const file = quoted(join(cwd, "book.parquet"));
    const plain = async (where: string) =>
      (await sql(`WITH rows AS (
          SELECT *, CASE WHEN isodow(date) > 5 THEN date + (8 - isodow(date))::INTEGER ELSE date END
            AS bucket FROM ${file} WHERE ${where}),
        flows AS (SELECT bucket, sum(net) AS x, sum(cost_option + cost_hedge) AS cost FROM rows
          WHERE net IS NOT NULL GROUP BY bucket),
        sums AS (SELECT bucket, sum(x) OVER (ORDER BY bucket) AS x FROM flows),
        falls AS (SELECT bucket, greatest(0, max(x) OVER (ORDER BY bucket)) - x AS fall FROM sums),
        months AS (SELECT year(bucket) * 12 + month(bucket) - 1 AS month, sum(x) AS x FROM flows
          GROUP BY month),
        held AS (SELECT date, sum(abs(exposure)) AS gross, sum(exposure) AS net FROM rows
          GROUP BY date)
        SELECT (SELECT sum(x) FROM flows) AS pnl, (SELECT sum(cost) FROM flows) AS costs,
          (SELECT avg(x) * 252 FROM flows) AS yearly,
          (SELECT stddev_pop(x) * sqrt(252) FROM flows) AS vol,
          (SELECT max(fall) FROM falls) AS maxDrawdown,
          (SELECT arg_min(month, x) FROM months) AS worstMonth,
          (SELECT min(x) FROM months) AS worstMonthPnl,
          (SELECT avg(gross) FROM held) AS gross, (SELECT avg(net) FROM held) AS net,
          (SELECT max(gross) FROM held) AS mostGross`))[0]!;
    for (
      const [kind, name, digits] of [["total", "total", 9], ["asset", "KLP Comdty", 4]] as const
    ) {
      const own = scopes.find((scope) => scope.kind === kind && scope.name === name)!.book!;
      const found = own as unknown as Record<string, number>;
      const wanted = await plain(kind === "total" ? "true" : `asset = '${name}'`);
      for (const [key, value] of Object.entries(wanted)) {
        const [a, b] = [found[key]!, Number(value)];
        assert.ok(Math.abs(a - b) <= 10 ** -digits * Math.abs(b), `${name} ${key}: ${a}, ${b}`);
      }
      assert.ok(Math.abs(found.sharpe! - found.yearly! / found.vol!) < 1e-3);
    }
    // The page of the book's file says the same.
    await straddleOk(["report", "book.parquet", "-o", "book.html"], { cwd });
    assert.deepEqual(page("book.html").scopes[0]!.book, scopes[0]!.book);
    assert.equal(page("book.html").book!.aum, 250e6);
    // Without a wish: equal weights, and a size that is told.
    await straddleOk(["report", "run.parquet", "-o", "usual.html"], { cwd });
    const { weights, aumFrom, chosen } = page("usual.html").book!;
    assert.deepEqual([weights, aumFrom, chosen], ["equal", "table", false]);
    await straddleOk(["backtest", "^KLP", "2024", "-q", "--aum", "1e6", "--book", "only.csv"], {
      cwd,
    });
    assert.match(Deno.readTextFileSync(join(cwd, "only.csv")), /^asset,date,live/);

    const mini = ["backtest", ".", "2024", "--data", MINI, "-q"];
    const fail = (...args: string[]) => straddle([...mini, ...args], { cwd });
    assertOneLine(await fail("--weights", "risk", "-o", "x.csv"), 2, "--book book.parquet");
    assertOneLine(await fail("--book", "b.csv", "-f", "csv"), 2, "-o run.parquet");
    assertOneLine(await fail("--book", "x.csv", "-o", "x.csv", "--aum", "1"), 2, "same file");
    assertOneLine(await fail("--book", "b.csv", "--weights", "eqal"), 2, 'did you mean "equal"');
    assertOneLine(await fail("--book", "-"), 2, "name a file");
    assertOneLine(await fail("--book", "book.bin"), 2, "name the book .parquet");
    const again = ["report", "book.parquet", "--weights", "equal", "-o", "x.html"];
    assert.match(
      (await straddle(again, { cwd })).stderr,
      /--weights has no effect on a book's page/,
    );
  }));
