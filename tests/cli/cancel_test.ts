/** Ctrl-C and SIGTERM: said at once, exit 130 soon, nothing left behind, whatever the program is at. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Launched, type LaunchOptions, partialsIn, pause, until, works } from "./processes.ts";
import { MINI, straddle, withFolder, writeParquet } from "./program.ts";

const ignore = Deno.build.os === "windows";
const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const RUN = ["backtest", "--data", MINI, ".", "1950", "2250", "--all-days", "-j", "2", "-q"];
/** Printed by commands that were given no inputs, just before they begin. */
const SAMPLE_LINE = "Using the sample data";
const MESSAGE = "straddle: Cancelled";
/** The message may take 100 ms; a machine that runs other tests beside this one as long again. */
const SAID_MS = 200;

/** Signals a run and holds it to the promise; tells how long the message took. */
async function cancel(run: Launched, signal: Deno.Signal): Promise<number> {
  const asked = performance.now();
  run.signal(signal);
  assert.ok(await run.says(MESSAGE), `no message: ${run.stderr}`);
  const said = performance.now() - asked;
  const { code } = await run.end();
  const ended = performance.now() - asked;
  assert.equal(code, 130);
  assert.ok(ended < 2000, `ended after ${ended} ms`);
  assert.match(
    run.stderr,
    /^(Using the sample data .*\n|Making prices …\n)*straddle: Cancelled[^\n]*\n$/,
  );
  return said;
}

for (const signal of SIGNALS) {
  Deno.test({
    name: `${signal} during a run is answered within 100 ms and ends it, with no file left`,
    ignore,
    fn: () =>
      withFolder(async (folder) => {
        const said: number[] = [];
        for (const wait of [0, 30, 60, 100, 150, 200, 250]) {
          const run = new Launched([...RUN, "-o", join(folder, "run.csv")]);
          await until(() => partialsIn(folder).length > 0, "the run to begin its file");
          await pause(wait);
          said.push(await cancel(run, signal));
          assert.deepEqual(readdirSync(folder), []);
        }
        const median = said.sort((a, b) => a - b)[said.length >> 1]!;
        assert.ok(median < SAID_MS, `ms: ${said.map(Math.round).join(", ")}`);
      }),
  });
}

/** A question that DuckDB is busy with for an hour, in little memory. */
const ENDLESS = "SELECT sum(sqrt(range)) FROM range(10000000000000)";
/** What a command is at, the command on the sample data, and how long it is at it before the signal. */
const PHASES: readonly (readonly [string, readonly string[], number, LaunchOptions["stdout"]?])[] =
  [
    ["starting", ["backtest", ".", "1950", "2250", "--all-days", "-o", "run.csv"], 0],
    ["starting workers", ["backtest", ".", "1950", "2250", "--all-days", "-o", "run.csv"], 100],
    ["in a query of DuckDB", ["prices", "query", ENDLESS, "-o", "run.csv"], 500],
    ["listing", ["straddles", ".", "1900", "2999", "-o", "run.csv"], 100],
    ["checking", ["check", ".", "1900", "2999"], 200],
    ["measuring", ["bench", "--runs", "999"], 1000],
  ];

for (const [what, args, wait] of PHASES) {
  Deno.test({
    name: `a program that is ${what} is cancelled in time`,
    ignore,
    fn: () =>
      withFolder(async (folder) => {
        mkdirSync(join(folder, "tmp"));
        mkdirSync(join(folder, "cwd"));
        const options = { cwd: join(folder, "cwd"), env: { TMPDIR: join(folder, "tmp") } };
        for (const signal of SIGNALS) {
          const run = new Launched(args, options);
          assert.ok(await run.says(SAMPLE_LINE), run.stderr);
          await pause(wait);
          await cancel(run, signal);
          assert.deepEqual(readdirSync(join(folder, "cwd")), [], "no file");
          assert.deepEqual(readdirSync(join(folder, "tmp")), [], "no temporary file");
        }
      }),
  });
}

/** Who writes to standard output, and the command. */
const STREAMS = [
  ["a worker", ["backtest", ".", "2010", "2040", "-q", "-f", "csv", "-o", "-"]],
  ["a worker in parquet", ["backtest", ".", "2010", "2040", "-q", "-f", "parquet"]],
  ["main", ["straddles", ".", "1900", "2250", "-f", "csv"]],
  ["main, one text", ["prices", "query", "SELECT string_agg(ticker) FROM prices"]],
] as const;

