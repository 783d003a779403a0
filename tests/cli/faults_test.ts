/** An output file is absent, old or complete, whatever happens to the run. */
import assert from "node:assert/strict";
import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { commandOf, Launched, partialsIn, pause, runCommand, until, works } from "./processes.ts";
import { assertOneLine, MINI, SAMPLE, straddle, withFolder } from "./program.ts";

const ignore = Deno.build.os === "windows";
/** A run of a third of a second, a part of which it writes. */
const ARGS = ["backtest", "--data", MINI, ".", "2000", "2020", "--all-days", "-j", "2", "-q"];
const SMALL = ["backtest", "--data", MINI, "^ACME", "2024"];
const KILLS = Number(Deno.env.get("STRADDLE_KILLS") ?? 20);
const SEED = Number(Deno.env.get("STRADDLE_SEED") ?? Date.now() % 1e6);
/** Every fifth kill waits for the last bytes: the footer, the sync, the renaming. */
const LATE = 5;

/** Reproducible numbers from 0 up to 1 (mulberry32). */
function randomOf(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Kills runs into a file of `folder` at random moments, and counts what they leave there. */
async function killRuns(folder: string, kills: number, random: () => number) {
  const file = join(folder, "run.parquet");
  const begins = (run: Launched) =>
    until(() => partialsIn(folder).find((name) => name.includes(`.${run.child.pid}.`)), "a file");
  const whole = new Launched([...ARGS, "-o", file]);
  await begins(whole);
  const began = performance.now();
  await whole.end();
  const lasts = performance.now() - began;
  const complete = readFileSync(file);
  const endings = { old: 0, new: 0 };
  for (let k = 0; k < kills; k++) {
    writeFileSync(file, "old");
    const run = new Launched([...ARGS, "-o", file]);
    const partial = join(folder, await begins(run));
    if (k % LATE === 0) {
      await until(
        () => sizeOf(partial) === undefined || sizeOf(partial)! > 0.99 * complete.length,
        "the end",
      );
      const end = performance.now() + 4 * random();
      while (performance.now() < end);
    } else {
      await pause(lasts * random());
    }
    run.signal("SIGKILL");
    await run.end();
    const bytes = readFileSync(file);
    const ending = String(bytes) === "old" ? "old" : "new";
    assert.ok(ending === "old" || bytes.equals(complete), `kill ${k}: ${bytes.length} bytes`);
    endings[ending]++;
  }
  for (const name of partialsIn(folder)) utimesSync(join(folder, name), 1.7e9, 1.7e9);
  const { code } = await straddle([...SMALL, "-o", file]);
  assert.equal(code, 0);
  assert.deepEqual(readdirSync(folder), ["run.parquet"], "the next run removes the litter");
  return endings;
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch {
    return undefined;
  }
}

Deno.test({
  name:
    `a run killed at any of ${KILLS} moments leaves the old file or the whole new one (STRADDLE_SEED=${SEED})`,
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const lanes = [1, 2].map(async (lane) => {
        const inner = join(folder, String(lane));
        Deno.mkdirSync(inner);
        return await killRuns(inner, Math.ceil(KILLS / 2), randomOf(SEED + lane));
      });
      const endings = await Promise.all(lanes);
      const old = endings.reduce((sum, { old }) => sum + old, 0);
      assert.ok(old > KILLS / 4, `kills came in time: ${JSON.stringify(endings)}`);
    }),
});

const STRACE = works("strace", "-qq", "-o", "/dev/null", "true");
/** Deno syncs a cache of its own when that is cold; the first sync must be that of the run's file. */
const NO_CODE_CACHE = ["--no-code-cache"];
/** The last steps of a run: the call that it dies in, and what must be there then. */
const STEPS = [
  ["the file is synced", "fsync", () => [], "old"],
  ["the file is renamed", "rename", () => [], "old"],
  ["the folder is synced", "fsync", (folder: string) => ["-P", folder], "new"],
] as const;
for (const [step, call, only, expected] of STEPS) {
  Deno.test({
    name: `a run killed while ${step} leaves the ${expected} file, whole (strace)`,
    ignore: !STRACE,
    fn: () =>
      withFolder(async (folder) => {
        const file = join(folder, "run.csv");
        assert.equal((await straddle([...SMALL, "-o", file])).code, 0);
        const complete = readFileSync(file, "utf8");
        writeFileSync(file, "old");
        const inject = ["-e", `trace=${call}`, "-e", `inject=${call}:signal=SIGKILL`];
        const strace = ["strace", "-f", "-qq", "-o", "/dev/null", ...only(folder), ...inject];
        const { code } = runCommand(commandOf([...SMALL, "-o", file], strace, NO_CODE_CACHE));
        assert.notEqual(code, 0, "it was killed");
        assert.equal(partialsIn(folder).length, expected === "old" ? 1 : 0, "while it wrote");
        assert.equal(readFileSync(file, "utf8"), expected === "old" ? "old" : complete);
      }),
  });
}

