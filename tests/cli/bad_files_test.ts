/** Input and output files that are not there, not readable or not what they should be. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  assertOneLine,
  MINI,
  quoted,
  refusedWithoutLeftovers,
  type Run,
  SAMPLE,
  straddle,
  withFolder,
  writeParquet,
} from "./program.ts";

const PRICES = join(MINI, "prices.parquet");
const FROM = `FROM read_parquet(${quoted(PRICES)})`;

/** The refusal of a backtest with one option more; `prepare` fills its working folder. */
function refuse(
  option: string,
  value: string,
  prepare: (cwd: string) => void | Promise<void> = () => {},
): Promise<Run> {
  return withFolder(async (cwd) => {
    await prepare(cwd);
    const rest = option === "--data" ? [] : ["--data", MINI];
    // CRDX goes by overrides, which otherwise concern nobody.
    const args = ["backtest", ...rest, "^(ACME|CRDX)", "2024", option, value];
    return await refusedWithoutLeftovers(args, cwd);
  });
}

/** The refusal of a file with this content. */
function refuseContent(option: string, content: string | Uint8Array): Promise<Run> {
  return refuse(option, "bad.file", (cwd) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    Deno.writeFileSync(join(cwd, "bad.file"), bytes);
  });
}

const KINDS: Readonly<Record<string, string>> = {
  "--data": "data folder",
  "--amt": "asset table",
  "--chain": "futures chain",
  "--overrides": "expiry overrides",
  "--prices": "prices",
};

for (const [option, kind] of Object.entries(KINDS)) {
  Deno.test(`${option} naming nothing is exit 4 and names the ${kind}`, async () => {
    const run = await refuse(option, "nowhere");
    assertOneLine(run, 4, `Cannot open ${kind} "nowhere": no such file or folder`);
  });

  Deno.test(`${option} naming the wrong kind of thing is exit 4`, async () => {
    const folder = option !== "--data";
    const run = await refuse(option, "thing", (cwd) => {
      if (folder) Deno.mkdirSync(join(cwd, "thing"));
      else Deno.writeTextFileSync(join(cwd, "thing"), "x");
    });
    assertOneLine(run, 4, `Cannot open ${kind} "thing": it is a ${folder ? "folder" : "file"}`);
  });
}

Deno.test("--data with no asset table in it is exit 4 and names the file", async () => {
  const run = await refuse("--data", "empty", (cwd) => Deno.mkdirSync(join(cwd, "empty")));
  assertOneLine(run, 4, "asset table", "amt.yml", "no such file");
});

Deno.test("a pattern of price files that matches nothing is exit 4", async () => {
  assertOneLine(await refuse("--prices", "no*.parquet"), 4, '"no*.parquet": no file matches');
});

Deno.test("an asset table without prices is a usage error that says what to add", async () => {
  const run = await straddle(["backtest", "--amt", join(MINI, "amt.yml"), ".", "2024"]);
  assertOneLine(run, 2, "--prices FILE");
});

/** Option, what is wrong, content, what the message says. */
const CSV: readonly (readonly [string, string, string, ...string[]])[] = [
  ["--chain", "without its columns", "a,b\n1,2\n", '"normalized_future"', '"actual_future"'],
  ["--chain", "that is empty", "", "empty"],
  ["--chain", "with broken quotes", 'normalized_future,actual_future\n"a,b\n', "row 2"],
  ["--overrides", "without its columns", "name;day\n", '"ticker"', '"expiry"'],
  ["--overrides", "that is empty", "", "empty"],
  [
    "--overrides",
    "with a day that does not exist",
    "ticker,expiry\nA,2024-02-29\nCRDX Curncy,2023-02-29\n",
  ]
    .concat("row 3", '"2023-02-29"') as [string, string, string, ...string[]],
  [
    "--overrides",
    "with a month for a day",
    "ticker,expiry\nCRDX Curncy,2024-03\n",
    "row 2",
    '"2024-03"',
  ],
  ["--overrides", "with a row cut short", "ticker,expiry\nCRDX Curncy\n", "row 2"],
  ["--overrides", "with broken quotes", 'ticker,expiry\nA,2024-01-02\n"B,2024\n', "row 3", "quote"],
];

