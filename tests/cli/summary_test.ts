/** The run summary: nothing vanishes silently, and data never mix with messages. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { assertOneLine, MINI, rowsOf, SAMPLE, straddle, withFolder } from "./program.ts";

const number = (text: string) => Number(text.replaceAll(",", ""));

/** Straddles, assets, rows and the sum of the states of a summary. */
function figures(summary: string) {
  const head = summary.match(
    /^([\d,]+) straddles? of ([\d,]+) assets?, (\S+): ([\d,]+) rows? in [\d.]+ s \([\d,]+ straddles\/s\)$/m,
  );
  assert.ok(head, summary);
  const states = [...summary.matchAll(/^ {2,}([\d,]+) {2}[a-z]/gm)].map(([, n]) => number(n!));
  return {
    straddles: number(head[1]!),
    assets: number(head[2]!),
    years: head[3],
    rows: number(head[4]!),
    states: states.reduce((a, b) => a + b, 0),
  };
}

const RUNS: Readonly<Record<string, readonly string[]>> = {
  "the sample": ["--data", SAMPLE],
  "the sample over 20 years": ["--data", SAMPLE, ".", "2010", "2029", "-j", "3"],
  "mini 2024": ["--data", MINI, ".", "2024"],
  "an asset without values": ["--data", MINI, "^SWP10", "2024"],
};

for (const [name, args] of Object.entries(RUNS)) {
  Deno.test(`the states of ${name} add up to its straddles, its rows to those printed`, async () => {
    const { code, stdout, stderr } = await straddle(["backtest", ...args, "-f", "tsv"]);
    assert.equal(code, 0, stderr);
    const found = figures(stderr);
    assert.ok(found.straddles > 0);
    assert.equal(found.states, found.straddles, stderr);
    assert.equal(found.rows, rowsOf(stdout).length);
  });
}

Deno.test("assets without any value are named, all of them, sorted", async () => {
  const { stderr } = await straddle(["backtest", "--data", MINI, ".", "2024"]);
  const names =
    "AAABBB Curncy, BARE Index, CALCV Index, LM Comdty, SAME Index, SWP10 Curncy, WRD Index";
  assert.match(stderr, new RegExp(`^  no value at all: ${names}$`, "m"));
});

