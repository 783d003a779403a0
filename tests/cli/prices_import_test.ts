/** `prices import` through the user's door: what it says, what it refuses, what it leaves behind. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { dayOf } from "../../src/base/calendar.ts";
import { readablePrices } from "../../src/commands/text_prices.ts";
import { openPrices } from "../../src/inputs/prices/database.ts";
import type { Duplicates } from "../../src/inputs/prices/reading.ts";
import {
  assertOneLine,
  MINI,
  namesIn,
  quoted,
  type Run,
  sql,
  straddle,
  straddleOk,
  withFolder,
  writeParquet,
} from "./program.ts";

const HEADER = "Date,Security,Field,Value\n";

/** Runs `prices import` in a folder with the given files. */
async function inFolder(
  files: Readonly<Record<string, string>>,
  body: (run: (...args: string[]) => Promise<Run>, folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), text);
    }
    await body((...args) => straddle(["prices", "import", ...args], { cwd: folder }), folder);
  });
}

async function pricesIn(path: string): Promise<unknown[][]> {
  const rows = await sql(
    `SELECT ticker, field, date::VARCHAR AS date, value FROM read_parquet(${quoted(path)})`,
  );
  return rows.map((row) => Object.values(row));
}

/** Asserts that a file of the given rows is refused with exit 3, and that nothing is written. */
async function assertUnreadable(
  text: string,
  messages: readonly (string | RegExp)[],
  ...args: string[]
): Promise<void> {
  await inFolder({ "p.csv": text }, async (run, folder) => {
    assertOneLine(await run("p.csv", "-o", "out.parquet", ...args), 3, ...messages);
    assert.deepEqual(namesIn(folder), ["p.csv"]);
  });
}

Deno.test("prices import: sorted, zstd, groups of 100,000 rows, four columns of fixed types", async () => {
  await withFolder(async (folder) => {
    const [wide, out] = ["wide.parquet", "out.parquet"].map((name) => join(folder, name));
    await writeParquet(
      wide!,
      `SELECT 'T' || (i % 30) AS ticker, 'PX_LAST' AS field, DATE '2000-01-01' + (i // 30)::INT AS date,
         i / 7 AS value FROM range(250000) r(i) ORDER BY hash(i)`,
    );
    await straddleOk(["prices", "import", wide!, "-o", out!]);
    const groups = await sql(
      `SELECT DISTINCT row_group_id, row_group_num_rows AS rows, compression
       FROM parquet_metadata(${quoted(out!)}) WHERE path_in_schema = 'date' ORDER BY ALL`,
    );
    assert.deepEqual(groups.map(({ rows }) => Number(rows)), [100_000, 100_000, 50_000]);
    assert.ok(groups.every(({ compression }) => compression === "ZSTD"));
    assert.deepEqual(
      await sql(`SELECT column_name, column_type FROM (DESCRIBE FROM ${quoted(out!)})`),
      [["ticker", "VARCHAR"], ["field", "VARCHAR"], ["date", "DATE"], ["value", "DOUBLE"]]
        .map(([column_name, column_type]) => ({ column_name, column_type })),
    );
    const [sorted] = await sql(
      `SELECT bool_and(before IS NULL OR before < (ticker, field, date)) AS yes FROM (
         SELECT *, lag((ticker, field, date)) OVER () AS before FROM ${quoted(out!)})`,
    );
    assert.equal(sorted!.yes, true);
  });
});

