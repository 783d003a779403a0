/** A file that replaces another keeps its mode, and its owner where the system lets us. */
import assert from "node:assert/strict";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { commandOf, Launched, partialsIn, runCommand, until, works } from "./processes.ts";
import { assertOneLine, MINI, straddle, straddleOk, withFolder } from "./program.ts";

const ignore = Deno.build.os === "windows";
const IS_ROOT = Deno.build.os === "linux" && Deno.uid() === 0;
const [NOBODY, NOGROUP] = [65534, 65534];
const RUN = ["backtest", "^ACME", "2024", "--data", MINI, "-q"];
/** Commands that write a file by different ways, up to its name. */
const WRITERS: readonly (readonly string[])[] = [
  [...RUN, "-f", "parquet", "-o"],
  ["prices", "query", "SELECT 1 AS one", "--data", MINI, "-f", "csv", "-o"],
  ["get", "group_table", "--data", MINI, "-o"],
];

const modeOf = (path: string) => statSync(path).mode & 0o7777;

/** An old file of that mode, whatever the umask. */
function old(path: string, mode: number): string {
  writeFileSync(path, "old");
  chmodSync(path, mode);
  return path;
}

/** A command under a umask. */
const under = (umask: string, words: readonly string[]) =>
  runCommand(["sh", "-c", `umask ${umask}; exec "$@"`, "sh", ...words]);

Deno.test({
  name: "a rerun keeps the mode of the file it replaces, but no set-user or set-group bit",
  ignore,
  fn: () =>
    withFolder((folder) => {
      const modes = [0o600, 0o640, 0o664, 0o755, 0o6711, 0o666];
      for (const [i, mode] of modes.entries()) {
        const file = old(join(folder, "out"), mode);
        const umask = i % 2 === 0 ? "022" : "077";
        const { code, stderr } = under(umask, commandOf([...WRITERS[i % WRITERS.length]!, file]));
        assert.equal(code, 0, stderr);
        assert.equal(modeOf(file).toString(8), (mode & 0o777).toString(8));
        assert.notEqual(readFileSync(file, "latin1"), "old");
      }
    }),
});

Deno.test({
  name: "a new file has the mode that the user's umask gives it; so have demo's and a report's",
  ignore,
  fn: () =>
    withFolder((folder) => {
      for (const [umask, mode] of [["022", 0o644], ["077", 0o600]] as const) {
        const inner = join(folder, umask);
        mkdirSync(inner);
        const [run, page] = [join(inner, "run.csv"), join(inner, "page.html")];
        assert.equal(under(umask, commandOf([...RUN, "-o", run, "--report", page])).code, 0);
        assert.equal(under(umask, commandOf(["demo", inner])).code, 0);
        for (const name of readdirSync(inner)) {
          assert.equal(modeOf(join(inner, name)), mode, name);
          chmodSync(join(inner, name), 0o604);
        }
        const again = ["--report", page, "-o", run];
        assert.equal(under(umask, commandOf([...RUN, ...again])).code, 0);
        assert.equal(under(umask, commandOf(["demo", "--force", inner])).code, 0);
        for (const name of readdirSync(inner)) assert.equal(modeOf(join(inner, name)), 0o604);
      }
    }),
});

Deno.test({
  name: "nobody may read the file in the making who may not read the old one",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      for (const mode of [0o600, 0o640]) {
        const file = old(join(folder, "run.csv"), mode);
        const all = ["backtest", ".", "2000", "2020", "--all-days", "--data", MINI, "-q"];
        const run = new Launched([...all, "-o", file]);
        const partial = await until(() => partialsIn(folder)[0], "the run to begin its file");
        // The group may be another one until the end.
        assert.equal(modeOf(join(folder, partial)), 0o600);
        assert.equal((await run.end()).code, 0, run.stderr);
        assert.equal(modeOf(file), mode);
      }
    }),
});

