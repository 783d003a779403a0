/** The temporary folder is shared with strangers: nothing there is used that others could change. */
import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { assertOneLine, MINI, namesIn, straddle, withFolder } from "./program.ts";

const RUN = join(MINI, "backtest_ACME_2024.tsv");
const SUMMARY = ["summary", RUN, "-f", "json"];
const ignore = Deno.build.os === "windows";
const NOBODY = 65534;

/** Runs a command that needs a temporary folder, with this one; nothing may stay there. */
async function summaryIn(tmp: string, cwd: string) {
  const run = await straddle(SUMMARY, { cwd, env: { TMPDIR: tmp } });
  assert.deepEqual(namesIn(join(cwd, "tmp")), [], "litter");
  return run;
}

function temporaryFolderTest(name: string, body: (folder: string) => Promise<void>, skip = ignore) {
  Deno.test({
    name: `temporary folder: ${name}`,
    ignore: skip,
    fn: () =>
      withFolder(async (folder) => {
        mkdirSync(join(folder, "tmp"));
        await body(folder);
      }),
  });
}

const ADVICE = "; set TMPDIR to a folder of your own";

temporaryFolderTest("one that others may write to is used if it is sticky", async (folder) => {
  const tmp = join(folder, "tmp");
  for (const mode of [0o1777, 0o755, 0o700, 0o1733]) {
    chmodSync(tmp, mode);
    const { code, stderr } = await summaryIn(tmp, folder);
    assert.equal(code, 0, `${mode.toString(8)}: ${stderr}`);
  }
  chmodSync(tmp, 0o777);
  const run = await summaryIn(tmp, folder);
  assertOneLine(run, 4, `"${tmp}": others can rename what is in "${tmp}"${ADVICE}`);
});

temporaryFolderTest("the folders above it are looked at too, behind links", async (folder) => {
  const outer = join(folder, "outer");
  mkdirSync(join(outer, "tmp"), { recursive: true });
  chmodSync(outer, 0o777);
  symlinkSync(join(outer, "tmp"), join(folder, "link"));
  const run = await summaryIn(join(folder, "link"), folder);
  assertOneLine(run, 4, `others can rename what is in "${outer}"${ADVICE}`);
  assert.deepEqual(namesIn(join(outer, "tmp")), []);
});

temporaryFolderTest("a group may write to it if nobody else is in the group", async (folder) => {
  const tmp = join(folder, "tmp");
  const { uid } = Deno.statSync(tmp);
  const other = uid! + 4711;
  for (const [gid, code] of [[uid!, 0], [0, 0], [other, 4]] as const) {
    chownSync(tmp, uid!, gid);
    chmodSync(tmp, 0o775);
    assert.equal((await summaryIn(tmp, folder)).code, code, `group ${gid}`);
  }
}, ignore || Deno.uid() !== 0);

temporaryFolderTest("that of another user is not used, by root neither", async (folder) => {
  const tmp = join(folder, "tmp");
  chownSync(tmp, NOBODY, NOBODY);
  const run = await summaryIn(tmp, folder);
  assertOneLine(run, 4, `"${tmp}" belongs to another user${ADVICE}`);
}, ignore || Deno.uid() !== 0);

temporaryFolderTest(
  "a relative path means the folder it names, an empty one none",
  async (folder) => {
    const { code, stderr } = await summaryIn("./tmp", folder);
    assert.equal(code, 0, stderr);
    assertOneLine(
      await summaryIn("", folder),
      4,
      "Cannot make a folder in the temporary folder",
      ADVICE,
    );
    assert.deepEqual(namesIn(folder), ["tmp"]);
  },
);