Deno.test("prices import tells what was understood, and what was left out and where", async () => {
  const files = {
    "p.csv": "Datum;Security;Field;Close\n" +
      "31.12.2024;CL1 Comdty;PX_LAST;71,5\n" +
      "02.01.2025;CL1 Comdty;PX_LAST;#N/A N/A\n" +
      "03.01.2025;;PX_LAST;72\n" +
      "yesterday;CL1 Comdty;PX_LAST;72\n" +
      "06.01.2025;CL1 Comdty;PX_LAST;none yet\n",
  };
  await inFolder(files, async (run, folder) => {
    const dry = await run("p.csv", "--dry-run");
    assert.equal(dry.code, 0, dry.stderr);
    for (
      const part of [
        '"p.csv": text with ";", UTF-8',
        'date    column "Datum"',
        'd.m.y ("31.12.2024" is 2024-12-31)',
        "numbers with decimal commas",
        'row 2: CL1 Comdty  PX_LAST  2024-12-31  71.5  (written "71,5")',
        "1 price of 1 series, 2024-12-31 to 2024-12-31, from 5 rows of 1 file",
        'left out: 1 with no value, first "#N/A N/A" in row 3 of "p.csv"',
        'left out: 1 with no ticker, first "" in row 4 of "p.csv"',
        'left out: 1 with a date that cannot be read, first "yesterday" in row 5 of "p.csv"',
        'left out: 1 with no number, first "none yet" in row 6 of "p.csv"',
        "Nothing is written",
      ]
    ) assert.ok(dry.stdout.includes(part), `${part}\n${dry.stdout}`);
    assert.deepEqual(namesIn(folder), ["p.csv"], "a dry run writes nothing");
    const real = await run("p.csv", "-o", "p.parquet", "-q");
    assert.deepEqual([real.code, real.stdout, real.stderr], [0, "", ""]);
    assert.deepEqual(await pricesIn(join(folder, "p.parquet")), [
      ["CL1 Comdty", "PX_LAST", "2024-12-31", 71.5],
    ]);
  });
});

Deno.test("prices import: of a day's prices the last row counts, warned with both; equal ones once", async () => {
  const row = (value: number, day = "05") => `2024-01-${day},T,F,${value}\n`;
  const files = {
    "a.csv": HEADER + row(9) + row(7, "08"),
    "b.csv": HEADER + row(5) + row(7, "08") + row(6),
  };
  await inFolder(files, async (run, folder) => {
    const out = join(folder, "o.parquet");
    const values = async () => (await pricesIn(out)).map((cells) => cells[3]);
    const last = await run("a.csv", "b.csv", "-o", "o.parquet");
    assert.match(
      last.stderr,
      /Warning: 1 day with different prices.*\n {2}T F on 2024-01-05: 9, then 6\n/,
    );
    assert.match(last.stderr, /once: 1 row that repeat/);
    assert.deepEqual(await values(), [6, 7]);
    await run("b.csv", "a.csv", "-o", "o.parquet");
    assert.deepEqual(await values(), [9, 7], "files count in the order given");
    await run("a.csv", "b.csv", "-o", "o.parquet", "--duplicates", "missing");
    assert.deepEqual(await values(), [7]);
    const before = await Deno.readFile(out);
    const refused = await run("a.csv", "b.csv", "-o", "o.parquet", "--duplicates", "error");
    assertOneLine(refused, 3, "T F on 2024-01-05: 9, then 6");
    assert.deepEqual(await Deno.readFile(out), before, "what was there stays");
    assert.deepEqual(namesIn(folder), ["a.csv", "b.csv", "o.parquet"]);
  });
});

Deno.test("prices import --append: the old prices stay, the new correct them, with a warning", async () => {
  const files = {
    "none.csv": `${HEADER}2024-01-05,T,F,#N/A\n`,
    "old.csv": `${HEADER}2024-01-04,T,F,1\n2024-01-05,T,F,2\n`,
    "new.csv": `${HEADER}05/01/2024,T,F,2.5\n15/01/2024,T,F,3\n05/01/2024,U,F,4\n`,
  };
  await inFolder(files, async (run, folder) => {
    const first = await run("old.csv", "none.csv", "-o", "p.parquet", "--append", "-q");
    assert.equal(first.stderr, 'Warning: no price in 1 file, first "none.csv"\n');
    const { code, stderr } = await run("new.csv", "-o", "p.parquet", "--append");
    assert.equal(code, 0, stderr);
    assert.match(stderr, /T F on 2024-01-05: 2, then 2\.5\n/);
    assert.deepEqual(await pricesIn(join(folder, "p.parquet")), [
      ["T", "F", "2024-01-04", 1],
      ["T", "F", "2024-01-05", 2.5],
      ["T", "F", "2024-01-15", 3],
      ["U", "F", "2024-01-05", 4],
    ]);
  });
});