Deno.test("places where the old rules are kept are named (D-6, D-8, LME)", async () => {
  const { stderr } = await straddle(["backtest", "--data", MINI, ".", "2024"]);
  assert.match(stderr, /^ {2}1 without a price column in its ticker's switch month: CRDX Curncy$/m);
  assert.match(stderr, /^ {2}12 without a vol because Far equals Near: AAABBB Curncy$/m);
  assert.match(stderr, /^ {2}12 without a vol because BBG_LMEVOL names no series: LM Comdty$/m);
});

Deno.test("--strict is exit 3 when an asset has no value at all, with the same table", async () => {
  const args = ["backtest", "--data", MINI, "^(ACME|SWP10)", "2024"];
  const [strict, plain] = await Promise.all([straddle([...args, "--strict"]), straddle(args)]);
  assert.deepEqual([strict.code, plain.code], [3, 0]);
  assert.equal(strict.stdout, plain.stdout);
});

Deno.test("--strict is exit 3 when a straddle's code is unknown", async () => {
  const { code } = await straddle(["backtest", "--data", MINI, "^SAME", "2024", "--strict"]);
  assert.equal(code, 3);
});

Deno.test("--strict is exit 0 when every asset has values and no straddle fails", async () => {
  const { code } = await straddle([
    "backtest",
    "--data",
    MINI,
    "^(ACME|QZ|CRDX)",
    "2024",
    "--strict",
  ]);
  assert.equal(code, 0);
});

Deno.test("--strict keeps the output file, which is complete", () =>
  withFolder(async (cwd) => {
    const args = ["backtest", "--data", MINI, "^SWP10", "2024", "--strict", "-o", "run.csv"];
    assert.equal((await straddle(args, { cwd })).code, 3);
    assert.match(Deno.readTextFileSync(join(cwd, "run.csv")), /^asset,[^\n]*\n$/);
  }));

Deno.test("-q says nothing at all about a run in order", async () => {
  const args = ["backtest", "--data", SAMPLE, "^VGB", "2024"];
  const [quiet, plain] = await Promise.all([straddle([...args, "-q"]), straddle(args)]);
  assert.deepEqual([quiet.code, quiet.stderr], [0, ""]);
  assert.equal(quiet.stdout, plain.stdout);
  assert.notEqual(plain.stderr, "");
});

Deno.test("-q does not hide why a run failed", async () => {
  assertOneLine(await straddle(["backtest", "--data", MINI, "zzz", "2024", "-q"]), 1, '"zzz"');
});

Deno.test("-v names every asset of a state and every problem of the asset table", async () => {
  const { stderr } = await straddle(["backtest", "--data", SAMPLE, "-v"]);
  assert.doesNotMatch(stderr, /and \d+ more$/m);
  const mini = await straddle(["backtest", "--data", MINI, ".", "2024", "-v"]);
  assert.match(mini.stderr, /^Warning: .*amt\.yml:105: Entry "NotADict"/m);
  assert.match(mini.stderr, /^Warning: .*amt\.yml:91: asset "BARE Index": WeightCap/m);
});

/** The lines of `--cache-stats`: name → entries, hits, misses, bytes. */
function caches(stderr: string): Map<string, number[]> {
  const at = stderr.search(/^cache +entries +hits +misses +bytes$/m);
  assert.ok(at >= 0, stderr);
  const lines = stderr.slice(at).trimEnd().split("\n").slice(1);
  return new Map(lines.map((line) => {
    const [name, ...cells] = line.split(/ {2,}/);
    return [name!, cells.map(number)];
  }));
}

const CACHES = [
  "amt",
  "assetByUnderlying",
  "schedule",
  "expandYm",
  "tschemas",
  "tickersYm",
  "override",
  "prices",
];

Deno.test("--cache-stats has a line for each of the eight caches", async () => {
  const args = ["backtest", "--data", MINI, ".", "2024", "--cache-stats", "-j", "1"];
  const found = caches((await straddle(args)).stderr);
  for (const name of CACHES) {
    const figures = found.get(name);
    assert.ok(figures, `no line for ${name}`);
    assert.equal(figures.length, 4);
  }
  assert.ok(found.get("expandYm")![0]! > 0, "expandYm holds entries");
});

Deno.test("--no-memoize leaves the four memo caches unused", async () => {
  const args = ["backtest", "--data", MINI, ".", "2024", "--cache-stats", "--no-memoize"];
  const found = caches((await straddle([...args, "-j", "1"])).stderr);
  for (const name of ["schedule", "expandYm", "tschemas", "tickersYm"]) {
    assert.deepEqual(found.get(name), [0, 0, 0, 0], name);
  }
});

Deno.test("data go to standard output only, messages to standard error only", async () => {
  const args = ["backtest", "--data", MINI, ".", "2024", "-f", "csv", "-v", "--cache-stats"];
  const { stdout, stderr } = await straddle(args);
  const lines = stdout.trimEnd().split("\n");
  assert.match(lines[0]!, /^asset,straddle,/);
  const columns = lines[0]!.split(",").length;
  assert.ok(lines.every((line) => line.split(",").length === columns));
  assert.doesNotMatch(stderr, /^ACME/m);
});

Deno.test("without a terminal nothing is colored and no progress is shown", async () => {
  for (const env of [{}, { FORCE_COLOR: "1" }, { TERM: "xterm-256color" }]) {
    const args = ["backtest", "--data", MINI, ".", "2000", "2030"];
    const { stdout, stderr } = await straddle(args, { env });
    const text = stdout + stderr;
    assert.ok(!text.includes("\x1b") && !text.includes("\r"), JSON.stringify(env));
  }
});
