/** Help texts that are printed before the parser is loaded are those that the parser would print. */
import assert from "node:assert/strict";
import type { Command } from "commander";
import { HELP_FILE, helpTexts } from "../../.ci/help_texts.ts";
import { helpFor } from "../../src/commands/help.ts";
import { makeProgram } from "../../src/commands/program.ts";

Deno.test("the help texts are of today's commands (else: deno task help-texts)", async () => {
  assert.deepEqual(JSON.parse(Deno.readTextFileSync(HELP_FILE)), await helpTexts());
});

Deno.test("help is what the parser prints, on terminals of every width", async () => {
  const program = await makeProgram(["completions"]);
  let compared = 0;
  const compare = (command: Command, words: readonly string[], width: number) => {
    let text = "";
    command.configureOutput({ writeOut: (part) => text += part, getOutHelpWidth: () => width });
    command.outputHelp();
    assert.equal(helpFor([...words, "--help"], width), text, `${words.join(" ")} at ${width}`);
    compared++;
    for (const sub of command.commands) compare(sub, [...words, sub.name()], width);
  };
  for (const width of [1, 11, 12, 30, 45, 61, 79, 80, 81, 100, 133, 300]) {
    compare(program, [], width);
  }
  assert.ok(compared > 12 * 20);
});

Deno.test("only what asks for help alone is answered without the parser", () => {
  const isHelp = (...args: string[]) => helpFor(args, 80) !== undefined;
  for (
    const args of [["-h"], ["help"], ["help", "backtest"], ["prices", "import", "-h"], ["-V"]]
  ) assert.ok(isHelp(...args), args.join(" "));
  for (
    const args of [
      [],
      ["backtest"],
      ["help", "asset-table"],
      ["help", "nosuch"],
      ["nosuch", "--help"],
      ["prices import", "--help"],
      ["backtest", ".", "--help"],
      ["toString", "-h"],
    ]
  ) assert.ok(!isHelp(...args), args.join(" "));
});
