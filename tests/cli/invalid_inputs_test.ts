/** Broken, hostile and merely unusual inputs: right rows, or one message that says what is wrong. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { runHarmlessly } from "./harmless.ts";
import {
  assertRefused,
  MINI,
  quoted,
  type Run,
  sql,
  straddle,
  withFolder,
  writeParquet,
} from "./program.ts";

const INVALID = join(MINI, "..", "invalid");
const PRICES = join(MINI, "prices.parquet");
const AMT = Deno.readTextFileSync(join(MINI, "amt.yml"));
const CHAIN = Deno.readTextFileSync(join(MINI, "futs.csv"));
const OVERRIDES = Deno.readTextFileSync(join(MINI, "overrides.csv"));
const RUN = ["backtest", "--data", MINI, "^(ACME|CRDX|QZ)", "2024", "-j", "1"];

const clean = withFolder(async (cwd) => {
  const { code, stderr } = await straddle([...RUN, "-o", "out.ndjson"], { cwd });
  assert.equal(code, 0, stderr);
  return Deno.readTextFileSync(join(cwd, "out.ndjson"));
});

/** The run with one input replaced, and what it wrote. */
function runWith(option: string, make: string | Uint8Array | ((path: string) => Promise<void>)) {
  return withFolder(async (cwd) => {
    const path = join(cwd, "input.file");
    if (typeof make === "function") await make(path);
    else if (typeof make === "string") Deno.writeTextFileSync(path, make);
    else Deno.writeFileSync(path, make);
    const run = await runHarmlessly([...RUN, option, "input.file"], cwd);
    const written = run.code === 0 ? Deno.readTextFileSync(join(cwd, "out.ndjson")) : undefined;
    return { run, written };
  });
}

async function assertAccepted(option: string, content: string | Uint8Array): Promise<void> {
  const { run, written } = await runWith(option, content);
  assert.equal(run.code, 0, run.stderr);
  assert.ok(written === await clean, "other rows than from the clean input");
}

async function refused(
  option: string,
  content: string | Uint8Array | ((path: string) => Promise<void>),
  ...messages: (string | RegExp)[]
): Promise<Run> {
  const { run } = await runWith(option, content);
  assertRefused(run, 3, ...messages);
  return run;
}

function utf16(text: string, bigEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * text.length + 2);
  const view = new DataView(bytes.buffer);
  [..."\ufeff", ...text].forEach((c, i) => view.setUint16(2 * i, c.charCodeAt(0), !bigEndian));
  return bytes;
}

const fixture = (name: string) => Deno.readFileSync(join(INVALID, name));
const range = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join("");

// Inputs that are unusual, and right.

const TEXTS = [["--amt", AMT], ["--chain", CHAIN], ["--overrides", OVERRIDES]] as const;

for (const [option, text] of TEXTS) {
  Deno.test(`${option} may begin with a byte-order mark and end its lines with CR LF`, async () => {
    await assertAccepted(option, `\ufeff${text.replaceAll("\n", "\r\n")}`);
  });

  Deno.test(`${option} may mix CR LF and LF, which changes no row`, async () => {
    let line = 0;
    await assertAccepted(option, text.replaceAll("\n", () => line++ % 2 === 0 ? "\r\n" : "\n"));
  });

  for (const bigEndian of [false, true]) {
    Deno.test(`${option} in UTF-16 (${bigEndian ? "big" : "little"} endian) is refused with the remedy`, async () => {
      await refused(
        option,
        utf16(text, bigEndian),
        "input.file",
        "not UTF-8 text; save it as UTF-8",
      );
    });
  }
}

Deno.test("an asset table may hold a line of 5 MB", () =>
  assertAccepted("--amt", `${AMT}\nnote: "${"x".repeat(5e6)}"\n`));

Deno.test("an asset table may hold billions of values by aliases that no asset uses", () =>
  assertAccepted("--amt", fixture("laughs.yml")));

Deno.test("an asset table may hold 100,000 aliases", () =>
  assertAccepted(
    "--amt",
    `${AMT}\nshared: &shared {a: 1}\nusers:\n${range(1e5, () => "- *shared\n")}`,
  ));

Deno.test("CSV inputs may hold a cell of 5 MB", async () => {
  await assertAccepted("--chain", `${CHAIN}A,"${"x".repeat(5e6)}",\n`);
  await assertAccepted("--overrides", `${OVERRIDES}${"x".repeat(5e6)},2024-01-15\n`);
});

Deno.test("CSV inputs may hold a million commas in a row", () =>
  assertAccepted("--overrides", `${OVERRIDES}A,2024-01-15${",".repeat(1e6)}\n`));

// Asset tables that are refused: what, content, what the message says.