for (const [option, wrong, content, ...messages] of CSV) {
  Deno.test(`${option} ${wrong} is exit 3 and says where`, async () => {
    assertOneLine(await refuseContent(option, content), 3, KINDS[option]!, "bad.file", ...messages);
  });
}

Deno.test("--overrides may have a byte-order mark, CR LF and blank lines", async () => {
  await withFolder(async (cwd) => {
    const days = ["2024-01-15", "2024-02-14", "2024-03-14"];
    const lines = ["\ufeffticker,expiry", ...days.map((day) => `CRDX Curncy,${day}`), "", ""];
    Deno.writeTextFileSync(join(cwd, "o.csv"), lines.join("\r\n"));
    const args = ["backtest", "--data", MINI, "^CRDX", "2024", "-q"];
    const ours = await straddle([...args, "--overrides", "o.csv"], { cwd });
    assert.deepEqual(ours, await straddle(args));
  });
});

const whole = Deno.readFileSync(PRICES);
const NOT_PARQUET: Readonly<Record<string, string | Uint8Array>> = {
  "a text": "prices for you, and more\n",
  "a sentence": "hello\n",
  "an empty file": "",
  "the first half of a Parquet file": whole.subarray(0, whole.length >> 1),
  "the second half of a Parquet file": whole.subarray(whole.length >> 1),
};

for (const [what, content] of Object.entries(NOT_PARQUET)) {
  Deno.test(`--prices that is ${what} is exit 3`, async () => {
    assertOneLine(await refuseContent("--prices", content), 3, "Cannot read prices", "bad.file");
  });
}

Deno.test("--prices damaged in the middle is exit 3, however late it is noticed", async () => {
  const damaged = whole.slice();
  damaged.fill(7, 200, damaged.length - 3000);
  assertOneLine(await refuseContent("--prices", damaged), 3, "Cannot read prices", "bad.file");
});

/** What is wrong with the columns, the query that makes them, what the message says. */
const COLUMNS: readonly (readonly [string, string, string])[] = [
  ["no ticker", "field, date, value", 'no column "ticker"'],
  ["no value", "ticker, field, date", 'no column "value"'],
  ["text values", "ticker, field, date, value::VARCHAR AS value", 'column "value" is VARCHAR'],
  ["yes or no for values", "ticker, field, date, true AS value", 'column "value" is BOOLEAN'],
  ["numbers for days", "ticker, field, 20240102 AS date, value", 'column "date" is INTEGER'],
  [
    "texts that are no days",
    "ticker, field, strftime(date, '%d/%m/%Y') AS date, value",
    '/2022", which is no day; write days as YYYY-MM-DD',
  ],
  [
    "tickers in JSON",
    "to_json(ticker) AS ticker, field, date, value",
    `column "ticker" is JSON, not text; write it anew as text (in DuckDB: ticker ->> '$')`,
  ],
  ["numbers for tickers", "7 AS ticker, field, date, value", 'column "ticker" is INTEGER'],
];

for (const [what, columns, message] of COLUMNS) {
  Deno.test(`--prices with ${what} is exit 3 and names the column`, async () => {
    const run = await refuse(
      "--prices",
      "p.parquet",
      (cwd) => writeParquet(join(cwd, "p.parquet"), `SELECT ${columns} ${FROM}`),
    );
    assertOneLine(run, 3, "p.parquet", message);
  });
}

