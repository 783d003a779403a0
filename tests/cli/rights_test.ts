/** What the program may do, and that it needs no more. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MINI, withFolder } from "./program.ts";

const config = JSON.parse(
  readFileSync(fileURLToPath(new URL("../../deno.json", import.meta.url)), "utf8"),
);

Deno.test("the task grants reading, writing, native code and four names; no net, no run, no prompt", () => {
  const words: string[] = config.tasks.straddle.command.split(" ");
  assert.deepEqual(words.filter((word) => /^--(allow|deny|no-prompt|unstable)|^-A/.test(word)), [
    "--no-prompt",
    "--allow-read",
    "--allow-write",
    "--allow-ffi",
    "--allow-env=NO_COLOR,TERM,TMPDIR,TEMP",
  ]);
  for (const [name, { command }] of Object.entries<{ command: string }>(config.tasks)) {
    if (!["backtest", "bench"].includes(name)) continue;
    assert.match(command, /^deno task -q straddle /, `${name} has the same rights`);
  }
});

Deno.test({
  name: "a run opens no socket and starts no process, not even from native code",
  ignore: Deno.build.os !== "linux" ||
    !new Deno.Command("sh", { args: ["-c", "command -v strace"] }).outputSync().success,
  fn: () =>
    withFolder((folder) => {
      const log = join(folder, "calls");
      const words: string[] = config.tasks.straddle.command.split(" ");
      const program = [
        Deno.execPath(),
        ...words.slice(1, -1),
        fileURLToPath(new URL("../../main.ts", import.meta.url)),
      ];
      const args = ["-f", "-qq", "-e", "trace=socket,connect,execve", "-o", log, ...program];
      const run = new Deno.Command("strace", {
        // Deno itself, not the program, would ask whether there is a newer Deno.
        env: { DENO_NO_UPDATE_CHECK: "1" },
        args: [...args, "backtest", "--data", MINI, ".", "2024", "-q", "-j", "2"],
      }).outputSync();
      assert.equal(run.code, 0);
      const calls = readFileSync(log, "utf8").split("\n").filter((line) =>
        /\b(socket|connect|execve)\(/.test(line)
      );
      assert.equal(calls.length, 1, `only the program's own start:\n${calls.join("\n")}`);
    }),
});
