/** Inputs that are no files: pipes are read whole, devices and places out of reach are refused. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { commandOf, runCommand, until, works } from "./processes.ts";
import {
  assertOneLine,
  MINI,
  namesIn,
  SAMPLE,
  straddle,
  straddleOk,
  withFolder,
} from "./program.ts";

const ignore = Deno.build.os === "windows" || !works("bash", "-c", "exec 3< <(true)");
const INPUTS = ["amt.yml", "futs.csv", "overrides.csv", "prices.parquet"] as const;
const OPTIONS = ["--amt", "--chain", "--overrides", "--prices"] as const;

/** The program as words of a shell. */
const PROGRAM = commandOf([]).map((word) => `'${word}'`).join(" ");

/** Runs a line of bash in which `straddle` is the program. */
function bash(line: string, { cwd, env }: { cwd?: string; env?: Record<string, string> } = {}) {
  return runCommand(["bash", "-c", `straddle() { ${PROGRAM} "$@"; }; ${line}`], {
    ...(cwd === undefined ? {} : { cwd }),
    env: env ?? {},
  });
}

/** A run of more than 64 KiB, in both kinds of format; made once. */
async function withRuns(body: (cwd: string) => void | Promise<void>): Promise<void> {
  await withFolder(async (cwd) => {
    const args = ["backtest", "--data", MINI, ".", "2024", "-q"];
    await straddleOk([...args, "-o", join(cwd, "run.csv")]);
    await straddleOk([...args, "-o", join(cwd, "run.parquet")]);
    assert.ok(Deno.statSync(join(cwd, "run.csv")).size > 2 * (1 << 16));
    await body(cwd);
  });
}

Deno.test({
  name: "a run is read whole from a pipe, standard input or a named pipe",
  ignore,
  fn: () =>
    withRuns((cwd) => {
      for (const run of ["run.csv", "run.parquet"]) {
        const expected = bash(`straddle summary ${run}`, { cwd });
        assert.equal(expected.code, 0, expected.stderr);
        for (
          const line of [
            `straddle summary <(cat ${run})`,
            `cat ${run} | straddle summary /dev/stdin`,
            `straddle summary /proc/self/fd/0 < ${run}`,
            `mkfifo pipe; (sleep 0.2; cat ${run} > pipe) & straddle summary pipe; rm pipe`,
          ]
        ) assert.deepEqual(bash(line, { cwd }), expected, line);
      }
      const byClass = (amt: string) =>
        bash(`straddle summary run.csv --by class --amt ${amt}`, { cwd });
      const amt = join(MINI, "amt.yml");
      assert.deepEqual(byClass(`<(cat '${amt}')`), byClass(`'${amt}'`));
      const same = bash("straddle compare <(cat run.csv) <(cat run.parquet)", { cwd });
      assert.deepEqual([same.code, same.stderr], [0, ""]);
      assert.match(same.stdout, /^Same .*\na +\/dev\/fd\/\d+ /s);
      const twice = bash("cat run.csv | straddle compare /dev/stdin /dev/stdin", { cwd });
      assert.deepEqual([twice.code, twice.stderr], [0, ""]);
    }),
});

Deno.test({
  name: "/dev/stdout as an output is standard output, for tables and for texts",
  ignore,
  fn() {
    for (
      const args of [
        `straddles --data '${MINI}' ^ACME 2024 -f csv`,
        `get --data '${MINI}' expiry_schedules`,
      ]
    ) {
      const expected = bash(`straddle ${args}`);
      assert.equal(expected.code, 0, expected.stderr);
      assert.deepEqual(bash(`straddle ${args} -o /dev/stdout`), expected);
    }
  },
});

