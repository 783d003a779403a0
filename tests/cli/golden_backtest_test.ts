/** Whole backtests against what the reference printed and computed. */
import assert from "node:assert/strict";
import { readJsonLines, readTsv, shared, sharedTest } from "../shared.ts";
import { assertOneLine, cellsOf, straddle, straddleOk, withFolder } from "./program.ts";

const PRICES = "golden/prices_public.parquet";
const INPUTS = ["data/amt.yml", "data/futs.csv", "data/overrides.csv", PRICES];

/** The arguments of each run, as golden/README.md lists them. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  la: ["^LA Comdty$", "2024", "2025"],
  la_both: ["^LA Comdty", "2024", "2024"],
  usdcad: ["^USDCAD", "2023", "2023"],
  nky_rx: ["^(NKY Index|RX Comdty)", "2021", "2021"],
  ibox: ["^IBOXUMAE", "2023", "2023"],
  swap_only: ["^BPSW10", "2023", "2023"],
  not_live: ["^TWSE", "2023", "2023"],
  no_match: ["zzz", "2023", "2023"],
  mixed_j1: ["^(LA Comdty|IBOXUMAE Curncy|BPSW10 Curncy)$", "2023", "2023"],
  abnb_end: ["^(ABNB|KOSPI2)", "2025", "2025"],
  big: [
    "^(LA Comdty|NKY Index|RX Comdty|ABNB US Equity|KOSPI2 Index|USDCAD Curncy|GDX US Equity|TWSE Index)$",
    "2021",
    "2025",
  ],
};

/** The inputs of every golden run, perhaps with another asset table. */
function inputArgs(otherAmt?: string): string[] {
  const [amt, chain, overrides, prices] = INPUTS.map((path) => shared(path)!);
  const tables = ["--amt", otherAmt ?? amt!, "--chain", chain!, "--overrides", overrides!];
  return [...tables, "--prices", prices!];
}

/** A run as the reference printed it: three digits, tab-separated. */
function printed(name: string) {
  return withFolder((cwd) => {
    const args = ["backtest", ...inputArgs(), ...RUNS[name]!, "--digits", "3", "-f", "tsv"];
    return straddle(args, { cwd });
  });
}

function goldenTest(name: string, law: string, run: (golden: string[][]) => Promise<void>): void {
  const table = `golden/backtest_${name}.tsv.gz`;
  sharedTest(
    `golden run ${name}: ${law}`,
    [table, ...INPUTS],
    (path) => run(readTsv(path)),
  );
}

/** Compares tables cell by cell; says where the first difference is. */
function assertSameCells(ours: readonly string[][], golden: readonly string[][]): void {
  for (let i = 0; i < Math.min(ours.length, golden.length); i++) {
    assert.deepEqual(ours[i], golden[i], `line ${i + 1}`);
  }
  assert.equal(ours.length, golden.length, "number of lines");
}

for (const name of ["la", "la_both", "usdcad", "nky_rx", "abnb_end", "big"]) {
  goldenTest(name, "prints the reference's table, cell by cell", async (golden) => {
    const { code, stdout, stderr } = await printed(name);
    assert.equal(code, 0, stderr);
    assertSameCells(cellsOf(stdout), golden);
  });
}

/** The columns of a row of the reference's, which has no header of its own, by how many there are. */
function layout(width: number): string[] {
  const hedges = { 15: 1, 17: 2, 21: 4 }[width];
  assert.ok(hedges !== undefined, `a row of ${width} columns`);
  const numbered = (name: string) =>
    Array.from({ length: hedges }, (_, i) => i === 0 ? name : `${name}${i}`);
  const prices = ["vol", ...numbered("hedge")];
  const strikes = ["strike_vol", ...numbered("strike")];
  const values = ["mv", "delta", "opnl", "hpnl", "pnl"];
  return [
    "asset",
    "straddle",
    "date",
    ...prices,
    "action",
    "model",
    ...strikes,
    "expiry",
    ...values,
  ];
}

/** The reference's rows under the union of their columns: what a row lacks is missing (D-11). */
function underUnion(golden: readonly string[][], header: readonly string[]): string[][] {
  return golden.slice(1).map((row) => {
    const cells = new Map(layout(row.length).map((name, i) => [name, row[i]!]));
    return header.map((name) => cells.get(name) ?? (name.startsWith("hedge") ? "none" : "-"));
  });
}

for (const [name, width] of [["ibox", 17], ["mixed_j1", 21]] as const) {
  goldenTest(
    name,
    "rows of other hedge counts stand under the union of the columns (D-11, D-12)",
    async (golden) => {
      const { code, stdout, stderr } = await printed(name);
      assert.equal(code, 0, stderr);
      const [header, ...rows] = cellsOf(stdout);
      assert.deepEqual(header, layout(width));
      assert.deepEqual(header, golden[0]);
      assert.ok(golden.some((row) => row.length < width), "the golden rows have other widths");
      assertSameCells(rows, underUnion(golden, header!));
    },
  );
}