/** What is given for prices, the file's bytes, what the message says. */
const NO_PRICES: readonly (readonly [string, () => string | Uint8Array, string])[] = [
  [
    "a table of other columns",
    () => "Datum;CL1 Comdty\n2024-01-02;1\n",
    "its first line names no column of ticker, field, date and value; straddle prices import reads",
  ],
  ["JSON", () => '[{"ticker":"A"}]', "it is a JSON array; write one object a line (NDJSON), or"],
  [
    "a file packed with zstd",
    () => Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd),
    "it is a compressed file; unpack it first",
  ],
  ["an Excel file", () => "PK\x03\x04\x14\0", "it is a ZIP or Excel file"],
  ["an Arrow file", () => "ARROW1\0\0", "it is an Arrow file"],
  ["an empty file", () => "", "it is empty, not a Parquet file"],
  [
    "encrypted Parquet",
    () => `PARE${"x".repeat(100)}PARE`,
    "it is encrypted; write it anew without",
  ],
  [
    "Parquet in LZO",
    lzo,
    "written in a way that cannot be read here; write it anew, compressed with",
  ],
];

/** Prices whose columns claim to be compressed with LZO, which nobody reads. */
function lzo(): Uint8Array {
  const whole = Deno.readFileSync(PRICES);
  let patched = 0;
  for (const name of ["ticker", "field", "date", "value"]) {
    // In the footer a column's codec, a zigzag number, follows its path: field 4, an i32.
    const path = [...name].map((char) => char.charCodeAt(0)).concat(0x15);
    for (let at = 0; at < whole.length - path.length; at++) {
      if (!path.every((byte, i) => whole[at + i] === byte)) continue;
      whole[at + path.length] = 2 * 3;
      patched++;
    }
  }
  assert.ok(patched >= 4);
  return whole;
}

for (const [what, content, message] of NO_PRICES) {
  Deno.test(`--prices with ${what} says so, and never that it is damaged`, async () => {
    const run = await refuseContent("--prices", content());
    assertOneLine(run, 3, 'bad.file": ', message);
    assert.doesNotMatch(run.stderr, /damaged|copy it again/);
  });
}

Deno.test("a folder for prices names the files in it; a folder without prices says so", () =>
  withFolder(async (cwd) => {
    for (const name of ["amt.yml", "futs.csv", "overrides.csv"]) {
      Deno.copyFileSync(join(MINI, name), join(cwd, name));
    }
    const args = ["backtest", "^ACME", "2024", "--data", "."];
    const bare = await straddle(args, { cwd });
    assertOneLine(
      bare,
      2,
      'No prices: the folder "." has no prices.parquet; name them with --prices',
    );
    const checked = await straddle(["check", "^ACME", "2024", "--data", "."], { cwd });
    assert.equal(
      checked.stderr.match(/^Warning: the folder "\." has no prices\.parquet/)?.length,
      1,
    );
    Deno.mkdirSync(join(cwd, "prices.parquet"));
    Deno.copyFileSync(PRICES, join(cwd, "prices.parquet", "part-0.parquet"));
    const pattern = join("prices.parquet", "*.parquet");
    const folder = await straddle(args, { cwd });
    assertOneLine(folder, 4, `it is a folder; name the files in it: '${pattern}'`);
    const { code, stderr } = await straddle([...args, "--prices", pattern, "-q"], { cwd });
    assert.deepEqual([code, stderr], [0, ""]);
  }));

Deno.test("days written as texts are read as days", () =>
  withFolder(async (cwd) => {
    const args = ["backtest", "--data", MINI, "^ACME", "-q"];
    const expected = await straddle(args, { cwd });
    for (const format of ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]) {
      const path = join(cwd, "p.parquet");
      await writeParquet(path, `SELECT * REPLACE (strftime(date, '${format}') AS date) ${FROM}`);
      assert.deepEqual(await straddle([...args, "--prices", path], { cwd }), expected, format);
    }
  }));

/** A run that cannot write; the folder must stay as it was. */
async function refuseOutput(
  output: string,
  code: number,
  message: string | RegExp,
  prepare: (cwd: string) => void = () => {},
): Promise<void> {
  await withFolder(async (cwd) => {
    prepare(cwd);
    const names = () => [...Deno.readDirSync(cwd)].map(({ name }) => name).sort();
    const before = names();
    for (const command of ["backtest", "straddles"]) {
      const args = [command, "--data", SAMPLE, "^VGB Comdty$", "2024", "-o", output];
      assertOneLine(await straddle(args, { cwd }), code, message);
      assert.deepEqual(names(), before);
    }
  });
}

