/** SIGHUP cleans up as SIGTERM does, unless the program was told to survive it. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Launched, partialsIn, pause, until, works } from "./processes.ts";
import { MINI, withFolder } from "./program.ts";

const ignore = Deno.build.os === "windows";
const RUN = ["backtest", "--data", MINI, ".", "1950", "2250", "--all-days", "-j", "2"];
const CANCELLED = /^(Using the sample data .*\n)?straddle: Cancelled[^\n]*\n$/;

const isAlive = (pid: number) => {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
};

Deno.test({
  name: "a hang-up ends the program with exit 130 and leaves nothing, be it sent twice",
  ignore,
  fn: () =>
    withFolder(async (cwd) => {
      for (const wait of [0, 60, 200]) {
        const run = new Launched([...RUN, "-q", "-o", "run.csv"], { cwd });
        await until(() => partialsIn(cwd).length > 0, "the run to begin its file");
        await pause(wait);
        run.signal("SIGHUP");
        run.signal("SIGHUP");
        const { code, signal } = await run.end();
        assert.deepEqual([code, signal], [130, null]);
        assert.match(run.stderr, CANCELLED);
        assert.deepEqual(readdirSync(cwd), []);
      }
      // Whatever it is at, with or without something to remove.
      const check = new Launched(["check", ".", "1900", "2999"], { cwd });
      assert.ok(await check.says("Using the sample data"), check.stderr);
      check.signal("SIGHUP");
      assert.equal((await check.end()).code, 130);
      assert.match(check.stderr, CANCELLED);
    }),
});

Deno.test({
  name: "a run under nohup outlives a hang-up",
  ignore: ignore || !works("nohup", "true"),
  fn: () =>
    withFolder(async (cwd) => {
      const args = ["backtest", "--data", MINI, ".", "2000", "2024", "--all-days", "-q"];
      const run = new Launched([...args, "-o", "run.csv"], { cwd, around: ["nohup"] });
      await until(() => partialsIn(cwd).length > 0, "the run to begin its file");
      run.signal("SIGHUP");
      assert.equal((await run.end()).code, 0, run.stderr);
      assert.deepEqual(readdirSync(cwd), ["run.csv"]);
    }),
});

Deno.test({
  name: "a terminal that goes away takes the run with it, and the run its file",
  ignore: !works("script", "-qec", "true", "/dev/null"),
  fn: () =>
    withFolder(async (folder) => {
      const out = join(folder, "out");
      mkdirSync(out);
      const args = [...RUN, "-o", join(out, "run.csv")];
      const around = [
        "sh",
        "-c",
        `exec script -qefc "$(printf "'%s' " "$@")" ${join(folder, "log")}`,
        "sh",
      ];
      const terminal = new Launched(args, { around, env: { TERM: "xterm" } });
      const partial = await until(() => partialsIn(out)[0], "the run to begin its file");
      const pid = Number(/\.(\d+)\.partial$/.exec(partial)![1]);
      // Long enough for the progress line, which is in the way when the terminal is gone.
      await until(() => Deno.readTextFileSync(join(folder, "log")).includes("straddles |"), "it");
      terminal.signal("SIGKILL");
      await terminal.end();
      await until(() => !isAlive(pid), "the run to end");
      assert.deepEqual(readdirSync(out), []);
    }),
});
