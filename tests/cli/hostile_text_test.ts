/** Names that mean something to a shell, to SQL, to HTML, to a spreadsheet or to a terminal: just text. */
import assert from "node:assert/strict";
import { join } from "node:path";
import Papa from "papaparse";
import { assertRefused, MINI, namesIn, quoted, sql, straddle, withFolder } from "./program.ts";
import { writeParquet } from "./program.ts";

const PRICES = `read_parquet(${quoted(join(MINI, "prices.parquet"))})`;

/** Underlyings, tickers and schedule names, all at once. */
const NAMES = [
  `it's "quoted"; DROP TABLE keys; --`,
  "'); ATTACH 'evil.db'; SELECT ('",
  "$(touch evil) `touch evil` && touch evil | touch evil",
  "%s %n ${HOME} {{x}}",
  "</script><script>alert(1)</script>",
  "=cmd|' /C calc'!A0",
  "@SUM(1+1)*cmd",
  "../../etc/passwd",
  "C:\\Windows\\\\x",
  "a,b;c\td",
  "two\nlines\r\nand\rmore",
  " blanks around ",
  "\x1b[31mred\x1b]0;title\x07\x1b[2J",
  "\x00nul\x7fdel\u0085nel",
  "\u2028line\u2029paragraph",
  "\u202egnisrever\u2066isolated\u2069",
  "عربى עברית",
  "日本語 ünïcödé e\u0301",
  "\u{1f469}\u200d\u{1f680}\u{10ffff}",
  "\ufeffmark\ufffe\uffff",
  "NULL",
  "none",
  "-",
  "1e5",
  "__proto__",
  "constructor",
  "x".repeat(10_000),
];

/** The table of values: asset, first straddle, and its price column. */
interface Row {
  readonly asset: string;
  readonly straddle: string;
  readonly date: string;
  readonly mv: number;
}

/** An asset table with an asset a name; its schedule and tickers have the same name. JSON is YAML. */
function amtOf(names: readonly string[]): string {
  // A JSON object in JavaScript would lose the key __proto__.
  const map = (pairs: readonly (readonly [string, string])[]) =>
    `{${pairs.map(([key, value]) => `${yaml(key)}: ${value}`).join(", ")}}`;
  return `expiry_schedules: ${map(names.map((name) => [name, "[N0_F3_100]"]))}\namt: ${
    map(names.map((name) => [
      name,
      `{Underlying: ${yaml(name)}, WeightCap: 1, Options: ${yaml(name)},
        Vol: {Source: BBG, Ticker: ${yaml(name)}, Near: ${yaml(`${name} vol`)}, Far: NONE},
        Hedge: {Source: nonfut, Ticker: ${yaml(name)}, Field: PX_LAST}, Valuation: {Model: ES}}`,
    ]))
  }\n`;
}

/** A text as a double-quoted YAML scalar. */
function yaml(text: string): string {
  return `"${
    text.replace(/[^ !#-[\]-~]/gu, (c) => `\\U${c.codePointAt(0)!.toString(16).padStart(8, "0")}`)
  }"`;
}

/** A text as SQL that holds no byte of it as it is. */
function sqlText(text: string): string {
  return `decode(unhex('${new TextEncoder().encode(text).toHex()}'))`;
}

/** ACME's prices under other names. */
function pricesOf(names: readonly string[]): string {
  const list = names.map(sqlText).join(", ");
  return `SELECT name AS ticker, CASE field WHEN 'IV30' THEN name || ' vol' ELSE field END AS field,
      date, value FROM ${PRICES}, unnest([${list}]) t(name)
    WHERE ticker = 'ACME US Equity' AND field IN ('IV30', 'PX_LAST') AND year(date) >= 2023`;
}

