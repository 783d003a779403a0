/** Price files in text formats read directly: by the rules of Parquet, whatever would take a guess refused. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  assertOneLine,
  assertRefused,
  MINI,
  namesIn,
  quoted,
  refusedWithoutLeftovers,
  sql,
  straddle,
  withFolder,
} from "./program.ts";

const PRICES = `read_parquet(${quoted(join(MINI, "prices.parquet"))})`;
const ALL = `SELECT ticker, field, date, value FROM ${PRICES} WHERE ticker = 'ACME US Equity'`;
const ACME = ["^ACME", "2024"];
const clean = straddle(["backtest", "--data", MINI, ...ACME, "-f", "tsv"]);

const copy = (path: string, query: string, options: string) =>
  sql(`COPY (${query}) TO ${quoted(path)} (${options})`);
const CSV = "FORMAT csv, HEADER";
const NDJSON = "FORMAT json";

/** How the text is made: by DuckDB, then by what people's programs do to it. */
interface Form {
  readonly query?: string;
  readonly options?: string;
  readonly name?: string;
  readonly remake?: (text: string) => string | Uint8Array;
  readonly args?: readonly string[];
}

const utf16 = (text: string) =>
  new Uint8Array(Uint16Array.from(`\ufeff${text}`, (c) => c.charCodeAt(0)).buffer);

const FORMS: Readonly<Record<string, Form>> = {
  "CSV": {},
  "CSV whatever it is called": { name: "prices.parquet" },
  "CSV in gzip": { options: `${CSV}, COMPRESSION gzip`, name: "p.csv.gz" },
  "CSV in gzip of two members": {
    remake: (text) => {
      const [a, b] = [text.slice(0, 999), text.slice(999)].map((part) => gzipSync(part));
      return new Uint8Array([...a!, ...b!]);
    },
  },
  "TSV": { options: `${CSV}, DELIMITER '\t'`, name: "p.tsv" },
  "CSV with semicolons": { options: `${CSV}, DELIMITER ';'` },
  "CSV with bars": { options: `${CSV}, DELIMITER '|'` },
  "CSV with everything in quotes": { options: `${CSV}, FORCE_QUOTE *` },
  "NDJSON": { options: NDJSON, name: "p.ndjson" },
  "NDJSON in gzip": { options: `${NDJSON}, COMPRESSION gzip`, name: "p.ndjson.gz" },
  "NDJSON with prices as texts": {
    query: `SELECT * REPLACE (value::VARCHAR AS value) FROM (${ALL})`,
    options: NDJSON,
  },
  "columns in capitals, in another order, among others": {
    query: `SELECT 1 AS id, value AS VALUE, date AS "Date", 'a,b' AS note, field AS "FIELD ",
      ticker AS Ticker FROM (${ALL})`,
  },
  "rows in any order": { query: `${ALL} ORDER BY hash(date, field)` },
  "a byte-order mark, CR LF and blank lines": {
    remake: (text) => `\ufeff${text.replaceAll("\n", "\r\n")}\r\n\r\n`,
  },
  "UTF-16, as spreadsheets save Unicode text": { options: `${CSV}, DELIMITER '\t'`, remake: utf16 },
  "a line that names the separator": { remake: (text) => `sep=,\n${text}` },
  "numbers in exponents, with signs and blanks": {
    remake: (text) => text.replace(/,([\d.]+)$/gm, (_, n) => `, +${Number(n).toExponential()} `),
  },
  "days with slashes": {
    query: `SELECT * REPLACE (strftime(date, '%Y/%-m/%-d') AS date) FROM (${ALL})`,
  },
  "times of day": { query: `SELECT * REPLACE (date + INTERVAL '17 hours' AS date) FROM (${ALL})` },
  "stamps of another zone's midnights: the day is the one that is written": {
    query: `SELECT * REPLACE (strftime(date, '%Y-%m-%dT00:00:00+02:00') AS date) FROM (${ALL})`,
  },
  "stamps of a zone, put into it": {
    query:
      `SELECT * REPLACE (strftime(date - INTERVAL '3 hours', '%Y-%m-%dT%H:%M:%S') || '-05:00' AS date)
      FROM (${ALL})`,
    args: ["--price-zone", "Europe/Athens"],
  },
  "midnights of a zone in UTC, put into it": {
    query: `SELECT * REPLACE (strftime(timezone('UTC', timezone('Europe/Berlin', date::TIMESTAMP)),
      '%Y-%m-%d %H:%M:%S') AS date) FROM (${ALL})`,
    args: ["--price-zone", "Europe/Berlin"],
  },
};

