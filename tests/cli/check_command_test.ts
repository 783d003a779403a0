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

Deno.test("check: nothing that matches is exit 1, no prices is a usage error", async () => {
  assertOneLine(await straddle(["check", "zzz", "--data", MINI]), 1, "No live asset");
  assertOneLine(await straddle(["check", "--amt", `${MINI}/amt.yml`]), 2, "--prices FILE");
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
