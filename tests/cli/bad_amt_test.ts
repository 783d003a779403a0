/** Asset tables that cannot be used: one clear message, exit 3, no output and no litter. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  assertOneLine,
  assertRefused,
  MINI,
  refusedWithoutLeftovers,
  type Run,
  straddle,
  withFolder,
} from "./program.ts";

const PRICES = join(MINI, "prices.parquet");

/** A refused backtest of every asset of the table. */
function refuse(amt: string | Uint8Array): Promise<Run> {
  return withFolder((cwd) => {
    const path = join(cwd, "amt.yml");
    if (typeof amt === "string") Deno.writeTextFileSync(path, amt);
    else Deno.writeFileSync(path, amt);
    return refusedWithoutLeftovers(
      ["backtest", "--amt", path, "--prices", PRICES, ".", "2024"],
      cwd,
    );
  });
}

/** Tables that are wrong as a whole: name, text, what the message says. */
const WHOLE: readonly (readonly [string, string, ...(string | RegExp)[]])[] = [
  ["an empty file", "", "it is empty"],
  ["nothing but comments", "# later\n", "it is empty"],
  ["a list at the top", "- a\n- b\n", "it holds a list", '"amt"'],
  ["a text at the top", "hello\n", 'it holds the text "hello"'],
  ["no key amt", "expiry_schedules: {}\n", 'no key "amt"'],
  ["an empty amt", "amt:\n", "line 1", '"amt" is empty'],
  ["amt as a list", "x: 1\namt: [a]\n", "line 2", '"amt" is a list'],
  ["expiry_schedules as a list", "amt: {}\nexpiry_schedules: [a]\n", "line 2", "is a list"],
  ["empty expiry_schedules", "amt: {}\nexpiry_schedules:\n", "line 2", "is empty"],
  [
    "broken YAML",
    "amt:\n  A: {Underlying: x\n  B: [\n",
    /line \d+, column \d+: .* \(see "straddle help asset-table"\)$/m,
  ],
  ["tabs as indentation", "amt:\n\tA: 1\n", "line 2", "tab"],
  ["two documents", "amt: {}\n---\namt: {}\n", "line 3", "document"],
  ["an alias without its anchor", "amt: *x\n", "line 1", "anchor"],
  ["an anchor within itself", "amt: &a {A: *a}\n", "line 1", "itself"],
];

for (const [what, text, ...messages] of WHOLE) {
  Deno.test(`an asset table with ${what} is refused in one line that says where`, async () => {
    assertOneLine(await refuse(text), 3, "asset table", "amt.yml", ...messages);
  });
}

Deno.test("an asset table that is not UTF-8 is refused in one line", async () => {
  assertOneLine(await refuse(new Uint8Array([0x61, 0xe9, 0x0a])), 3, "amt.yml", "UTF-8");
});

Deno.test("an asset table without assets has nothing to value: exit 1", async () => {
  assertOneLine(await refuse("amt: {}\n"), 1, "no asset matches");
});

const TYPES = `expiry_schedules:
  one: [N0_F3_100]
  text: N0_F3_100
amt:
  a:
    Underlying: A
    WeightCap: "0.05"
  b:
    Underlying: 5
    WeightCap: 1
  c: {Underlying: C, WeightCap: 1, Options: [a]}
  d: {Underlying: D, WeightCap: 1, Options: one, Vol: IV30}
  e: {Underlying: E, WeightCap: 1, Options: one, Hedge: PX_LAST}
  f:
    Underlying: F
    WeightCap: 1
    Options: one
    Hedge:
      Source: fut
      fut_code: QZ
      market_code: Comdty
      fut_month_map: GHJ
      min_year_offset: x
  g: {Underlying: G, WeightCap: 1, Options: text}
  h1: {Underlying: H, WeightCap: 1}
  h2: {Underlying: H, WeightCap: 1}
  good:
    Underlying: GOOD
    WeightCap: 1
    Options: one
    Vol: {Source: BBG, Ticker: ACME US Equity, Near: IV30, Far: IV60}
    Hedge: {Source: nonfut, Ticker: ACME US Equity, Field: PX_LAST}
    Valuation: {Model: ES}
`;

/** Line, asset and what is said of each fault in TYPES. */
const FAULTS: readonly (readonly [number, string, string])[] = [
  [3, "G", 'Schedule "text" is the text "N0_F3_100"'],
  [7, "A", 'WeightCap is the text "0.05"'],
  [9, "5", "Underlying is the number 5"],
  [11, "C", "Options is a list"],
  [12, "D", 'Vol is the text "IV30"'],
  [13, "E", 'Hedge is the text "PX_LAST"'],
  [22, "F", 'Hedge.fut_month_map is the text "GHJ"'],
  [23, "F", 'Hedge.min_year_offset is the text "x"'],
  [26, "H", "The Underlying is given twice, on lines 25 and 26"],
];

Deno.test("wrong types are refused all at once, each with its line and asset", async () => {
  const run = await refuse(TYPES);
  assertRefused(run, 3, "Cannot use asset table");
  const [, ...lines] = run.stderr.trimEnd().split("\n");
  assert.equal(lines.length, FAULTS.length, run.stderr);
  FAULTS.forEach(([line, asset, words], i) => {
    const start = `amt.yml:${line}: asset "${asset}": ${words}`;
    assert.ok(lines[i]!.includes(start), `${lines[i]} lacks ${start}`);
  });
});

Deno.test("a fault of an asset that the pattern leaves out is a warning, not an obstacle", async () => {
  await withFolder(async (cwd) => {
    Deno.writeTextFileSync(join(cwd, "amt.yml"), TYPES);
    const args = ["backtest", "--amt", "amt.yml", "--prices", PRICES, "^GOOD$", "2024"];
    const { code, stdout, stderr } = await straddle([...args, "-v"], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^asset\t.*\nGOOD\t/);
    assert.match(stderr, /^Warning: .*WeightCap is the text "0\.05"/m);
    assert.match(stderr, /^ +12 {2}valued$/m);
  });
});

Deno.test("listing straddles names the faults of the table and lists the straddles", async () => {
  await withFolder(async (cwd) => {
    Deno.writeTextFileSync(join(cwd, "amt.yml"), TYPES);
    const args = ["straddles", "--amt", "amt.yml", "^(A|GOOD)$", "2024"];
    const { code, stdout, stderr } = await straddle(args, { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^Warning: .*amt\.yml:7: asset "A": WeightCap is the text "0\.05"/m);
    assert.equal(stdout.match(/^GOOD\t\|/gm)?.length, 12);
  });
});

Deno.test("names from files cannot send control characters to the terminal", async () => {
  const run = await refuse('amt: {a: {Underlying: "\\e[31mRED", WeightCap: "1"}}\n');
  assertRefused(run, 3, "\\x1b[31mRED");
  assert.ok(!run.stderr.includes("\x1b"));
});