async function prepare(cwd: string): Promise<string[]> {
  Deno.writeTextFileSync(join(cwd, "amt.yml"), amtOf(NAMES));
  await writeParquet(join(cwd, "p.parquet"), pricesOf(NAMES));
  return ["backtest", "--amt", "amt.yml", "--prices", "p.parquet", ".", "2024", "-q"];
}

const pickRows = (rows: readonly Record<string, unknown>[]) =>
  rows.map(({ asset, straddle, date, mv }) => ({ asset, straddle, date, mv: Number(mv) }) as Row);

Deno.test("hostile names come out of every format as they went in, and do nothing else", () =>
  withFolder(async (cwd) => {
    const args = await prepare(cwd);
    const before = namesIn(cwd);
    for (const file of ["r.csv", "r.json", "r.ndjson", "r.parquet", "r.tsv", "r.txt"]) {
      const { code, stdout, stderr } = await straddle([...args, "-o", file], { cwd });
      assert.equal(code, 0, stderr);
      assert.equal(stdout + stderr, "", file);
    }
    assert.deepEqual(namesIn(cwd).filter((name) => !/^r\./.test(name)), before, "nothing was run");
    const text = (name: string) => Deno.readTextFileSync(join(cwd, name));

    const expected = pickRows(
      text("r.ndjson").trimEnd().split("\n").map((line) => {
        return JSON.parse(line);
      }),
    );
    const utf8 = new TextEncoder();
    const byBytes = (a: string, b: string) => {
      const [x, y] = [utf8.encode(a).toHex(), utf8.encode(b).toHex()];
      return x < y ? -1 : x > y ? 1 : 0;
    };
    assert.deepEqual([...new Set(expected.map(({ asset }) => asset))], [...NAMES].sort(byBytes));
    const values = (name: string) =>
      expected.filter(({ asset }) => asset === name).map(({ straddle, date, mv }) => {
        return [straddle.length, date, mv];
      });
    assert.ok(values(NAMES[0]!).length > 300);
    for (const name of NAMES) assert.deepEqual(values(name), values(NAMES[0]!), "the same prices");

    assert.deepEqual(pickRows(JSON.parse(text("r.json"))), expected, "json");
    const parsed = Papa.parse<Record<string, string>>(text("r.csv"), {
      header: true,
      delimiter: ",",
      newline: "\n",
      skipEmptyLines: true,
    });
    assert.deepEqual(parsed.errors, []);
    assert.deepEqual(pickRows(parsed.data), expected, "csv");
    const path = quoted(join(cwd, "r.parquet"));
    // As bytes: DuckDB's reader for JavaScript drops a leading byte-order mark of a text.
    const stored = await sql(
      `SELECT lower(hex(encode(asset))) AS asset, straddle, date, mv FROM ${path}`,
    );
    const bytes = expected.map((row) => ({ ...row, asset: utf8.encode(row.asset).toHex() }));
    assert.deepEqual(pickRows(stored), bytes, "parquet");
    const cells = text("r.tsv").trimEnd().split("\n").slice(1).map((line) => line.split("\t"));
    const escaped = (name: string) =>
      name.replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
    assert.deepEqual(cells.map(([asset]) => asset), expected.map(({ asset }) => escaped(asset)));
    assert.ok(cells.every((row) => row.length === cells[0]!.length), "tsv");
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(text("r.txt"), /[\x00-\x09\x0b-\x1f\x7f-\x9f]/, "the table is for eyes");
  }));

/** What a terminal would obey, or show elsewhere than it stands. */
// deno-lint-ignore no-control-regex
const OBEYED = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/;

Deno.test("stderr shows the control characters and direction marks of names instead of obeying them", () =>
  withFolder(async (cwd) => {
    await prepare(cwd);
    Deno.writeTextFileSync(
      join(cwd, "amt.yml"),
      amtOf(NAMES).replaceAll("Model: ES", "Model: NS"),
    );
    const args = ["backtest", "--amt", "amt.yml", "--prices", "p.parquet", ".", "2024", "-v"];
    const { code, stderr } = await straddle([...args, "-o", "r.csv"], { cwd });
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, OBEYED);
    assert.match(stderr, /\\x1b\[31mred/);
    assert.match(stderr, /\\u202egnisrever/);
    assert.match(stderr, /two\\nlines/);
  }));

