/** `check`: what it prints and its exit codes. */
import assert from "node:assert/strict";
import { shared, sharedTest } from "../shared.ts";
import { assertOneLine, MINI, SAMPLE, straddle } from "./program.ts";

Deno.test("check: one line a finding on standard output, exit 3 when one is an error", async () => {
  const { code, stdout, stderr } = await straddle(["check", ".", "2024", "--data", MINI]);
  assert.deepEqual([code, stderr], [3, ""]);
  assert.match(
    stdout,
    /^error {4}unknown code, 12 straddles: SAME Index \(X5_F1\)\. .* To mend it: /,
  );
  assert.match(stdout, /\n1 error, \d+ warnings, \d+ notes\. A backtest of 10 assets, 2024, would/);
  assert.match(stdout, /\n +28 {2}valued\n/);
});

Deno.test("check: without an error the exit code is 0, whatever the warnings", async () => {
  const { code, stdout } = await straddle(["check", "^ACME", "2024", "--data", MINI]);
  assert.equal(code, 0);
  assert.match(stdout, /\n0 errors, 2 warnings, 0 notes\. /);
  assert.equal((await straddle(["check", "--data", SAMPLE])).stderr, "");
});

Deno.test("check -f json gives findings and forecast as data", async () => {
  const { stdout } = await straddle(["check", ".", "2024", "--data", MINI, "-f", "json"]);
  const { findings, forecast, straddles } = JSON.parse(stdout);
  assert.deepEqual(Object.keys(findings[0]), [
    "severity",
    "kind",
    "subject",
    "count",
    "unit",
    "message",
    "mend",
    "subjects",
  ]);
  assert.equal(findings[0].severity, "error");
  assert.equal(Object.values<number>(forecast).reduce((a, b) => a + b), straddles);
});

Deno.test("check: nothing that matches is exit 1", async () => {
  assertOneLine(await straddle(["check", "zzz", "--data", MINI]), 1, "No live asset");
});

Deno.test("check needs no prices: the tables are checked alone, and it says what is left out", async () => {
  const tables = ["--amt", `${MINI}/amt.yml`, "--overrides", `${MINI}/overrides.csv`];
  const bare = await straddle(["check", ...tables]);
  assert.deepEqual([bare.code, bare.stderr], [0, ""]);
  assert.match(bare.stdout, /0 errors, .* in 10 assets\. Looked at without prices and years: /);
  const { code, stdout } = await straddle(["check", ".", "2024", ...tables]);
  assert.equal(code, 3);
  assert.match(stdout, /^error {4}unknown code, 12 straddles: SAME Index/);
  assert.match(stdout, /\n1 error, .* Looked at without prices: /);
  const json = await straddle(["check", ".", "2024", ...tables, "-f", "json"]);
  const { years, forecast, straddles } = JSON.parse(json.stdout);
  assert.deepEqual([years, forecast, straddles > 0], [{ from: 2024, to: 2024 }, undefined, true]);
});

const PUBLIC = [
  "data/amt.yml",
  "data/futs.csv",
  "data/overrides.csv",
  "golden/prices_public.parquet",
];

sharedTest(
  "check of the real inputs is readable: a few dozen lines, none repeated",
  PUBLIC,
  async () => {
    const [amt, chain, overrides, prices] = PUBLIC.map((path) => shared(path)!);
    const inputs = [
      "--amt",
      amt!,
      "--chain",
      chain!,
      "--overrides",
      overrides!,
      "--prices",
      prices!,
    ];
    const { stdout } = await straddle(["check", ...inputs]);
    const lines = stdout.trimEnd().split("\n");
    assert.ok(lines.length < 40, stdout);
    assert.equal(new Set(lines).size, lines.length);
    assert.ok(lines.every((line) => line.length < 500), stdout);
  },
);

/** The kinds of findings about prices that no market has. */
const ODD = /^\w+ +(?:price jump|bad tick|odd vols|frozen series|weekend copies|shifted days),.*/gm;

sharedTest(
  "check doubts prices that no market has, and none of the real table's sound ones",
  [
    "cases/base/amt.yml",
    "cases/base/prices.parquet",
    "cases/prices-sanity/split.parquet",
    "cases/prices-sanity/vol-as-fraction.parquet",
    "cases/stray-day/prices.parquet",
    ...PUBLIC,
  ],
  async (amt, base, split, fractions, stray, table, chain, overrides, prices) => {
    const doubts = async (...args: string[]) => {
      const { code, stdout } = await straddle(["check", ...args]);
      assert.equal(code, 0);
      return stdout.match(ODD) ?? [];
    };
    const ofCase = (prices: string) => doubts("--amt", amt!, "--prices", prices);
    assert.deepEqual(await ofCase(base!), []);
    assert.deepEqual(await ofCase(stray!), []);
    const [jump, ...more] = await ofCase(split!);
    assert.match(jump!, /AAA US Equity PX_LAST \(2024-03-05: 101, then 10\.175; a 10:1 split/);
    const [vol, ...others] = await ofCase(fractions!);
    assert.match(vol!, /AAA US Equity IV30 \(from 2024-01-02: 0\.205 .* fractions for percents/);
    assert.deepEqual([more, others], [[], []]);
    const real = ["--amt", table!, "--chain", chain!, "--overrides", overrides!];
    assert.deepEqual(await doubts(...real, "--prices", prices!), []);
  },
);
