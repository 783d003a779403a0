/** The benchmark runs on any inputs, and cleans up after itself. */
import assert from "node:assert/strict";
import { MINI, SAMPLE, straddle, withFolder } from "./program.ts";

Deno.test("bench measures the runs that match, the plain design and one query a straddle", () =>
  withFolder(async (folder) => {
    const inputs = ["--amt", `${MINI}/amt.yml`, "--chain", `${MINI}/futs.csv`];
    const args = ["bench", ...inputs, "--overrides", `${MINI}/overrides.csv`, "--runs", "1"];
    const { code, stdout, stderr } = await straddle(args, { env: { TMPDIR: folder } });
    assert.equal(code, 0, stderr);
    const lines = stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/));
    assert.deepEqual(lines.map(([name]) => name), [
      "run",
      "everything, 20 years",
      "everything, 26 years",
      "the same, --no-memoize",
      "DuckDB's COPY of these rows",
      "one query a straddle (300 of them)",
    ]);
    for (const [name, straddles, rows, seconds, cpu] of lines.slice(1)) {
      for (const figure of [straddles, rows, seconds, cpu]) {
        assert.ok(Number(figure) > 0, `${name}: ${figure}`);
      }
    }
    assert.equal(lines[2]![2], lines[3]![2], "the same rows with and without memoizing");
    assert.equal(lines[2]![2], lines[4]![2], "and copied");
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("bench --caches shows the run's caches, both designs, and other kinds of cache", () =>
  withFolder(async (folder) => {
    const args = ["bench", "--caches", "--data", MINI, "--runs", "1", "-j", "2"];
    const { code, stdout, stderr } = await straddle(args, { env: { TMPDIR: folder } });
    assert.equal(code, 0, stderr);
    const [caches, designs, stores] = stdout.split("\n\n").map((table) =>
      table.trimEnd().split("\n").map((line) => line.split(/ {2,}/))
    );
    const names =
      "amt assetByUnderlying chain expandYm override prices schedule tickersYm tschemas";
    assert.equal(caches!.slice(1).map(([name]) => name).sort().join(" "), names);
    assert.equal(designs!.length, 3);
    assert.deepEqual(stores!.slice(1, 7).map(([name]) => name), [
      "a map in the module (ours)",
      "none: computed anew",
      "memoized by its arguments",
      "shared memory",
      "disk: a file a key",
      "disk: one SQLite file",
    ]);
    for (const [name, filling, filled] of stores!.slice(1, 7)) {
      assert.ok(Number(filling) > 0 && Number(filled) > 0, `${name}: ${filling}, ${filled}`);
    }
    // The program may not reach the network, so it says how a server is measured.
    assert.match(stdout, /No cache server was measured: .*deno task bench:caches/);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("bench --switches measures each switch beside the plain run", () =>
  withFolder(async (folder) => {
    const args = ["bench", "--switches", "--data", SAMPLE, "--runs", "1"];
    const { code, stdout, stderr } = await straddle(args, { env: { TMPDIR: folder } });
    assert.equal(code, 0, stderr);
    const [, ...lines] = stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/));
    assert.equal(lines.length, 8);
    assert.equal(lines[0]![0], "--greeks");
    for (const [name, plain, switched, , size] of lines) {
      assert.ok(Number(plain) > 0 && Number(switched) > 0 && Number(size) > 1, `${name}`);
    }
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("bench --scaling measures 1 to 16 workers, and says what is serial", () =>
  withFolder(async (folder) => {
    const args = ["bench", "--scaling", "--data", MINI, "--runs", "1"];
    const { code, stdout, stderr } = await straddle(args, { env: { TMPDIR: folder } });
    assert.equal(code, 0, stderr);
    const [figures, phases, serial] = stdout.split("\n\n");
    const lines = figures!.split("\n").map((line) => line.trim().split(/ {2,}/));
    assert.deepEqual(lines.map(([workers]) => workers), ["workers", "1", "2", "4", "8", "16"]);
    for (const line of lines.slice(1)) {
      assert.ok(line.every((cell) => Number(cell) > 0), line.join(" "));
    }
    assert.match(phases!, /^each worker: its own tables( +\d+){5}$/m);
    assert.match(serial!, /^This machine has \d+ cores?[.:]/);
  }));