Deno.test({
  name: "every input may come through a pipe: the same rows, and no temporary file stays",
  ignore,
  fn: () =>
    withFolder((tmp) => {
      const piped = OPTIONS.map((option, i) => `${option} <(cat '${join(MINI, INPUTS[i]!)}')`);
      const rest = "^ACME 2024 -q";
      const { code, stdout, stderr } = bash(`straddle backtest ${piped.join(" ")} ${rest}`, {
        env: { TMPDIR: tmp },
      });
      assert.deepEqual([code, stderr], [0, ""]);
      assert.deepEqual(namesIn(tmp), []);
      assert.equal(stdout, bash(`straddle backtest --data '${MINI}' ${rest}`).stdout);
    }),
});

Deno.test({
  name: "a fault in what came through a pipe is named as its user named it",
  ignore,
  fn() {
    const amt = bash("echo 'amt: 5' | straddle assets --amt /dev/stdin");
    assertOneLine(amt, 3, 'Cannot read asset table "/dev/stdin": line 1');
    const csv = bash("straddle prices last . --prices <(printf 'ticker,field\\nA,b\\n')");
    assertOneLine(csv, 3, /^straddle: Cannot read prices "\/dev\/fd\/\d+": no column "date"/);
    const run = bash("straddle summary <(printf 'asset,b\\n')");
    assertOneLine(run, 3, /^straddle: Cannot read "\/dev\/fd\/\d+" as a run: no column "straddle"/);
  },
});

Deno.test({
  name: "what comes without end is refused when its first bytes or its size tell",
  ignore,
  fn() {
    for (
      const [line, code, message] of [
        ["cat /dev/zero | straddle summary /dev/stdin", 3, "as a run"],
        ["yes asset,b | straddle summary /dev/stdin", 3, 'no column "straddle"'],
        ["cat /dev/urandom | straddle prices last . --prices /dev/stdin", 3, "not a Parquet file"],
        ["yes A,2024 | straddle prices last . --prices /dev/stdin", 3, "names no column"],
        ["yes | straddle assets --amt /dev/stdin", 4, "more than 64 MB, or no end"],
        [`straddle assets --data '${MINI}' --overrides <(yes)`, 4, "more than 64 MB, or no end"],
        ["straddle summary /dev/stdin < /dev/zero", 3, "as a run"],
      ] as const
    ) assertOneLine(bash(line), code, message);
  },
});

/** Commands that read the input, or write the output, that is put in the place of `?`. */
const READERS = [
  ["summary", "?"],
  ["compare", "?", "?"],
  ["future", "fut_code:CL,market_code:Comdty", "2024", "--chain", "?"],
  ["prices", "last", ".", "--prices", "?"],
  ...OPTIONS.map((option) => ["backtest", "--data", MINI, "^ACME", "2024", option, "?"]),
  ["check", "--amt", "?"],
  ["backtest", "--data", "?"],
];
const WRITERS = [
  ["straddles", "--data", SAMPLE, "^VGB Comdty$", "2024", "-f", "csv", "-o", "?"],
  ["backtest", "--data", SAMPLE, "^VGB Comdty$", "2024", "-f", "csv", "-o", "?"],
];

for (
  const [place, reading, writing] of [
    ["/dev/zero", "it is a device", "it is not a file"],
    ["/dev/null", "it is a device", "it is not a file"],
    ["/dev/full", "out of this program's reach", "out of this program's reach"],
    ["/dev/shm", "out of this program's reach", "out of this program's reach"],
    ["/dev/shm/straddle-test.csv", "out of this program's reach", "out of this program's reach"],
    ["/proc/self/environ", "out of this program's reach", "out of this program's reach"],
  ] as const
) {
  Deno.test({
    name: `${place} as an input or output is exit 4 at once, in our words`,
    ignore: Deno.build.os !== "linux",
    async fn() {
      const runs = [
        ...READERS.map((args) => [args, reading] as const),
        ...WRITERS.map((args) => [args, writing] as const),
      ];
      await Promise.all(runs.map(async ([args, message]) => {
        const run = await straddle(args.map((arg) => arg === "?" ? place : arg), { seconds: 20 });
        const isFolder = args.includes("--data") && args.at(-1) === "?" && args.at(-2) === "--data";
        assertOneLine(run, 4, ...(isFolder ? [] : [message]), place);
        assert.doesNotMatch(run.stderr, /--allow/);
      }));
    },
  });
}