Deno.test({
  name: "a file is on disk before it is renamed, and its folder after that (strace)",
  ignore: !STRACE,
  fn: () =>
    withFolder((folder) => {
      const log = join(folder, "calls");
      const around = ["strace", "-f", "-y", "-qq", "-o", log, "-e", "trace=fsync,/^rename"];
      const commands = {
        "run.parquet": [...SMALL, "-o", "run.parquet"],
        "list.csv": ["straddles", "--data", MINI, ".", "2024", "-o", "list.csv"],
        "asset.yml": ["asset", "ACME US Equity", "--data", MINI, "-o", "asset.yml"],
      };
      for (const [file, args] of Object.entries(commands)) {
        const { code, stderr } = runCommand(commandOf(args, around), { cwd: folder });
        assert.equal(code, 0, stderr);
        // Deno syncs files of its own, such as its cache of compiled code.
        const ours = readFileSync(log, "utf8").split("\n").filter((line) => line.includes(folder));
        const calls = ours.flatMap((line) => {
          const sync = /\bfsync\(\d+<(.*)>\) += 0/.exec(line);
          // Deno has files of its own, such as its cache of compiled code.
          if (sync && !sync[1]!.startsWith(folder)) return [];
          if (sync) return [`sync ${basename(sync[1]!).replace(/\d+(?=\.partial)/, "PID")}`];
          const renamed = /\brename\w*\(.*".*?\.partial".*"(.*?)".*\) += 0/.exec(line);
          return renamed ? [`rename ${basename(renamed[1]!)}`] : [];
        });
        assert.deepEqual(calls, [
          `sync .${file}.PID.partial`,
          `rename ${file}`,
          `sync ${basename(folder)}`,
        ]);
      }
    }),
});

Deno.test({
  name: "the litter of a run that is still at work is left alone",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const file = join(folder, "run.csv");
      const other = join(folder, ".run.csv.1.partial");
      using held = Deno.openSync(other, { write: true, create: true });
      held.lockSync(true);
      utimesSync(other, 1_700_000_000, 1_700_000_000);
      await straddle([...SMALL, "-o", file]);
      assert.ok(existsSync(other));
      held.unlockSync();
      await straddle([...SMALL, "-o", file]);
      assert.ok(!existsSync(other), "no longer");
    }),
});

/** Does something to the output while the run is at work; the run's one message must say it. */
async function meddle(folder: string, file: string, action: () => void): Promise<void> {
  const run = new Launched([...ARGS, "-o", file]);
  await until(() => partialsIn(folder).length > 0, "the run to begin its file");
  action();
  const { code } = await run.end();
  assertOneLine({ code, stdout: "", stderr: run.stderr }, 4, `Cannot write "${file}": `);
}

Deno.test({
  name: "a folder that goes away during the run is an error with the path, and no crash",
  // Windows does not remove what is open.
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const inner = join(folder, "inner");
      Deno.mkdirSync(inner);
      const remove = () => Deno.removeSync(inner, { recursive: true });
      await meddle(inner, join(inner, "run.csv"), remove);
    }),
});

Deno.test("a folder that takes the file's name during the run is an error, and no crash", () =>
  withFolder(async (folder) => {
    const file = join(folder, "run.csv");
    await meddle(folder, file, () => Deno.mkdirSync(join(file, "inner"), { recursive: true }));
    assert.deepEqual(readdirSync(folder), ["run.csv"], "no litter");
  }));

Deno.test("what was there already stays when demo cannot write", () =>
  withFolder(async (folder) => {
    writeFileSync(join(folder, "amt.yml"), "old");
    const run = await straddle(["demo", folder]);
    assertOneLine(run, 4, "amt.yml", "it exists; add --force");
    assert.deepEqual(readdirSync(folder), ["amt.yml"]);
    assert.equal(readFileSync(join(folder, "amt.yml"), "utf8"), "old");
    assert.equal((await straddle(["demo", folder, "--force"])).code, 0);
    assert.deepEqual(readFileSync(join(folder, "amt.yml")), readFileSync(join(SAMPLE, "amt.yml")));
  }));