const AMTS: readonly (readonly [string, string | Uint8Array, ...(string | RegExp)[]])[] = [
  ["cut in the middle", fixture("truncated.yml"), /line \d+, column \d+: .*close it with/],
  ["without a byte", fixture("empty.yml"), "it is empty"],
  ["with a NUL", fixture("null_byte.yml"), "line 2, column 26", "null byte"],
  ["with a cycle of anchors", fixture("cycle.yml"), "line 6", "contains itself"],
  ["with one Underlying twice", fixture("twice.yml"), 'asset "ACME US Equity"', "lines 2 and 3"],
  [
    "with billions of texts for a name",
    fixture("laughs_as_name.yml"),
    /input\.file:15: Entry "ACME" has a list for its/,
  ],
  ["with millions of texts for many fields", fixture("laughs_in_fields.yml"), "holds a list"],
  ["of random bytes", Uint8Array.from({ length: 5000 }, (_, i) => i * i * 7 % 256), "not UTF-8"],
  ["that is a Parquet file", Deno.readFileSync(PRICES), "not UTF-8"],
  ["nested 100,000 deep in brackets", `amt: ${"[".repeat(1e5)}`, "more than 100 deep"],
  ["nested 100,000 deep in braces", `amt: ${"{a: ".repeat(1e5)}`, "more than 100 deep"],
  ["nested 100,000 deep in dashes", `amt:\n${"- ".repeat(1e5)}`, "more than 100 deep"],
  ["nested 100,000 deep in keys", "? ".repeat(1e5), "more than 100 deep"],
  ["with a number of a million digits", `amt: {}\nx: ${"1".repeat(1e6)}`, "more than 4,300 digits"],
  ["with a tag of 5 MB", `amt: {}\nx: !${"a".repeat(5e6)} b`, "line 2, column 4"],
  ["with merges that multiply", MERGES(), '"<<" merges more than 1,000,000 keys'],
  [
    "with one entry under 100,000 names",
    `amt:\n  a: &a {Underlying: ACME, WeightCap: 1}\n${range(1e5, (i) => `  a${i}: *a\n`)}`,
    "given twice",
    "and 99,980 more errors",
  ],
];

function MERGES(): string {
  const keys = range(2000, (i) => `k${i}: 1,`);
  return `x: &a {${keys}}\namt: {}\ny:\n${range(1e3, () => "- <<: *a\n")}`;
}

for (const [what, content, ...messages] of AMTS) {
  Deno.test(`an asset table ${what} is exit 3 and one message`, async () => {
    await refused("--amt", content, /^straddle: .*asset table/, ...messages);
  });
}

// CSV files that are refused.

const CSVS: readonly (readonly [string, string, string | Uint8Array, ...string[]])[] = [
  ["--chain", "cut within quotes", fixture("cut_in_quotes.csv"), "row 3", "unterminated"],
  ["--chain", "of binary content", fixture("binary.csv"), "not UTF-8"],
  ["--chain", "of NULs", "\0".repeat(5000), 'no column "normalized_future"'],
  ["--chain", "without a byte", fixture("empty.csv"), "the file is empty"],
  ["--chain", "of one line of 5 MB", "x".repeat(5e6), 'no column "normalized_future"'],
  ["--chain", "with 5 MB in an open quote", `${CHAIN}"${"x\n".repeat(2.5e6)}`, "row 4", "quote"],
  [
    "--overrides",
    "cut within quotes",
    fixture("cut_in_quotes_overrides.csv"),
    "row 3",
    "unterminated",
  ],
  ["--overrides", "of binary content", fixture("binary.csv"), "not UTF-8"],
  ["--overrides", "without a byte", fixture("empty.csv"), "the file is empty"],
  [
    "--overrides",
    "with 5 MB for a day",
    `${OVERRIDES}CRDX Curncy,${"9".repeat(5e6)}\n`,
    "row 5",
    "999",
  ],
];

for (const [option, what, content, ...messages] of CSVS) {
  Deno.test(`${option} ${what} is exit 3 and one line`, async () => {
    const { stderr } = await refused(option, content, "input.file", ...messages);
    assert.equal(stderr.split("\n").length, 2, stderr);
  });
}

// Price files.

const whole = Deno.readFileSync(PRICES);
const CUTS = [1, 4, 11, 12, 1000, whole.length >> 1].concat(
  [3000, 9, 8, 4, 1].map((n) => whole.length - n),
);

for (const size of CUTS) {
  Deno.test(`prices cut after ${size} of ${whole.length} bytes are exit 3 and one line`, async () => {
    const { stderr } = await refused("--prices", whole.slice(0, size), "Cannot read prices");
    assert.equal(stderr.split("\n").length, 2, stderr);
  });
}

function patched(change: (bytes: Uint8Array, view: DataView) => void): Uint8Array {
  const bytes = whole.slice();
  change(bytes, new DataView(bytes.buffer));
  return bytes;
}