goldenTest(
  "swap_only",
  "a run without values prints its header, where the reference prints nothing (D-33)",
  async (golden) => {
    const { code, stdout, stderr } = await printed("swap_only");
    assert.equal(code, 0, stderr);
    assert.deepEqual(golden, [[""]]);
    assert.equal(stdout, layout(21).join("\t") + "\n");
    assert.match(stderr, /no value at all: BPSW10 Curncy/);
  },
);

for (const name of ["not_live", "no_match"]) {
  goldenTest(name, "nothing to value is exit 1, one line and no output", async (golden) => {
    assert.deepEqual(golden, [[""]]);
    assertOneLine(await printed(name), 1, `"${RUNS[name]![0]}"`);
  });
}

interface GoldenStraddle {
  readonly asset: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const NUMBERS = /^(vol|hedge\d?|strike(_vol|\d)?|mv|delta|opnl|hpnl|pnl)$/;
const CLOSE = 1e-12;

function isSame(column: string, ours: string, golden: string): boolean {
  if (ours === golden) return true;
  if (!NUMBERS.test(column) || ours === "none" || ours === "-") return false;
  const [a, b] = [Number(ours), Number(golden)];
  const exact = /^(vol|hedge|strike)/.test(column);
  return exact ? a === b : Math.abs(a - b) <= CLOSE * Math.max(1, Math.abs(b));
}

/** Compares rows in full precision with those of valuation.jsonl.gz that `keep` keeps. */
function assertSameValues(
  table: string,
  straddles: readonly GoldenStraddle[],
  keep: (row: ReadonlyMap<string, string>) => boolean,
): number {
  const [header, ...ours] = cellsOf(table);
  const expected = straddles.flatMap(({ columns, rows }) =>
    rows.map((row) => new Map(columns.map((name, i) => [name, row[i]!]))).filter(keep)
  );
  const key = (row: ReadonlyMap<string, string>) =>
    `${row.get("asset")}\t${row.get("straddle")}\t${row.get("date")}`;
  const keys = new Map(expected.map((row) => [row, key(row)]));
  const sorted = expected.sort((a, b) => keys.get(a)! < keys.get(b)! ? -1 : 1);
  for (let i = 0; i < Math.min(ours.length, sorted.length); i++) {
    header!.forEach((name, c) => {
      // A missing price is always "none"; the reference prints "-" where the straddle has no such series.
      const price = name === "vol" || name.startsWith("hedge");
      const golden = sorted[i]!.get(name) ?? "-";
      const value = price && golden === "-" ? "none" : golden;
      if (isSame(name, ours[i]![c]!, value)) return;
      assert.fail(`${name} of ${keys.get(sorted[i]!)}: ${ours[i]![c]} is not ${value}`);
    });
  }
  assert.equal(ours.length, sorted.length, "number of rows");
  return sorted.length;
}

const LIVE_PATTERN =
  "^(LA Comdty.*|(USDCAD|IBOXUMAE|BPSW10) Curncy|(NKY|KOSPI2) Index|RX Comdty|ABNB US Equity)$";
const DEAD = ["GDX US Equity", "TWSE Index", "HSI Index"];

sharedTest(
  "every value of every live golden asset equals the reference's in full precision",
  ["golden/valuation.jsonl.gz", ...INPUTS],
  async (path) => {
    const golden = readJsonLines<GoldenStraddle>(path).filter(({ asset }) => !DEAD.includes(asset));
    const args = ["backtest", ...inputArgs(), LIVE_PATTERN, "2021", "2025", "-f", "tsv", "-q"];
    const rows = assertSameValues(
      await straddleOk(args),
      golden,
      (row) => row.get("mv") !== "-",
    );
    assert.ok(rows > 50_000, `only ${rows} rows`);
  },
);

sharedTest(
  "--all-days shows every calendar day of every golden straddle as the reference's valuation tables do",
  ["golden/valuation.jsonl.gz", ...INPUTS],
  (path) =>
    withFolder(async (folder) => {
      const amt = `${folder}/amt.yml`;
      Deno.writeTextFileSync(amt, makeLive(Deno.readTextFileSync(shared("data/amt.yml")!), DEAD));
      const pattern = `${LIVE_PATTERN}|^(${DEAD.join("|")})$`;
      const args = ["backtest", ...inputArgs(amt), pattern, "2021", "2025"];
      const table = await straddleOk([...args, "-f", "tsv", "-q", "--all-days"]);
      const rows = assertSameValues(table, readJsonLines<GoldenStraddle>(path), () => true);
      assert.ok(rows > 160_000, `only ${rows} rows`);
    }),
);

/** The asset table with a WeightCap of 1 for the named assets. */
function makeLive(amt: string, assets: readonly string[]): string {
  for (const asset of assets) {
    const from = amt.indexOf(`Underlying: "${asset}"`);
    const to = amt.indexOf("Underlying:", from + 1);
    assert.ok(from > 0 && to > 0, `${asset} is in the table`);
    const entry = amt.slice(from, to).replace(/WeightCap: .*/, "WeightCap: 1");
    amt = amt.slice(0, from) + entry + amt.slice(to);
  }
  return amt;
}