Deno.test("the same prices in every text form give the same table", async (t) => {
  const expected = (await clean).stdout;
  assert.equal(expected.split("\n").length, 649 + 2);
  for (
    const [form, { query = ALL, options = CSV, name = "p.csv", remake, args = [] }] of Object
      .entries(FORMS)
  ) {
    await t.step(form, () =>
      withFolder(async (cwd) => {
        const path = join(cwd, name);
        await copy(path, query, options);
        if (remake) {
          const made = remake(await Deno.readTextFile(path));
          await (typeof made === "string"
            ? Deno.writeTextFile(path, made)
            : Deno.writeFile(path, made));
        }
        for (const TZ of args.length > 0 ? ["America/New_York", "Asia/Tokyo"] : ["Asia/Tokyo"]) {
          const run = await straddle(
            ["backtest", "--data", MINI, "--prices", name, ...ACME, "-f", "tsv", ...args],
            { cwd, env: { TZ } },
          );
          assert.ok(run.stdout === expected, `another table\n${run.stderr}`);
          assert.doesNotMatch(run.stderr, /prices are|all stamps/);
        }
      }));
  }
});

Deno.test("texts and Parquet add up in the order given; patterns, folders and data folders find them", () =>
  withFolder(async (cwd) => {
    const at = (name: string) => join(cwd, name);
    const expected = (await clean).stdout;
    await copy(at("old.csv"), `${ALL} AND date < '2023-06-01'`, CSV);
    await copy(at("new.ndjson"), `${ALL} AND date >= '2023-06-01'`, NDJSON);
    await copy(
      at("wrong.parquet"),
      `SELECT * REPLACE (value + 1 AS value) FROM (${ALL})`,
      "FORMAT parquet",
    );
    // A folder's name fills in a column that is missing, and replaces none.
    await Deno.mkdir(at("hive/ticker=ACME US Equity"), { recursive: true });
    await Deno.mkdir(at("hive/value=7"), { recursive: true });
    await copy(
      at("hive/ticker=ACME US Equity/1.csv"),
      `SELECT * EXCLUDE (ticker) FROM (${ALL} AND date < '2023-06-01')`,
      CSV,
    );
    await copy(
      at("hive/value=7/2.tsv"),
      `${ALL} AND date >= '2023-06-01'`,
      `${CSV}, DELIMITER '\t'`,
    );
    await Deno.mkdir(at("data"));
    for (const name of ["amt.yml", "futs.csv", "overrides.csv"]) {
      await Deno.copyFile(join(MINI, name), at(`data/${name}`));
    }
    await copy(at("data/prices.csv"), ALL, CSV);
    const run = (...args: string[]) =>
      straddle(["backtest", ...ACME, "-f", "tsv", ...args], { cwd });
    const prices = (...names: string[]) => names.flatMap((name) => ["--prices", name]);
    for (
      const args of [
        ["--data", MINI, ...prices("old.csv", "new.ndjson")],
        ["--data", MINI, ...prices("wrong.parquet", "new.ndjson", "old.csv")],
        ["--data", MINI, ...prices("*.{csv,ndjson}")],
        ["--data", MINI, ...prices("hive/**/*.?sv")],
        ["--data", "data"],
        [],
      ]
    ) {
      const { stdout, stderr } = await run(...args);
      assert.ok(stdout === expected, `${args.join(" ")}\n${stderr}`);
    }
    // The text is an input: its checksum stands in the run, and nothing is written over it.
    await straddle(["backtest", ...ACME, "-o", "run.parquet"], { cwd });
    const [facts] = await sql(
      `SELECT decode(value) AS inputs FROM parquet_kv_metadata(${quoted(at("run.parquet"))})
       WHERE decode(key) = 'straddle.inputs'`,
    );
    const text = (JSON.parse(String(facts!.inputs)) as { file: string; bytes: number }[]).at(-1)!;
    assert.deepEqual(
      [text.file, text.bytes],
      ["prices.csv", (await Deno.stat(at("data/prices.csv"))).size],
    );
    assertOneLine(await run("-o", "data/prices.csv"), 2, 'Cannot write into "data/prices.csv"');
    await Deno.copyFile(at("data/prices.csv"), at("data/prices.tsv"));
    assertOneLine(await run(), 2, 'The folder "data" has both prices.csv and prices.tsv: name one');
    // Other looks at prices take them as well.
    const last = await straddle(["prices", "last", "ACME", "--prices", "new.ndjson", "-f", "csv"], {
      cwd,
    });
    assert.match(last.stdout, /^ACME US Equity,PX_LAST,2024-12-31$/m);
    const check = await straddle(["check", ...ACME, "--data", MINI, "--prices", "old.csv"], {
      cwd,
    });
    assert.match(check.stdout, /would value/);
  }));

Deno.test("of several prices of a day in a text the last row counts, and --duplicates says else", () =>
  withFolder(async (cwd) => {
    const day = "field = 'PX_LAST' AND date = '2024-01-10'";
    await copy(
      join(cwd, "p.csv"),
      `SELECT ticker, field, date, value FROM (
         SELECT 1 AS part, * REPLACE (value * 10 AS value) FROM (${ALL} AND ${day}) UNION ALL
         SELECT 2, * FROM (${ALL})) ORDER BY part`,
      CSV,
    );
    const run = (...args: string[]) =>
      straddle(["backtest", "--data", MINI, "--prices", "p.csv", ...ACME, "-f", "tsv", ...args], {
        cwd,
      });
    const last = await run();
    assert.ok(last.stdout === (await clean).stdout);
    assert.match(
      last.stderr,
      /^Warning: 1 price is there with several values, .* on 2024-01-10: /m,
    );
    assertOneLine(await run("--duplicates", "error"), 3, "on 2024-01-10: the files hold");
  }));