const DAMAGE: Readonly<Record<string, Uint8Array>> = {
  "zeros in the middle": patched((bytes) => bytes.fill(0, 500, bytes.length - 1500)),
  "zeros for a footer": patched((bytes) => bytes.fill(0, bytes.length - 600, bytes.length - 8)),
  "a footer of 4 GB": patched((_, view) => view.setUint32(whole.length - 8, 0xffffffff, true)),
  "a footer of no length": patched((_, view) => view.setUint32(whole.length - 8, 0, true)),
};

for (const [what, bytes] of Object.entries(DAMAGE)) {
  Deno.test(`prices with ${what} are exit 3 and one line`, async () => {
    // Our own words first: the file, and what to do; DuckDB's after them.
    const message =
      /^straddle: Cannot read prices "[^"]*input\.file": the file is damaged; .* \(DuckDB: .*\)\n$/;
    await refused("--prices", bytes, message);
  });
}

const FROM = `FROM read_parquet(${quoted(PRICES)})`;
const COLUMNS: readonly (readonly [string, string, string])[] = [
  ["a structure for tickers", "{'t': ticker} AS ticker, field, date, value", "STRUCT, not text"],
  ["lists for values", "ticker, field, date, [value] AS value", "LIST, not a number"],
  ["maps for values", "ticker, field, date, map([1], [value]) AS value", "MAP, not a number"],
  ["structures for days", "ticker, field, {'d': date} AS date, value", "STRUCT, not a date"],
  ["times of day for days", "ticker, field, TIME '10:00' AS date, value", '"date" is TIME'],
  ["no field", "ticker, date, value", 'no column "field"'],
  ["no date", "ticker, field, value", 'no column "date"'],
];

for (const [what, columns, message] of COLUMNS) {
  Deno.test(`prices with ${what} are exit 3 and name the column`, async () => {
    await refused("--prices", (path) => writeParquet(path, `SELECT ${columns} ${FROM}`), message);
  });
}

Deno.test("prices without rows value nothing and say so straddle by straddle", async () => {
  const { run, written } = await runWith(
    "--prices",
    (path) => writeParquet(path, `SELECT * ${FROM} LIMIT 0`),
  );
  assert.equal(run.code, 0, run.stderr);
  assert.equal(written, "");
  assert.match(run.stderr, /: 0 rows in /);
  assert.doesNotMatch(run.stderr, / valued$/m);
});

Deno.test("prices without rows cannot tell the years: exit 3", () =>
  withFolder(async (cwd) => {
    await writeParquet(join(cwd, "none.parquet"), `SELECT * ${FROM} LIMIT 0`);
    const args = ["backtest", "--data", MINI, "--prices", "none.parquet", "^ACME"];
    assertRefused(await runHarmlessly(args, cwd), 3, "hold no rows");
  }));

for (const day of ["200000-01-01", "infinity", "3000-01-01", "0044-03-15 (BC)", "-infinity"]) {
  Deno.test(`a price on the day ${day} is exit 3 where the prices must tell the years, else no matter`, () =>
    withFolder(async (cwd) => {
      const columns = "ticker, field, date, value";
      const far = `SELECT 'NOISE', 'X', DATE '${day}', 1.0`;
      await writeParquet(join(cwd, "far.parquet"), `SELECT ${columns} ${FROM} UNION ALL ${far}`);
      const args = ["backtest", "--data", MINI, "--prices", "far.parquet", "^(ACME|CRDX|QZ)"];
      assertRefused(await runHarmlessly(args, cwd), 3, "Cannot tell the years", "far.parquet");
      const { code } = await runHarmlessly([...args, "2024", "-j", "1"], cwd);
      assert.equal(code, 0);
      assert.ok(Deno.readTextFileSync(join(cwd, "out.ndjson")) === await clean, "other rows");
    }));
}

Deno.test("prices without a single day cannot tell the years: exit 3", () =>
  withFolder(async (cwd) => {
    const query = `SELECT ticker, field, NULL::DATE AS date, value ${FROM}`;
    await writeParquet(join(cwd, "none.parquet"), query);
    const args = ["backtest", "--data", MINI, "--prices", "none.parquet", "^ACME"];
    assertRefused(await runHarmlessly(args, cwd), 3, "hold no rows");
  }));

Deno.test("prices in 10,000 row groups give the same rows in seconds", async () => {
  const { run, written } = await runWith("--prices", async (path) => {
    // DuckDB writes no smaller groups than 2,048 rows; the rest of them is of tickers nobody asks for.
    const filler = "SELECT 'NOISE', 'X', DATE '2024-01-02', i::DOUBLE FROM range(20480000) t(i)";
    const ours = `SELECT ticker, field, date, value ${FROM}`;
    await sql(
      `COPY (${ours} UNION ALL ${filler}) TO ${quoted(path)} (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
    );
    const [{ n } = { n: 0 }] = await sql(
      `SELECT max(row_group_id) + 1 AS n FROM parquet_metadata(${quoted(path)})`,
    );
    assert.ok(Number(n) >= 10_000, `only ${n} row groups`);
  });
  assert.equal(run.code, 0, run.stderr);
  assert.ok(written === await clean, "other rows");
});
