/** Whole backtests of the invented set in tests/fixtures/mini, which needs nothing else. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readJsonLines, readTsv } from "../shared.ts";
import { cellsOf, MINI, rowsOf, straddle, straddleOk } from "./program.ts";

const CLOSE = 1e-12;

const mini = (pattern: string, ...args: string[]) =>
  straddleOk(["backtest", "--data", MINI, pattern, "2024", "-f", "tsv", "-q", ...args]);

for (const name of ["ACME", "QZ"]) {
  Deno.test(`mini ${name} 2024 prints the reference's table, cell by cell`, async () => {
    const golden = readTsv(join(MINI, `backtest_${name}_2024.tsv`));
    assert.deepEqual(cellsOf(await mini(`^${name}`, "--digits", "3")), golden);
  });
}

Deno.test("mini CRDX 2024 prints the reference's table; its switch month lacks hedge1 (D-11)", async () => {
  const [header, ...rows] = readTsv(join(MINI, "backtest_CRDX_2024.tsv"));
  const union = rows.map((row) => {
    if (row.length === header!.length) return row;
    assert.equal(row.length, header!.length - 2, "a row without hedge1 and strike1");
    assert.match(row[1]!, /^\|2024-01\|2024-02\|/);
    return [...row.slice(0, 5), "none", ...row.slice(5, 9), "-", ...row.slice(9)];
  });
  assert.deepEqual(cellsOf(await mini("^CRDX", "--digits", "3")), [header, ...union]);
});

interface FullStraddle {
  readonly asset: string;
  readonly straddle: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

Deno.test("mini 2024 values every straddle as the reference does, in full precision", async () => {
  const golden = readJsonLines<FullStraddle>(join(MINI, "valued_full.jsonl"))
    .filter(({ rows }) => rows.length > 0)
    .sort((a, b) => `${a.asset}\t${a.straddle}` < `${b.asset}\t${b.straddle}` ? -1 : 1);
  const ours = rowsOf(await mini("."));
  const expected = golden.flatMap(({ asset, straddle, columns, rows }) =>
    rows.map((row): Record<string, string> => ({
      asset,
      straddle,
      ...Object.fromEntries(columns.map((name, i) => [name, row[i]!])),
    }))
  );
  assert.equal(ours.length, expected.length);
  expected.forEach((row, i) => {
    for (const [name, value] of Object.entries(row)) {
      const cell = ours[i]![name]!;
      const number = Number(value);
      const same = cell === value ||
        Math.abs(Number(cell) - number) <= CLOSE * Math.max(1, Math.abs(number));
      assert.ok(same, `${name} of row ${i}: ${cell} is not ${value}`);
    }
  });
});

/** SPEC 12.2: rows, entry, expiry and sum of P&L. */
const SUMS = [
  [
    "ACME US Equity",
    "|2023-12|2024-01|N|0|F|3|60|",
    36,
    "2023-12-15",
    "2024-01-19",
    0.11324953315454872,
  ],
  [
    "ACME US Equity",
    "|2023-12|2024-01|N|10|F|3|40|",
    26,
    "2023-12-25",
    "2024-01-19",
    0.03669524195812502,
  ],
  [
    "ACME US Equity",
    "|2024-02|2024-03|N|10|F|3|40|",
    19,
    "2024-02-26",
    "2024-03-15",
    0.05999318942318172,
  ],
  [
    "QZ Comdty",
    "|2024-01|2024-02|N|0|BD|1|50|",
    32,
    "2024-01-01",
    "2024-02-01",
    0.08940015551759657,
  ],
  [
    "QZ Comdty",
    "|2023-12|2024-02|F|3|BD|7|50|",
    58,
    "2023-12-14",
    "2024-02-09",
    0.21240309025229404,
  ],
  [
    "CRDX Curncy",
    "|2024-01|2024-02|N|2|OVERRIDE||100|",
    29,
    "2024-01-17",
    "2024-02-14",
    -0.10687892935965865,
  ],
  [
    "CRDX Curncy",
    "|2024-02|2024-03|N|2|OVERRIDE||100|",
    28,
    "2024-02-16",
    "2024-03-14",
    -0.09692458084452656,
  ],
] as const;

const sum = (rows: readonly Record<string, string>[]) =>
  rows.reduce((total, { pnl }) => total + Number(pnl), 0);

Deno.test("mini 2024 has the rows, entries, expiries and P&L sums of the worked examples", async () => {
  const rows = rowsOf(await mini("^(ACME|QZ|CRDX)"));
  for (const [asset, straddle, count, entry, expiry, pnl] of SUMS) {
    const its = rows.filter((row) => row.asset === asset && row.straddle === straddle);
    assert.equal(its.length, count, straddle);
    assert.deepEqual([its[0]!.date, its[0]!.action], [entry, "ntry"]);
    assert.deepEqual([its.at(-1)!.date, its.at(-1)!.action], [expiry, "xpry"]);
    assert.ok(its.every((row) => row.expiry === expiry));
    assert.ok(Math.abs(sum(its) - pnl) < CLOSE, `${straddle}: ${sum(its)}`);
  }
  const acme = rows.filter(({ asset }) => asset === "ACME US Equity");
  assert.equal(acme.length, 649);
  assert.equal(new Set(acme.map(({ straddle }) => straddle)).size, 24);
  assert.ok(Math.abs(sum(acme) - 2.002990902052177) < CLOSE, `${sum(acme)}`);
  assert.equal(rows.length, 649 + 32 + 58 + 29 + 28, "no other straddle has rows");
});

/** The end states of a run, from its summary: state → straddles. */
function statesOf(summary: string): Record<string, number> {
  const lines = [...summary.matchAll(/^ {2,}([\d,]+) {2}(\S+(?: \S+)*)(?: {2}.*)?$/gm)];
  return Object.fromEntries(lines.map(([, n, state]) => [state, Number(n!.replaceAll(",", ""))]));
}

const STATES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "SWP10 Curncy": { "model not supported": 24 },
  "LM Comdty": { "no vol ticker": 12 },
  "AAABBB Curncy": { "no vol ticker": 12, "no good day": 12 },
  "SAME Index": { "unknown code": 12 },
  "BARE Index": { "no schedule": 12 },
  "WRD Index": { "no schedule": 12 },
  "QZ Comdty": { valued: 2, "no good day": 22 },
  "CRDX Curncy": { valued: 2, "override missing": 10 },
  "ACME US Equity": { valued: 24 },
};

for (const [asset, states] of Object.entries(STATES)) {
  const words = Object.entries(states).map(([state, n]) => `${n} ${state}`).join(", ");
  Deno.test(`mini ${asset} ends as: ${words}`, async () => {
    const { code, stderr } = await straddle(
      ["backtest", "--data", MINI, `^${asset}$`, "2024"],
    );
    assert.equal(code, 0, stderr);
    assert.deepEqual(statesOf(stderr), states);
    const none = !("valued" in states);
    assert.equal(stderr.includes(`no value at all: ${asset}\n`), none, stderr);
  });
}

Deno.test("mini 2024 counts every straddle of every live asset in exactly one state", async () => {
  const { stderr } = await straddle(["backtest", "--data", MINI, ".", "2024"]);
  const total = Object.values(statesOf(stderr)).reduce((a, b) => a + b, 0);
  assert.match(stderr, /^180 straddles of 10 assets, 2024: 796 rows in /m);
  assert.equal(total, 180, stderr);
});