Deno.test({
  name: "an unwritten pipe is waited for with a word, then exit 4; Ctrl-C on a terminal ends it",
  ignore: ignore || !works("script", "-qec", "true", "/dev/null"),
  fn: () =>
    withFolder(async (cwd) => {
      assert.ok(works("mkfifo", join(cwd, "pipe")));
      const given = straddle(["assets", "--amt", "pipe"], { cwd });
      const inputs = [["--amt", "pipe"], ["--data", MINI, "--prices", "pipe"]];
      const cancelled = [["summary", "pipe"], ...inputs.map((args) => ["check", ...args])]
        .map(async (args, i) => {
          const log = join(cwd, `log${i}`);
          const line = commandOf(args).map((word) => `'${word}'`).join(" ");
          const child = new Deno.Command("script", {
            args: ["-qefc", line, log],
            cwd,
            stdin: "piped",
            stdout: "null",
            stderr: "null",
          }).spawn();
          const text = () => Deno.readTextFileSync(log);
          await until(() => works("test", "-e", log) && text().includes("Waiting"), "the word");
          const asked = performance.now();
          const keyboard = child.stdin.getWriter();
          await keyboard.write(Uint8Array.of(3));
          const { code } = await child.status;
          assert.ok(performance.now() - asked < 2000, "too late");
          await keyboard.close().catch(() => {});
          assert.equal(code, 130);
          assert.match(text(), /straddle: Cancelled/);
        });
      await Promise.all(cancelled);
      const { code, stderr } = await given;
      assert.equal(code, 4);
      assert.match(
        stderr,
        /^Waiting for .* the pipe "pipe" …\nstraddle: Cannot open asset table "pipe": nobody writes/,
      );
    }),
});

Deno.test({
  name: "a temporary folder that cannot be used is named, with the variable to set",
  ignore,
  fn: () =>
    withRuns((cwd) => {
      const run = bash("straddle summary <(cat run.csv)", { cwd, env: { TMPDIR: "/no/where" } });
      assertOneLine(run, 4, 'temporary folder "/no/where": no such file', "set TMPDIR");
    }),
});

Deno.test({
  name: "messages that nobody reads do not make the program deaf to signals",
  ignore,
  fn: () =>
    withFolder((cwd) => {
      const entries = Array.from({ length: 3000 }, (_, i) => `  NotADict${i}: 5`).join("\n");
      Deno.writeTextFileSync(
        join(cwd, "amt.yml"),
        `amt:\n  A: {Underlying: A, WeightCap: 1, Options: S}\n${entries}\n` +
          "expiry_schedules: {S: [N0_F3_25]}\n",
      );
      const run = `timeout -k 5 2 ${PROGRAM} assets -v --amt amt.yml 2>&3`;
      const { code } = bash(`mkfifo pipe; exec 3<> pipe; ${run}`, { cwd });
      // What timeout says when the first signal sufficed; 137 would be the kill after it.
      assert.equal(code, 124);
    }),
});

Deno.test({
  name: "a pattern that V8 would search for years is ended by a signal all the same",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (cwd) => {
      const name = `${"a".repeat(60)}!`;
      Deno.writeTextFileSync(
        join(cwd, "amt.yml"),
        `amt: {A: {Underlying: ${name}, WeightCap: 1, Options: S}}\n` +
          "expiry_schedules: {S: [N0_F3_25]}\n",
      );
      Deno.copyFileSync(join(SAMPLE, "prices.parquet"), join(cwd, "prices.parquet"));
      const pattern = "(a+)+$";
      await Promise.all(
        [["assets", pattern], ["backtest", pattern, "2024"], ["check", pattern, "2024"], [
          "straddles",
          pattern,
          "2024",
        ]].map(async (args) => {
          const { code, stdout } = await straddle([...args, "--data", cwd], { seconds: 3 });
          assert.deepEqual([code, stdout], [143, ""], args.join(" "));
        }),
      );
    }),
});