for (const [who, args] of STREAMS) {
  Deno.test({
    name: `${who} whose reader does not read is cancelled in time`,
    ignore,
    fn: () =>
      withFolder(async (cwd) => {
        for (const signal of SIGNALS) {
          const run = new Launched(args, { cwd, stdout: "unread" });
          const reader = run.child.stdout.getReader();
          assert.ok((await reader.read()).value!.length > 0);
          // Whoever writes has filled the pipe by now and waits.
          await pause(300);
          await cancel(run, signal);
          await reader.cancel();
        }
      }),
  });
}

Deno.test({
  name: "a comparison is cancelled in time, and its temporary folder goes",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const file = join(folder, "run.parquet");
      const tmp = join(folder, "tmp");
      mkdirSync(tmp);
      await writeParquet(
        file,
        `SELECT 'A' AS asset, 's' || range % 1000 AS straddle, DATE '2024-01-01' AS date,
           random() AS pnl, random() AS mv FROM range(3000000)`,
      );
      for (const signal of SIGNALS) {
        const run = new Launched(["compare", file, file], { env: { TMPDIR: tmp } });
        await until(() => readdirSync(tmp).length > 0, "the temporary folder");
        await cancel(run, signal);
        assert.deepEqual(readdirSync(tmp), []);
      }
    }),
});

Deno.test({
  name: "a second Ctrl-C ends the program at once, even if cleaning up hangs (strace)",
  ignore: !works("strace", "-qq", "-o", "/dev/null", "true"),
  fn: () =>
    withFolder(async (folder) => {
      for (const signal of SIGNALS) {
        const log = () => readFileSync(join(folder, "log"), "utf8");
        // Every removal of a file takes half a minute.
        const slow = [
          "-e",
          "trace=unlink,unlinkat",
          "-e",
          "inject=unlink,unlinkat:delay_enter=30s",
        ];
        const around = ["strace", "-f", "-qq", "-o", join(folder, "log"), ...slow];
        const run = new Launched([...RUN, "-o", join(folder, "run.csv")], { around });
        const partial = await until(() => partialsIn(folder)[0], "the run to begin its file");
        const pid = Number(/\.(\d+)\.partial$/.exec(partial)![1]);
        Deno.kill(pid, signal);
        assert.ok(await run.says(MESSAGE), run.stderr);
        await until(
          () => log().includes("partial"),
          "the removal",
        );
        const asked = performance.now();
        Deno.kill(pid, signal);
        // The thread that hangs is held by strace for as long; the others tell.
        await until(() => log().includes(`killed by ${signal}`), "the end");
        const ended = performance.now() - asked;
        run.signal("SIGKILL");
        await run.end();
        assert.ok(ended < 2000, `ended after ${ended} ms`);
        Deno.removeSync(join(folder, partial));
        Deno.removeSync(join(folder, "log"));
      }
    }),
});

Deno.test({
  name: "a cancelled run gives the terminal back: no progress line, the cursor shown",
  ignore: !works("script", "-qec", "true", "/dev/null"),
  fn: () =>
    withFolder(async (folder) => {
      const args = ["backtest", "--data", MINI, ".", "1900", "2999", "--all-days", "-j", "1"];
      const log = join(folder, "log");
      const around = ["sh", "-c", `script -qefc "$(printf "'%s' " "$@")" ${log}`, "sh"];
      const run = new Launched([...args, "-o", join(folder, "run.csv")], {
        around,
        env: { TERM: "xterm" },
      });
      const [hide, show] = ["\x1b[?25l", "\x1b[?25h"];
      const text = () => readFileSync(log, "utf8");
      const partial = await until(() => partialsIn(folder)[0], "the run to begin its file");
      await until(() => text().includes(hide), "the progress line");
      Deno.kill(Number(/\.(\d+)\.partial$/.exec(partial)![1]), "SIGINT");
      assert.equal((await run.end()).code, 130);
      const after = text().slice(text().lastIndexOf(hide));
      assert.ok(after.includes(show) && after.indexOf(show) < after.indexOf(MESSAGE), after);
    }),
});

Deno.test({
  name: "a program that has not begun yet just ends",
  ignore,
  async fn() {
    const run = new Launched(["backtest"]);
    run.signal("SIGINT");
    const { signal, code } = await run.end();
    assert.ok(signal === "SIGINT" || code === 130, `${signal} ${code}`);
    assert.equal((await straddle(["--version"])).code, 0);
  },
});
