/** An input that changes while it is read: exit 4, no output, and the old file as it was. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { Launched, partialsIn, until, works } from "./processes.ts";
import { assertOneLine, MINI, sql, straddle, straddleOk, withFolder } from "./program.ts";

const NAMES = ["amt.yml", "futs.csv", "overrides.csv", "prices.parquet"];
const ASSET = "ACME US Equity";

/** A folder with the inputs, a run, and an output of before. */
function withInputs(body: (folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    for (const name of NAMES) cpSync(join(MINI, name), join(folder, name));
    await straddleOk(["backtest", "^ACME", "2024", "--data", folder, "-q", "-o", "run.csv"], {
      cwd: folder,
    });
    await body(folder);
  });
}

/** What can happen to a file; each shows in one of the three: time, size, number. */
const CHANGES: readonly ((path: string) => void)[] = [
  (path) => utimesSync(path, 1_700_000_000, 1_700_000_000),
  (path) => {
    const { atime, mtime } = statSync(path);
    appendFileSync(path, "\n");
    utimesSync(path, atime, mtime);
  },
  (path) => {
    const { atime, mtime } = statSync(path);
    cpSync(path, `${path}.new`);
    utimesSync(`${path}.new`, atime, mtime);
    renameSync(`${path}.new`, path);
  },
  (path) => rmSync(path),
];

Deno.test("an input that changes during a run: exit 4, no output, and the old file as it was", () =>
  withInputs(async (folder) => {
    const args = ["backtest", "--data", folder, ".", "2000", "2020", "--all-days", "-q"];
    const out = join(folder, "out");
    mkdirSync(out);
    for (const [i, name] of NAMES.entries()) {
      const file = join(out, i % 2 === 0 ? "run.parquet" : "run.csv");
      writeFileSync(file, "old");
      const run = new Launched([...args, "-o", file]);
      await until(() => partialsIn(out).length > 0, "the run to begin its file");
      CHANGES[i]!(join(folder, name));
      const { code } = await run.end();
      const found = { code, stdout: "", stderr: run.stderr };
      assertOneLine(found, 4, `"${join(folder, name)}": it changed while it was read`);
      assert.equal(readFileSync(file, "utf8"), "old");
      assert.deepEqual(readdirSync(out), [basename(file)]);
      rmSync(file);
      cpSync(join(MINI, name), join(folder, name));
    }
  }));

const STRACE = works("strace", "-qq", "-o", "/dev/null", "true");
/** A command, the file that changes once the command has looked at it, and whether rows were out. */
const COMMANDS: readonly (readonly [readonly string[], string, "streams"?])[] = [
  [["backtest", ".", "2024", "-q", "-f", "csv"], "prices.parquet", "streams"],
  [["value", ASSET, "2024-03", "0"], "prices.parquet"],
  [["value", ASSET, "2024-03", "0", "-f", "parquet", "-o", "out"], "amt.yml"],
  [["explain", ASSET, "2024-03", "0"], "prices.parquet"],
  [["check", "^ACME", "2024"], "overrides.csv"],
  [["check", "^ACME", "2024"], "prices.parquet"],
  [["prices", "last", "."], "prices.parquet"],
  [["prices", "query", "FROM prices", "-f", "csv", "-o", "out"], "prices.parquet"],
  [["prices", "coverage", "^ACME", "2024"], "futs.csv"],
  [["straddles", ".", "2024"], "amt.yml"],
  [["tickers", ".", "2024"], "futs.csv"],
  [["get", "group_table"], "amt.yml"],
  [["summary", "run.csv"], "run.csv"],
  [["summary", "run.csv", "--by", "class", "--amt", "amt.yml"], "amt.yml"],
  [["report", "run.csv", "-o", "out"], "run.csv"],
  [["compare", "run.csv", "other.csv", "-o", "out"], "other.csv"],
];

/** Changes `name` just before the command opens it, and after it looked at it (strace waits there). */
async function meddle(folder: string, at: number) {
  const [args, name, streams] = COMMANDS[at]!;
  const path = join(folder, name);
  const log = join(folder, "log");
  const inject = ["-e", "trace=openat", "-e", "inject=openat:delay_enter=500ms"];
  const around = ["strace", "-f", "-qq", "-o", log, "-P", path, ...inject];
  const ofRun = ["summary", "report", "compare"].includes(args[0]!);
  const run = new Launched(ofRun ? args : [...args, "--data", "."], {
    cwd: folder,
    around,
    ...(streams ? {} : { stdout: "kept" as const }),
  });
  // The first only asks whether the file may be read at all.
  const opens = () => existsSync(log) ? readFileSync(log, "utf8").split("openat(").length - 1 : 0;
  await until(() => opens() >= 2, "an open to read");
  // Not the last one: a file that is gone cannot even be opened, which says enough.
  CHANGES[at % (CHANGES.length - 1)]!(path);
  const { code } = await run.end();
  const found = { code, stdout: run.stdout, stderr: run.stderr };
  assertOneLine(found, 4, new RegExp(`"\\S*${name}": it changed while it was read`));
  assert.ok(!existsSync(join(folder, "out")), args.join(" "));
  assert.deepEqual(partialsIn(folder), []);
}

Deno.test({
  name: "no command makes anything of a file that changes before it is read to the end (strace)",
  ignore: !STRACE,
  fn: () =>
    withInputs(async (folder) => {
      cpSync(join(folder, "run.csv"), join(folder, "other.csv"));
      let next = 0;
      const lanes = [1, 2, 3].map(async (lane) => {
        while (next < COMMANDS.length) {
          const own = join(folder, `${lane}.${next}`);
          mkdirSync(own);
          for (const name of [...NAMES, "run.csv", "other.csv"]) {
            cpSync(join(folder, name), join(own, name));
          }
          await meddle(own, next++);
        }
      });
      await Promise.all(lanes);
    }),
});

Deno.test("a report is of the run that was written, whatever becomes of the prices then", () =>
  withInputs(async (folder) => {
    // The run's file appears when the run is complete; the report is made of it.
    const run = new Launched(
      ["backtest", ".", "2000", "2024", "--all-days", "-q", "--data", ".", "-o", "a.parquet"]
        .concat("--report", "a.html"),
      { cwd: folder },
    );
    await until(() => existsSync(join(folder, "a.parquet")), "the run");
    CHANGES[0]!(join(folder, "prices.parquet"));
    assert.equal((await run.end()).code, 0, run.stderr);
    assert.ok(existsSync(join(folder, "a.html")));
  }));

Deno.test("the sums that a run carries are those of the files it read", () =>
  withInputs(async (folder) => {
    const file = join(folder, "run.parquet");
    await straddleOk(["backtest", "^ACME", "2024", "--data", folder, "-q", "-o", file]);
    const [row] = await sql(
      `SELECT decode(value) AS inputs FROM parquet_kv_metadata('${file}')
       WHERE decode(key) = 'straddle.inputs'`,
    );
    const sums = (JSON.parse(String(row!.inputs)) as { file: string; sha256: string }[])
      .map(({ file, sha256 }) => [file, sha256]);
    const expected = NAMES.map((name) => [
      name,
      createHash("sha256").update(readFileSync(join(folder, name))).digest("hex"),
    ]);
    assert.deepEqual(sums, expected);
    // Unchanged files are no trouble when they are read again.
    assert.equal((await straddle(["compare", file, file])).code, 0);
  }));