Deno.test("what a text leaves out is missing, as in Parquet", () =>
  withFolder(async (cwd) => {
    await copy(
      join(cwd, "p.csv"),
      `SELECT * REPLACE (CASE dayofyear(date) % 9 WHEN 1 THEN '' WHEN 2 THEN '#N/A' WHEN 3 THEN 'inf'
        WHEN 4 THEN 'NaN' ELSE value::VARCHAR END AS value) FROM (${ALL})
       UNION ALL SELECT '', 'PX_LAST', DATE '2024-01-10', '1'
       UNION ALL SELECT 'ACME US Equity', 'PX_LAST', NULL, '1'`,
      CSV,
    );
    await copy(
      join(cwd, "holes.parquet"),
      `${ALL} AND dayofyear(date) % 9 NOT IN (1, 2, 3, 4)`,
      "FORMAT parquet",
    );
    const [text, holes] = await Promise.all(["p.csv", "holes.parquet"].map((prices) =>
      straddle(["backtest", "--data", MINI, "--prices", prices, ...ACME, "-f", "tsv"], { cwd })
    ));
    assert.equal(text!.stdout, holes!.stdout);
    assert.match(text!.stderr, /^Warning: [\d,]+ prices are NULL, NaN or infinite/m);
    assert.match(text!.stderr, /^Warning: 2 rows have no ticker, field or date/m);
  }));

/** What a text holds, and what the refusal says. */
const REFUSED: Readonly<Record<string, readonly [text: string, message: string]>> = {
  "a column missing": [
    "ticker,date,value\nA,2024-01-02,1\n",
    'no column "field" (found "ticker", "date", "value")',
  ],
  "a column twice": [
    "ticker,field,date,value,Value\nA,b,2024-01-02,1,2\n",
    'two columns are called "value"',
  ],
  "days as people write them": [
    "ticker,field,date,value\nA,b,05/01/2024,1\n",
    'row 2: "05/01/2024" is no day like 2024-01-05',
  ],
  "a day that is none": [
    "ticker,field,date,value\nACME US Equity,PX_LAST,2024-02-30,1\n",
    "2024-02-30",
  ],
  "decimal commas": [
    "ticker;field;date;value\nA;b;2024-01-02;1\nA;b;2024-01-03;1,5\n",
    'row 3: "1,5" is no number like 1234.5',
  ],
  "unquoted decimal commas": [
    "ticker,field,date,value\nA,b,2024-01-02,1,5\n",
    "row 2: it has 5 cells, the header 4",
  ],
  "thousands": ['ticker,field,date,value\nA,b,2024-01-02,"1,234"\n', 'row 2: "1,234" is no number'],
  "a word for a price": [
    "ticker,field,date,value\nA,b,2024-01-02,unch\n",
    'row 2: "unch" is no number',
  ],
  "a hexadecimal number": [
    "ticker,field,date,value\nA,b,2024-01-02,0x10\n",
    'row 2: "0x10" is no number',
  ],
  "true for a price": [
    '{"ticker":"A","field":"b","date":"2024-01-02","value":true}\n',
    '"true" is no number',
  ],
  "broken JSON": [
    '{"ticker":"A","field":"b","date":"2024-01-02","value":1}\n{"ticker":\n',
    "line 2: it is no JSON",
  ],
  "a quote without an end": ['ticker,field,date,value\nA,"b,2024-01-02,1\n', "quote"],
};

Deno.test("a text that would take a guess is refused with its row, and prices import named", async (t) => {
  for (const [what, [text, message]] of Object.entries(REFUSED)) {
    await t.step(what, () =>
      withFolder(async (cwd) => {
        await Deno.writeTextFile(join(cwd, "p.csv"), text);
        const args = ["backtest", ...ACME, "--data", MINI, "--prices", "p.csv"];
        const tmp = join(cwd, "tmp");
        await Deno.mkdir(tmp);
        const run = await straddle([...args, "-o", "out.parquet"], { cwd, env: { TMPDIR: tmp } });
        assertRefused(run, 3, `Cannot read`, "p.csv", message);
        assert.deepEqual([namesIn(cwd), namesIn(tmp)], [["p.csv", "tmp"], []]);
        if (/is no (day|number)|column "field"/.test(message)) {
          assert.match(run.stderr, /straddle prices import reads other tables/);
        }
      }));
  }
});

Deno.test("a pack that is cut off is exit 3", () =>
  withFolder(async (cwd) => {
    const packed = gzipSync("ticker,field,date,value\n".repeat(99));
    await Deno.writeFile(join(cwd, "p.csv.gz"), packed.subarray(0, packed.length >> 1));
    const args = ["backtest", ...ACME, "--data", MINI, "--prices", "p.csv.gz"];
    assertOneLine(await refusedWithoutLeftovers(args, cwd), 3, "damaged or cut off");
  }));