Deno.test("prices import: a day's last stamp counts", async () => {
  const text = `${HEADER}2024-01-05 16:00,T,F,2\n2024-01-05 09:30,T,F,1\n`;
  await inFolder({ "p.csv": text }, async (run, folder) => {
    const { stderr } = await run("p.csv", "-o", "p.parquet");
    assert.match(stderr, /left out: 1 earlier price of a day with a later stamp/);
    assert.doesNotMatch(stderr, /Warning/);
    assert.deepEqual(await pricesIn(join(folder, "p.parquet")), [["T", "F", "2024-01-05", 2]]);
  });
});

Deno.test("prices import: stamps of another zone's midnights are warned of, with the hour", async () => {
  const days = ["01-04", "01-07", "01-08", "01-09", "07-01", "07-02"];
  const hour = (day: string) => day.startsWith("07") ? 22 : 23;
  const text = HEADER + days.map((d) => `2024-${d}T${hour(d)}:00:00Z,T,F,1\n`).join("");
  await inFolder({ "p.csv": text }, async (run, folder) => {
    const { stderr } = await run("p.csv", "-o", "p.parquet", "-q");
    assert.match(stderr, /^Warning: all stamps are at 22:00 and 23:00.*--price-zone/);
    const mended = await run("p.csv", "-o", "p.parquet", "-q", "--price-zone", "Europe/Berlin");
    assert.equal(mended.stderr, "");
    assert.equal((await pricesIn(join(folder, "p.parquet")))[0]![2], "2024-01-05");
    assertOneLine(
      await run("p.csv", "--dry-run", "--price-zone", "Europe/Berlim"),
      2,
      "Europe/Berlin",
    );
  });
});

Deno.test("prices import refuses dates that could be either, or contradict each other", async () => {
  const dates = (...days: string[]) => HEADER + days.map((day) => `${day},T,F,1\n`).join("");
  await assertUnreadable(dates("04/05/2024", "05/06/2024"), [
    '"04/05/2024" (row 2) could be either',
    "--dates dmy",
    "--dates mdy",
  ]);
  await assertUnreadable(dates("31/12/2024", "12/31/2024"), [
    '"31/12/2024" (row 2) has the day first, "12/31/2024" (row 3) the month',
  ]);
  await inFolder({ "p.csv": dates("04/05/2024") }, async (run, folder) => {
    await run("p.csv", "-o", "p.parquet", "--dates", "mdy");
    assert.equal((await pricesIn(join(folder, "p.parquet")))[0]![2], "2024-04-05");
  });
});

Deno.test("prices import refuses numbers whose decimals nobody can tell, or with both signs", async () => {
  const values = (...texts: string[]) =>
    "Date;Security;Field;Value\n" + texts.map((text) => `2024-01-05;T;F;${text}\n`).join("");
  await assertUnreadable(values("1,234", "5,678"), ["decimals from thousands", "--decimal comma"]);
  await assertUnreadable(values("1.234"), ['"1.234" (row 2) could be either']);
  await assertUnreadable(values("1,5", "2.5"), [
    '"1,5" (row 2) has a decimal comma, "2.5" (row 3) a decimal point',
  ]);
  await assertUnreadable(`${HEADER}2024-01-05,T,F,1,5\n`, ["row 2 has 5 cells, the header 4"]);
});

Deno.test("prices import names the column it lacks, those there are, and the nearest", async () => {
  await assertUnreadable("Dte,Security,Field,Value\n2024-01-05,T,F,1\n", [
    "no date column",
    '"Dte", "Security"',
    "--date COLUMN",
    'is it "Dte"?',
  ]);
  await assertUnreadable(
    `${HEADER}2024-01-05,T,F,1\n`,
    [
      'no column "Securty"',
      'did you mean "Security"',
    ],
    "--ticker",
    "Securty",
  );
  await assertUnreadable(
    `${HEADER}2024-01-05,T,F,1\n`,
    ['did you mean "Field"'],
    "--field",
    "Feild",
  );
  await assertUnreadable("Date,A,B\n2024-01-05,1,2\n", ["Cannot tell the ticker", "--wide"]);
  await assertUnreadable(
    "Date,A,B\n2024-01-05,1,2\n",
    ["Cannot tell the field", "--field"],
    "--wide",
  );
  await assertUnreadable("2024-01-05,T,F,1\n2024-01-08,T,F,1\n", [
    "write the names of the columns",
  ]);
  await assertUnreadable("Ticker,2024-01-05,2024-01-08\nT,1,2\n", ["swap rows and columns"]);
  await assertUnreadable("Date,Ticker,Value\n2024-01-05,T,2\n", ["--field PX_LAST"]);
});

