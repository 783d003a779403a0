/** `completions`: scripts that name what the program has, and that shells can run. */
import assert from "node:assert/strict";
import { works } from "./processes.ts";
import { assertRefused, denoArgs, MINI, straddle, straddleOk, withFolder } from "./program.ts";

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

/** A folder with `straddle` as a program of its own, a project that names the small table, and a script. */
function withProgram(shell: string, body: (folder: string, path: string) => Promise<void>) {
  return withFolder(async (folder) => {
    const words = [Deno.execPath(), ...denoArgs()].map((word) => `'${word}'`).join(" ");
    await Deno.writeTextFile(`${folder}/straddle`, `#!/bin/sh\nexec ${words} "$@"\n`, {
      mode: 0o755,
    });
    await Deno.writeTextFile(`${folder}/straddle.toml`, `data = ${JSON.stringify(MINI)}\n`);
    await Deno.writeTextFile(`${folder}/script`, await straddleOk(["completions", shell]));
    await body(folder, `${folder}:${Deno.env.get("PATH")}`);
  });
}

/** What a shell prints that runs a text in the folder. */
async function printed(shell: string, args: readonly string[], cwd: string, PATH: string) {
  // A shell that waits for what never comes would hang the suite.
  const signal = AbortSignal.timeout(60_000);
  const options = { args: [...args], cwd, env: { PATH }, signal };
  const { stdout, stderr } = await new Deno.Command(shell, options).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout);
}

Deno.test({
  name: "bash completes the assets of the table at hand, blanks and quotes included",
  ignore: !hasShell("bash"),
  fn: () =>
    withProgram("bash", async (folder, path) => {
      const text = `source ./script
        offers() {
          COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _straddle
          printf '<%s>' "\${COMPREPLY[@]}"; echo
        }
        offers straddle value AC; offers straddle value "'ACME U"; offers straddle value 'ACME\\ U'
        offers straddle backtest --costs amt -f csv AC; offers straddle backtest ACME AC
        offers straddle backtest --data nowhere AC; offers straddle backtest --costs ""`;
      assert.deepEqual((await printed("bash", ["-c", text], folder, path)).split("\n"), [
        "<ACME\\ US\\ Equity>",
        "<ACME US Equity>",
        "<ACME\\ US\\ Equity>",
        "<ACME\\ US\\ Equity>",
        "<>",
        "<>",
        "<amt><none>",
        "",
      ]);
    }),
});

Deno.test({
  name: "fish completes the assets of the table at hand",
  ignore: !hasShell("fish"),
  fn: () =>
    withProgram("fish", async (folder, path) => {
      const text = "source ./script; complete -C 'straddle value AC'; " +
        "complete -C 'straddle backtest ACME CRD'";
      assert.equal(await printed("fish", ["-c", text], folder, path), "ACME US Equity\n");
    }),
});

Deno.test({
  name: "zsh completes the assets of the table at hand, at the prompt",
  ignore: !hasShell("zsh"),
  fn: () =>
    withProgram("zsh", async (folder, path) => {
      // A zsh of its own at a terminal; what it shows is read until the name is there.
      const text = `zmodload zsh/zpty; zpty inner zsh -f -i
        zpty -w inner 'autoload -Uz compinit; compinit -u -D; source ./script; PS1="ready> "'
        zpty -r -m inner shown '*ready> *'
        zpty -w -n inner $'straddle value AC\t'
        zpty -r -m inner shown '*Equity*' && print -r -- "\${shown##*straddle}"; zpty -d inner`;
      const child = printed("zsh", ["-f", "-c", text], folder, path);
      assert.match(await child, /value ACME\\ US\\ Equity/);
    }),
});
