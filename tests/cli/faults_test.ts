/** An output file is absent, old or complete, whatever happens to the run. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { denoArgs, MINI, straddle, withFolder } from "./program.ts";

const ARGS = ["backtest", "--data", MINI, ".", "1950", "2250", "--all-days", "-j", "2"];
/** Kills in an ordinary test run; `STRADDLE_KILLS=50` for a long one. */
const KILLS = Number(Deno.env.get("STRADDLE_KILLS") ?? 12);

/** Starts a run of about a second into `file`. */
function start(file: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [...denoArgs(), ...ARGS, "-o", file],
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

const partials = (folder: string) =>
  readdirSync(folder).filter((name) => name.endsWith(".partial"));

Deno.test({
  name: `a run killed at any of ${KILLS} moments leaves the old file or the whole new one`,
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const file = join(folder, "run.csv");
      const whole = start(file);
      const began = performance.now();
      await whole.output();
      const lasts = performance.now() - began;
      const complete = readFileSync(file, "utf8");
      assert.ok(complete.length > 1e6);
      const endings = new Set<string>();
      for (let k = 0; k < KILLS; k++) {
        writeFileSync(file, "old");
        const run = start(file);
        const output = run.output();
        await new Promise((resolve) => setTimeout(resolve, 1.05 * lasts * (k + 0.5) / KILLS));
        try {
          run.kill("SIGKILL");
        } catch {
          // It was done already.
        }
        await output;
        const text = readFileSync(file, "utf8");
        assert.ok(text === "old" || text === complete, `after kill ${k}: ${text.length} bytes`);
        endings.add(text === "old" ? "old" : "new");
      }
      assert.ok(endings.has("old"), "some kills came in time");
      for (const name of partials(folder)) utimesSync(join(folder, name), 1.7e9, 1.7e9);
      const { code } = await straddle(["backtest", "--data", MINI, "^ACME", "2024", "-o", file]);
      assert.equal(code, 0);
      assert.deepEqual(partials(folder), [], "the next run removes the litter");
    }),
});

Deno.test({
  name: "the litter of a run that is still at work is left alone",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const file = join(folder, "run.csv");
      const other = join(folder, ".run.csv.1.partial");
      using held = Deno.openSync(other, { write: true, create: true });
      held.lockSync(true);
      utimesSync(other, 1_700_000_000, 1_700_000_000);
      await straddle(["backtest", "--data", MINI, "^ACME", "2024", "-o", file]);
      assert.ok(existsSync(other));
      held.unlockSync();
      await straddle(["backtest", "--data", MINI, "^ACME", "2024", "-o", file]);
      assert.ok(!existsSync(other), "no longer");
    }),
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test({
    name: `${signal} ends the run with one line, exit 130 and no file, within two seconds`,
    ignore: Deno.build.os === "windows",
    fn: () =>
      withFolder(async (folder) => {
        for (const wait of [350, 700]) {
          const run = start(join(folder, "run.csv"));
          const output = run.output();
          await new Promise((resolve) => setTimeout(resolve, wait));
          const asked = performance.now();
          run.kill(signal);
          const { code, stderr } = await output;
          assert.equal(code, 130);
          assert.ok(performance.now() - asked < 2000);
          assert.match(new TextDecoder().decode(stderr), /^straddle: Cancelled[^\n]*\n$/m);
          assert.deepEqual(readdirSync(folder), []);
        }
      }),
  });
}

Deno.test("a folder that goes away during the run is an error with the path, and no crash", () =>
  withFolder(async (folder) => {
    const inner = join(folder, "inner");
    Deno.mkdirSync(inner);
    const run = start(join(inner, "run.csv"));
    const output = run.output();
    while (readdirSync(inner).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    Deno.removeSync(inner, { recursive: true });
    const { code, stderr } = await output;
    assert.equal(code, 4);
    assert.match(
      new TextDecoder().decode(stderr),
      /^straddle: Cannot write "[^"]*run\.csv": no such file or folder\n$/m,
    );
  }));