Deno.test("prices import: what is damaged, empty or no table is exit 3 in one line, and leaves nothing", async () => {
  await assertUnreadable("", ["the file is empty"]);
  await assertUnreadable(`${HEADER}2024-01-05,"T,F,1\n`, ["row 2", "quote"]);
  await assertUnreadable('[{"date":"2024-01-05"}]', ["JSON array"]);
  await assertUnreadable('{"date":"2024-01-05"}\n{oops\n', ["line 2: it is no JSON"]);
  await assertUnreadable("PK\x03\x04 not a workbook", ["no Excel workbook"]);
  await assertUnreadable("PAR1 not Parquet", ["as Parquet"]);
  await inFolder({ "p.csv": HEADER }, async (run, folder) => {
    assertOneLine(await run("p.csv", "-o", "out.parquet"), 1, "No price in");
    assert.deepEqual(namesIn(folder), ["p.csv"]);
  });
});

Deno.test("prices import never writes into what it reads, and asks for an output", async () => {
  await inFolder({ "p.csv": `${HEADER}2024-01-05,T,F,1\n` }, async (run, folder) => {
    assert.equal((await run("p.csv", "-o", "p.parquet")).code, 0);
    await Deno.symlink("p.parquet", join(folder, "link.parquet"));
    const before = await Deno.readFile(join(folder, "p.parquet"));
    for (const files of [["p.parquet"], ["."], ["link.parquet"], ["*.parquet"]]) {
      assertOneLine(await run(...files, "-o", "p.parquet"), 2, "an input; name another");
      assertOneLine(
        await run(...files, "-o", "p.parquet", "--append"),
        2,
        "an input; name another",
      );
    }
    assertOneLine(await run("p.csv"), 2, "No output");
    assertOneLine(
      await run("p.csv", "--dry-run", "--wide", "--ticker", "a"),
      2,
      "leave out --wide",
    );
    assertOneLine(await run("p.csv", "-o", "p.csv"), 2, "ends with .parquet");
    assertOneLine(await run("nope.csv", "-o", "q.parquet"), 4, 'Cannot open prices "nope.csv"');
    assert.deepEqual(await Deno.readFile(join(folder, "p.parquet")), before);
  });
});

Deno.test("prices import --amt: which needed series are missing, and what they may be called", async () => {
  const text = await Deno.readTextFile(join(MINI, "prices.csv"));
  const files = { "p.csv": text.replaceAll("ACME US Equity,IV30", "Acme US Equity,IV30") };
  await inFolder(files, async (run) => {
    const inputs = ["amt.yml", "futs.csv", "overrides.csv"].map((name) => join(MINI, name));
    const names = ["--amt", "--chain", "--overrides"].flatMap((name, i) => [name, inputs[i]!]);
    const { code, stdout, stderr } = await run("p.csv", "--dry-run", "--years", "2024", ...names);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /10 live assets of .* need \d+ series for 2024: \d+ missing/);
    // What is nearly there comes first.
    assert.match(
      stdout,
      /missing\n {2}ACME US Equity {2}IV30: none; the ticker has "[^(]*"Acme US Equity": [^(]*\(1 asset\)/,
    );
    const current = await run(
      ...["p.csv", "--dry-run", "--years", "2024", ...names, "--rules", "current"],
    );
    const needed = (text: string) => Number(/need (\d+) series/.exec(text)![1]);
    assert.ok(needed(current.stdout) > needed(stdout), "swaptions need series, too");
    assertOneLine(await run("p.csv", "--dry-run", "--chain", inputs[1]!), 2, "add --amt");
  });
});