Deno.test("an error names hostile values in one line, shown and not obeyed", () =>
  withFolder(async (cwd) => {
    const name = "\x1b[31mred\n at evil\u202e";
    const amt = `amt: {a: {Underlying: ${yaml(name)}, WeightCap: "1"}}\n`;
    Deno.writeTextFileSync(join(cwd, "amt.yml"), amt);
    Deno.writeTextFileSync(join(cwd, "o.csv"), `ticker,expiry\nCRDX Curncy,"${name}"\n`);
    const prices = ["--prices", join(MINI, "prices.parquet")];
    const one = await straddle(["backtest", "--amt", "amt.yml", ...prices, ".", "2024"], { cwd });
    assertRefused(one, 3, "\\x1b[31mred\\n at evil\\u202e");
    const two = await straddle(
      ["backtest", "--data", MINI, "--overrides", "o.csv", ".", "2024", "-o", "x.csv"],
      { cwd },
    );
    assertRefused(two, 3, "\\x1b[31mred\\n at evil\\u202e");
    for (const { stderr } of [one, two]) assert.doesNotMatch(stderr, OBEYED);
  }));

const FILES = [
  "it's; DROP TABLE keys; --",
  "$(touch evil)",
  "`touch evil`",
  "a & touch evil",
  "%s%n ${HOME}",
  "=cmd()",
  "-rf",
  "日本語 \u{1f680} عربى",
];
if (Deno.build.os !== "windows") {
  FILES.push('"quoted"', "two\nlines", "\x1b[31mred", "</script>".replace("/", "\\"), "a|b>c<d*?");
}

const ACME = ["backtest", "^ACME", "2024", "-q"];
const clean = straddle([...ACME, "--data", MINI, "-f", "csv"]);

for (const name of FILES) {
  Deno.test(`a folder and files may be called ${JSON.stringify(name)}`, () =>
    withFolder(async (cwd) => {
      const folder = join(cwd, name);
      Deno.mkdirSync(folder);
      for (const file of ["amt.yml", "futs.csv", "overrides.csv", "prices.parquet"]) {
        Deno.copyFileSync(join(MINI, file), join(folder, file));
      }
      const output = `${join(name, name)}.csv`;
      const ours = await straddle([...ACME, `--data=${name}`, `--output=${output}`], { cwd });
      assert.deepEqual(ours, { code: 0, stdout: "", stderr: "" });
      assert.equal(Deno.readTextFileSync(join(cwd, output)), (await clean).stdout);
      assert.deepEqual(namesIn(cwd), [name], "nothing was run");
      Deno.truncateSync(join(folder, "prices.parquet"), 100);
      const failed = await straddle([...ACME, `--data=${name}`, "-o", "x.csv"], { cwd });
      assertRefused(failed, 3, "Cannot read prices", "prices.parquet");
      assert.doesNotMatch(failed.stderr, OBEYED);
    }));
}

Deno.test("a pattern and a price pattern are never read as SQL or by a shell", () =>
  withFolder(async (cwd) => {
    const words = [
      "'; COPY (SELECT 1) TO 'evil.csv'; --",
      "$(touch evil)",
      "read_csv('/etc/passwd')",
      "|touch evil",
    ];
    for (const word of words) {
      const args = ["backtest", "--data", MINI];
      const prices = await straddle([...args, "--prices", word, ".", "2024"], { cwd });
      assertRefused(prices, 4, "Cannot open prices");
      const quotedWord = word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
      assertRefused(await straddle([...args, quotedWord, "2024"], { cwd }), 1, "no asset matches");
    }
    assert.deepEqual(namesIn(cwd), []);
  }));
