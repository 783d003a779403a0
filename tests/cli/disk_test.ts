/** Disks that are full, and places that may not be written: exit 4, the path, the cause, no litter. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandOf, runCommand, works } from "./processes.ts";
import { assertOneLine, MINI, SAMPLE, straddle, straddleBytes, withFolder } from "./program.ts";

/** A disk of our own: a mount that only one command and its children see, gone when it ends. */
const OWN_MOUNTS = ["unshare", "--map-root-user", "--mount"];
const MOUNTS = Deno.build.os === "linux" &&
  works(...OWN_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/mnt");

/** Runs the program in a folder that is a small disk with `run.out` = old; what it leaves there. */
function onDisk(folder: string, bytes: number, args: readonly string[], then = "true") {
  const script = `
    mount -t tmpfs -o size=${bytes} tmpfs "$0" && cd "$0" && printf old >run.out && ${then} || exit 99
    "$@"
    code=$?
    ls -A
    cat run.out
    exit $code`;
  const { code, stdout, stderr } = runCommand(
    [...OWN_MOUNTS, "sh", "-c", script, folder, ...commandOf(args)],
  );
  return { run: { code, stdout: "", stderr }, left: stdout };
}

const RUN = ["backtest", "--data", MINI, ".", "2024", "-q"];
const PAGE = 4096;
/** A format, and a disk that is full after so much of the output, of 1. */
const FULL = [["parquet", 0.5], ["parquet", 1], ["csv", 0.1], ["csv", 1], ["json", 0.5]] as const;
for (const [format, share] of FULL) {
  const when = share === 1 ? "at the very end" : "on the way";
  Deno.test({
    name:
      `a disk that is full ${when} of a ${format} run: exit 4, no litter, the old file as it was`,
    ignore: !MOUNTS,
    fn: () =>
      withFolder(async (folder) => {
        const args = [...RUN, "-f", format];
        const whole = (await straddleBytes(args)).stdout.length;
        // Of the old file there is one page; all but the last of the new one fit, if `share` is 1.
        const pages = Math.floor((share * whole - 1) / PAGE) + 1;
        const { run, left } = onDisk(folder, pages * PAGE, [...args, "-o", "run.out"]);
        assertOneLine(run, 4, 'Cannot write "run.out": the disk is full');
        assert.equal(left, "run.out\nold");
        // The same on a disk that is large enough, which shows that it was not something else.
        const fine = onDisk(folder, whole + 4 * PAGE, [...args, "-o", "run.out"]);
        assert.equal(fine.run.code, 0, fine.run.stderr);
        assert.ok(fine.left.startsWith("run.out\n") && !fine.left.endsWith("old"));
      }),
  });
}

/** Other commands that write files; what there is too much of, is in their output. */
const WRITERS: readonly (readonly string[])[] = [
  ["straddles", "--data", SAMPLE, ".", "2000", "2040", "-f", "csv"],
  ["prices", "query", "SELECT * FROM prices", "--data", SAMPLE, "-f", "parquet"],
  ["prices", "coverage", "--data", SAMPLE, "-f", "json"],
  ["compare", join(MINI, "run.csv"), join(MINI, "run.csv"), "-f", "json"],
  ["asset", "KLP Comdty", "--data", SAMPLE],
  ["value", "KLP Comdty", "2023-04", "0", "--data", SAMPLE, "-f", "csv"],
  ["completions", "bash"],
];
Deno.test({
  name: "a disk that is full is exit 4 for every command that writes a file",
  ignore: !MOUNTS,
  fn: () =>
    withFolder(async (folder) => {
      mkdirSync(join(folder, "disk"));
      const file = join(folder, "run.csv");
      await straddle([...RUN, "-o", file]);
      for (const words of WRITERS) {
        const args = words.map((word) => word.endsWith("run.csv") ? file : word);
        // Everything but the old file's page is taken.
        const fill = "head -c 4096 /dev/zero >filler";
        const full = [...args, "-o", "run.out"];
        const { run, left } = onDisk(join(folder, "disk"), 2 * PAGE, full, fill);
        assertOneLine(run, 4, 'Cannot write "run.out": the disk is full');
        assert.equal(left, "filler\nrun.out\nold", args.join(" "));
      }
    }),
});

Deno.test({
  name: "demo on a full disk is exit 4; each of its files is whole or absent",
  ignore: !MOUNTS,
  fn: () =>
    withFolder((folder) => {
      const { run, left } = onDisk(folder, 16 * PAGE, ["demo", "."]);
      assertOneLine(run, 4, /Cannot write "[a-z.]+": the disk is full/);
      const names = left.split("\n").slice(0, -1);
      assert.ok(!names.includes("prices.parquet") && names.includes("run.out"), left);
      assert.ok(!left.includes(".partial"), left);
    }),
});

Deno.test({
  name: "a disk that is read-only is exit 4 and says so",
  ignore: !MOUNTS,
  fn: () =>
    withFolder((folder) => {
      for (const command of [RUN, WRITERS[0]!]) {
        const args = [...command, "-f", "csv", "-o", "run.out"];
        const { run, left } = onDisk(folder, 1e6, args, 'mount -o remount,bind,ro "$0"');
        assertOneLine(run, 4, 'Cannot write "run.out": read-only file system');
        assert.equal(left, "run.out\nold");
      }
    }),
});

/** Root without the right to ignore permissions; others have no such right. */
const MORTAL = Deno.uid() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];
const OBEYS = Deno.build.os !== "windows" && (Deno.uid() !== 0 || works(...MORTAL, "true"));

Deno.test({
  name: "a file that may not be written is not replaced, though its folder would allow it",
  ignore: !OBEYS,
  fn: () =>
    withFolder((folder) => {
      const file = join(folder, "run.csv");
      writeFileSync(file, "old", { mode: 0o444 });
      for (const command of [RUN, WRITERS[0]!]) {
        const run = runCommand(commandOf([...command, "-o", "run.csv"], MORTAL), { cwd: folder });
        assertOneLine(run, 4, 'Cannot write "run.csv": permission denied');
        assert.equal(readFileSync(file, "utf8"), "old");
        assert.deepEqual(readdirSync(folder), ["run.csv"]);
      }
    }),
});

Deno.test({
  name: "a folder that may not be written is exit 4, and its file stays as it was",
  ignore: !OBEYS,
  fn: () =>
    withFolder((folder) => {
      const inner = join(folder, "inner");
      mkdirSync(inner);
      writeFileSync(join(inner, "run.csv"), "old");
      chmodSync(inner, 0o555);
      for (const name of ["run.csv", "new.csv"]) {
        const run = runCommand(commandOf([...RUN, "-o", name], MORTAL), { cwd: inner });
        assertOneLine(run, 4, `Cannot write "${name}": permission denied`);
      }
      assert.deepEqual(readdirSync(inner), ["run.csv"]);
      assert.equal(readFileSync(join(inner, "run.csv"), "utf8"), "old");
      chmodSync(inner, 0o755);
    }),
});

Deno.test({
  name: "a temporary folder that may not be written is exit 4 and says so",
  ignore: !OBEYS,
  fn: () =>
    withFolder(async (folder) => {
      const file = join(folder, "run.csv");
      await straddle([...RUN, "-o", file]);
      chmodSync(folder, 0o555);
      const env = { TMPDIR: folder };
      const run = runCommand(commandOf(["compare", file, file], MORTAL), { env });
      assertOneLine(run, 4, `in the temporary folder "${folder}": permission denied`);
      chmodSync(folder, 0o755);
    }),
});