Deno.test("reading and importing agree on several prices of a day, under every rule, in every form", () =>
  withFolder(async (cwd) => {
    const at = (name: string) => join(cwd, name);
    // Equal prices, contradicting ones, a spike before and after its correction, stamps, and none.
    const rows = `SELECT * FROM (VALUES
      ('X', 'PX_LAST', TIMESTAMP '2024-01-02 00:00', 1.0),
      ('X', 'PX_LAST', TIMESTAMP '2024-01-03 00:00', 2.0), ('X', 'PX_LAST', TIMESTAMP '2024-01-03 00:00', 2.0),
      ('X', 'PX_LAST', TIMESTAMP '2024-01-04 00:00', 30.0), ('X', 'PX_LAST', TIMESTAMP '2024-01-04 00:00', 3.0),
      ('X', 'PX_LAST', TIMESTAMP '2024-01-05 00:00', 4.0), ('X', 'PX_LAST', TIMESTAMP '2024-01-05 00:00', 40.0),
      ('X', 'PX_LAST', TIMESTAMP '2024-01-08 17:00', 5.0), ('X', 'PX_LAST', TIMESTAMP '2024-01-08 09:00', 50.0),
      ('X', 'PX_LAST', TIMESTAMP '2024-01-09 17:00', 6.0), ('X', 'PX_LAST', TIMESTAMP '2024-01-09 17:00', 60.0),
      ('X', 'PX_LAST', TIMESTAMP '2024-01-10 00:00', 7.0), ('X', 'PX_LAST', TIMESTAMP '2024-01-10 00:00', 'nan'::DOUBLE),
      ('X', 'PX_LAST', TIMESTAMP '2024-01-11 00:00', 8.0), ('X', 'PX_LAST', TIMESTAMP '2024-01-11 00:00', 80.0),
      ('X', 'PX_LAST', TIMESTAMP '2024-01-11 00:00', 8.0)) AS v(ticker, field, date, value)`;
    await sql(`COPY (${rows}) TO ${quoted(at("p.parquet"))}`);
    await sql(`COPY (${rows}) TO ${quoted(at("p.csv"))} (HEADER)`);
    await sql(`COPY (${rows}) TO ${quoted(at("p.ndjson"))} (FORMAT json)`);
    await sql(`COPY (${rows} LIMIT 8) TO ${quoted(at("half-1.csv"))} (HEADER)`);
    await sql(`COPY (${rows} OFFSET 8) TO ${quoted(at("half-2.parquet"))}`);
    const plan = {
      ...{ tickers: ["X"], fields: ["PX_LAST"] },
      ...{ firstDays: [dayOf(2024, 1, 1)], lastDays: [dayOf(2024, 1, 31)] },
    };
    const load = async (prices: string[], duplicates: Duplicates) => {
      const paths = prices.map(at);
      const { prices: readable } = await readablePrices(paths);
      const database = await openPrices(readable, undefined, { duplicates });
      return [...(await database.load(plan)).values];
    };
    for (const duplicates of ["last", "missing"] as const) {
      let known: number[] | undefined;
      for (
        const files of [["p.parquet"], ["p.csv"], ["p.ndjson"], ["half-1.csv", "half-2.parquet"]]
      ) {
        const name = `${files[0]}-${duplicates}.parquet`;
        await straddleOk(["prices", "import", ...files, "-o", name, "--duplicates", duplicates], {
          cwd,
        });
        const read = await load(files, duplicates);
        assert.deepEqual(await load([name], "error"), read, `${files} ${duplicates}`);
        assert.deepEqual(known ??= read, read, `${files} ${duplicates}`);
      }
      const days = known!.slice(1).filter((value) => !Number.isNaN(value));
      assert.deepEqual(days, duplicates === "last" ? [1, 2, 3, 40, 5, 60, 7, 8] : [1, 2, 5, 7]);
    }
    for (const files of [["p.parquet"], ["p.csv"], ["half-1.csv", "half-2.parquet"]]) {
      const refused = await straddle(
        ["prices", "import", ...files, "-o", "no.parquet", "--duplicates", "error"],
        { cwd },
      );
      assertOneLine(refused, 3, "Two prices of one day: X PX_LAST on 2024-01-04: 30, then 3");
      await assert.rejects(
        load(files, "error"),
        /"X" "PX_LAST" on 2024-01-04: the files hold 30 and 3/,
      );
    }
  }));