Deno.test({
  name: "as root a rerun keeps the owner and the group",
  ignore: !IS_ROOT,
  fn: () =>
    withFolder(async (folder) => {
      for (const [i, writer] of WRITERS.entries()) {
        const file = old(join(folder, `out${i}`), 0o640);
        chownSync(file, NOBODY, i === 0 ? NOGROUP : 1);
        await straddleOk([...writer, file]);
        const { uid, gid } = statSync(file);
        assert.deepEqual([uid, gid, modeOf(file)], [NOBODY, i === 0 ? NOGROUP : 1, 0o640]);
      }
    }),
});

/** Root without the right to give files away, as everybody else is. */
const MORTAL = ["setpriv", "--bounding-set=-chown,-fowner"];
Deno.test({
  name: "where the group cannot be kept, another group gets no more than everybody",
  ignore: !IS_ROOT || !works(...MORTAL, "true"),
  fn: () =>
    withFolder((folder) => {
      const modes = [[0o640, 0o600], [0o664, 0o644], [0o644, 0o644], [0o600, 0o600]] as const;
      for (const [before, after] of modes) {
        const file = old(join(folder, "out"), before);
        chownSync(file, 0, NOGROUP);
        const words = commandOf([...WRITERS[2]!, file], [...MORTAL, "--clear-groups"]);
        const { code, stderr } = runCommand(words);
        assert.equal(code, 0, stderr);
        assert.equal(statSync(file).gid, 0);
        assert.equal(modeOf(file).toString(8), after.toString(8));
        Deno.removeSync(file);
      }
      // One of our own groups is kept.
      const file = old(join(folder, "out"), 0o660);
      chownSync(file, 0, NOGROUP);
      const ours = [...MORTAL, "--groups", String(NOGROUP)];
      assert.equal(runCommand(commandOf([...WRITERS[2]!, file], ours)).code, 0);
      assert.deepEqual([statSync(file).gid, modeOf(file)], [NOGROUP, 0o660]);
    }),
});

Deno.test({
  name: "a link stays, and what it leads to is written, there or not; links in a circle are exit 4",
  ignore,
  fn: () =>
    withFolder(async (cwd) => {
      mkdirSync(join(cwd, "far"));
      old(join(cwd, "far", "old"), 0o600);
      const path = (name: string) => join(cwd, name);
      symlinkSync("far/old", path("a"));
      symlinkSync("b2", path("b"));
      symlinkSync("far/new", path("b2"));
      symlinkSync("c", path("c"));
      symlinkSync("nowhere/new", path("d"));
      for (const [i, writer] of WRITERS.entries()) {
        await straddleOk([...writer, "a"], { cwd });
        if (i === 0) await straddleOk([...writer, "b"], { cwd });
        assertOneLine(await straddle([...writer, "c"], { cwd }), 4, 'Cannot write "c": ');
        assertOneLine(await straddle([...writer, "d"], { cwd }), 4, 'Cannot write "d": no such');
      }
      assert.equal(modeOf(path("far/old")), 0o600);
      assert.notEqual(readFileSync(path("far/old"), "latin1"), "old");
      assert.ok(lstatSync(path("far/new")).isFile());
      const links = ["a", "b", "b2", "c", "d"].map((name) => readlinkSync(path(name)));
      assert.deepEqual(links, ["far/old", "b2", "far/new", "c", "nowhere/new"]);
      assert.deepEqual(readdirSync(cwd).sort(), ["a", "b", "b2", "c", "d", "far"]);
      assert.deepEqual(readdirSync(path("far")).sort(), ["new", "old"]);
    }),
});

Deno.test({
  name: "a link planted under the hidden name is neither followed nor removed",
  ignore,
  fn: () =>
    withFolder((cwd) => {
      writeFileSync(join(cwd, "victim"), "mine");
      // `exec` keeps the number of the process, which is in the name.
      const plant = 'ln -s victim .out.$$.partial; exec "$@"';
      const words = ["sh", "-c", plant, "sh", ...commandOf([...WRITERS[2]!, "out"])];
      const { code, stderr } = runCommand(words, { cwd });
      assert.equal(code, 0, stderr);
      assert.equal(readFileSync(join(cwd, "victim"), "utf8"), "mine");
      assert.ok(lstatSync(join(cwd, "out")).isFile());
      assert.equal(partialsIn(cwd).length, 1);
    }),
});
