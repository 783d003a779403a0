/** The same bytes whatever the number of workers, the caches, the time zone and the folder. */
import assert from "node:assert/strict";
import { MINI, namesIn, SAMPLE, straddleBytes, withFolder } from "./program.ts";

/** So many years that the sample makes more than seven tasks, which is what workers are dealt. */
const LONG = ["backtest", "--data", SAMPLE, ".", "1990", "2040", "-q"];

async function bytesOf(args: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await straddleBytes(args, { env });
  assert.equal(code, 0, stderr);
  return stdout;
}

function assertEqualBytes(ours: Uint8Array, expected: Uint8Array, what: string): void {
  assert.equal(ours.length, expected.length, what);
  const at = ours.findIndex((byte, i) => byte !== expected[i]);
  assert.equal(at, -1, `${what}: another byte at ${at}`);
}

/** Other ways to the same table. */
const WAYS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  csv: [["-j", "2"], ["-j", "3"], ["-j", "7"], [], ["-j", "1", "--no-memoize"]],
  parquet: [["-j", "2"], ["-j", "7", "--no-memoize"]],
  json: [["-j", "3"]],
  table: [["-j", "4"]],
};

for (const [format, ways] of Object.entries(WAYS)) {
  Deno.test(`${format} is the same byte for byte for any number of workers, with and without caches`, async () => {
    const args = [...LONG, "-f", format];
    const expected = await bytesOf([...args, "-j", "1"]);
    assert.ok(format === "table" || expected.length > 500_000);
    for (const way of ways) assertEqualBytes(await bytesOf([...args, ...way]), expected, `${way}`);
  });
}

Deno.test("a file is the same byte for byte as standard output, however many workers write it", async () => {
  await withFolder(async (cwd) => {
    const expected = await bytesOf([...LONG, "-f", "parquet", "-j", "2"]);
    const { code, stderr } = await straddleBytes([...LONG, "-o", "a.parquet", "-j", "5"], { cwd });
    assert.equal(code, 0, stderr);
    assertEqualBytes(Deno.readFileSync(`${cwd}/a.parquet`), expected, "file");
    assert.deepEqual(namesIn(cwd), ["a.parquet"]);
  });
});

Deno.test("the summary counts the same states for every number of workers", async () => {
  const summary = async (workers: string) => {
    const args = LONG.filter((arg) => arg !== "-q");
    const { stderr } = await straddleBytes([...args, "-f", "ndjson", "-j", workers]);
    return stderr.replace(/ in [\d.]+ s .*/, "");
  };
  const expected = await summary("1");
  assert.match(expected, /^ +[\d,]+ {2}valued$/m);
  assert.equal(await summary("6"), expected);
});

for (const data of [MINI, SAMPLE]) {
  Deno.test(`${data === MINI ? "mini" : "the sample"}: the same bytes in every time zone and locale`, async () => {
    const args = ["backtest", "--data", data, ".", "2024", "-q", "-f", "parquet", "--all-days"];
    const expected = await bytesOf(args, { TZ: "UTC" });
    for (const TZ of ["America/New_York", "Pacific/Kiritimati"]) {
      assertEqualBytes(await bytesOf(args, { TZ, LC_ALL: "de_DE.UTF-8" }), expected, TZ);
    }
  });
}
