/** `completions`: scripts that name what the program has, and that shells can run. */
import assert from "node:assert/strict";
import { works } from "./processes.ts";
import { assertRefused, straddle, straddleOk, withFolder } from "./program.ts";

const SHELLS = ["bash", "zsh", "fish", "powershell"];

/** Not every machine has every shell; what Windows calls bash is a door into another system. */
const hasShell = (name: string) => Deno.build.os !== "windows" && works(name, "-c", "true");

for (const shell of SHELLS) {
  Deno.test(`the ${shell} script names every command, option and format`, async () => {
    const script = await straddleOk(["completions", shell]);
    const help = await straddleOk(["--help"]);
    const commands = [...help.matchAll(/^ {2}([a-z]+) .*? {2}/gm)].map(([, name]) => name!);
    assert.ok(commands.includes("backtest") && commands.includes("completions"), help);
    for (const word of [...commands, "output", "all-days", "ndjson", "powershell"]) {
      assert.match(script, new RegExp(`\\b${word}\\b`), `${word} in ${shell}`);
    }
    assert.doesNotMatch(script, /undefined|\[object/);
  });
}

Deno.test("an unknown shell is exit 2 and names those there are", async () => {
  assertRefused(await straddle(["completions", "tcsh"]), 2, "bash, zsh, fish, powershell");
});

/** What bash offers for the last of the words. */
async function bashOffers(...words: string[]): Promise<string[]> {
  const script = await straddleOk(["completions", "bash"]);
  const ask = 'COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _straddle; echo "${COMPREPLY[@]}"';
  const args = ["-c", `${script}\n${ask}`, "_", ...words];
  const { stdout, stderr } = await new Deno.Command("bash", { args }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout).trim().split(" ").filter((word) => word !== "");
}

Deno.test({
  name: "bash completes commands, options and the values of options",
  ignore: !hasShell("bash"),
  async fn() {
    assert.deepEqual(await bashOffers("straddle", "backt"), ["backtest"]);
    assert.deepEqual(await bashOffers("straddle", "backtest", "--all"), ["--all-days"]);
    assert.deepEqual(await bashOffers("straddle", "backtest", ".", "-f", "n"), ["ndjson"]);
    assert.deepEqual(await bashOffers("straddle", "completions", ""), SHELLS);
    assert.deepEqual(await bashOffers("straddle", "help", "compl"), ["completions"]);
    assert.deepEqual(
      await bashOffers("straddle", "backtest", "--data", ""),
      [],
      "files, by default",
    );
  },
});

for (const [shell, ask] of [["zsh", undefined], ["fish", "complete -C 'straddle backtest -f n'"]]) {
  Deno.test({
    name: `${shell} reads its script`,
    ignore: !hasShell(shell!),
    fn: () =>
      withFolder(async (folder) => {
        const path = `${folder}/script`;
        await Deno.writeTextFile(path, await straddleOk(["completions", shell!]));
        const args = ask === undefined ? ["-n", path] : ["-c", `source ${path}; ${ask}`];
        const { code, stdout, stderr } = await new Deno.Command(shell!, { args }).output();
        assert.equal(code, 0, new TextDecoder().decode(stderr));
        if (ask !== undefined) assert.match(new TextDecoder().decode(stdout), /^ndjson\b/);
      }),
  });
}