Deno.test("an output folder that does not exist is exit 4", () =>
  refuseOutput(join("no", "out.csv"), 4, `Cannot write "${join("no", "out.csv")}": no such file`));

Deno.test("a folder for an output file is exit 4", () =>
  refuseOutput(
    "out.csv",
    4,
    'Cannot write "out.csv": it is a folder',
    (cwd) => Deno.mkdirSync(join(cwd, "out.csv")),
  ));

Deno.test("an output file with an unknown ending is exit 2 and lists the formats", () =>
  refuseOutput("out.xls", 2, /ending: add --format .*parquet/));

Deno.test("an output file without an ending is exit 2", () =>
  refuseOutput("out", 2, /"out" from its ending/));

Deno.test("an empty name for the output is exit 2", () =>
  refuseOutput("", 2, 'Cannot write to ""'));

Deno.test({
  name: "a device or a pipe is never replaced by an output file",
  ignore: Deno.build.os === "windows",
  async fn() {
    await refuseOutput("pipe.csv", 4, 'Cannot write "pipe.csv": it is not a file', (cwd) => {
      const { success } = new Deno.Command("mkfifo", { args: [join(cwd, "pipe.csv")] })
        .outputSync();
      assert.ok(success);
    });
  },
});

Deno.test("prices that cannot be read leave standard output empty, not even a header", () =>
  withFolder(async (folder) => {
    const path = join(folder, "cut.parquet");
    const whole = Deno.readFileSync(join(MINI, "prices.parquet"));
    // A damaged page is met only when the prices are read, long after the file was opened.
    Deno.writeFileSync(path, whole.fill(0, 200, 2000));
    for (const format of ["csv", "tsv", "json"]) {
      const args = ["backtest", "--data", MINI, "--prices", path, ".", "2024", "-f", format];
      const { code, stdout, stderr } = await straddle(args);
      assert.deepEqual([code, stdout], [3, ""]);
      assert.match(stderr, /^straddle: Cannot read prices /);
    }
  }));

Deno.test("prices query, last and coverage over a damaged file are exit 3, and name it", () =>
  withFolder(async (folder) => {
    const [good, bad] = ["a.parquet", "b.parquet"].map((name) => join(folder, name));
    Deno.writeFileSync(good!, whole);
    // From the first page to the footer, which stays.
    Deno.writeFileSync(bad!, whole.slice().fill(7, 4, whole.length - 3000));
    const inputs = ["--data", MINI, "--prices", join(folder, "*.parquet")];
    for (
      const question of [
        ["query", "SELECT max(ticker), max(field), max(date), sum(value) FROM prices"],
        ["query", "DESCRIBE SELECT * FROM prices UNION ALL SELECT * FROM prices"],
        ["last", "."],
        ["coverage", "^ACME", "2024"],
      ]
    ) {
      const run = await straddle(["prices", ...question, ...inputs]);
      if (question[1]!.startsWith("DESCRIBE")) assert.equal(run.code, 0, "it reads no page");
      else assertOneLine(run, 3, `Cannot read prices "${bad}": the file is damaged; `);
    }
    // A mistake of the query is the query's, however the files are.
    assertOneLine(await straddle(["prices", "query", "SELECT nope FROM prices", ...inputs]), 2);
    Deno.removeSync(bad!);
    const cast = ["prices", "query", "SELECT ticker::INT FROM prices", ...inputs];
    assertOneLine(await straddle(cast), 2, "Cannot run the query: ");
  }));

Deno.test("looking up a value whose aliases never end names the file and the line", async () => {
  const laughs = join(MINI, "..", "invalid", "laughs_in_fields.yml");
  const place = (line: number) =>
    `"${laughs}": line ${line}: the value's aliases expand to more than`;
  const amt = ["--amt", laughs];
  assertOneLine(await straddle(["get", "lol12", ...amt]), 3, place(13));
  assertOneLine(await straddle(["asset", "ACME3", ...amt]), 3, place(18));
});
