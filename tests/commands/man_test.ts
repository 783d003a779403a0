/** Man pages: one a command, all that its help says, and roff that readers of man pages accept. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { helpLines } from "../../src/commands/help.ts";
import { manPage, manPages } from "../../src/commands/man.ts";
import { works } from "../cli/processes.ts";
import { assertOneLine, straddle, straddleOk, withFolder } from "../cli/program.ts";

const nameOf = (words: readonly string[]) => `${["straddle", ...words].join("-")}.1`;
const decoder = new TextDecoder();

Deno.test("every command has a page, which names each of its options", async () => {
  const pages = manPages();
  assert.ok(pages.length > 30);
  for (const words of pages) {
    const page = manPage(words)!.replaceAll("\\-", "-");
    for (const line of helpLines(words.join(" "))) {
      const [, flags] = /^ {2}(-.*?)\s*\t/.exec(line) ?? [];
      if (flags !== undefined) assert.ok(page.includes(`\n.B ${flags}\n`), `${words}: ${flags}`);
    }
    assert.doesNotMatch(page, /\t/);
    assert.match(page, /\.SH NAME\nstraddle\S* \\?- \S/, words.join(" "));
  }
  assert.equal(await straddleOk(["help", "--man", "sweep", "best"]), manPage(["sweep", "best"]));
  assertOneLine(
    await straddle(["help", "--man", "swep"]),
    2,
    'No command "swep"; did you mean "sweep"?',
  );
});

Deno.test({
  name: "man's own readers have nothing to say of any page",
  ignore: !works("mandoc", "-T", "lint", "/dev/null") && !works("groff", "--version"),
  fn: () =>
    withFolder(async (folder) => {
      const files = manPages().map((words) => {
        const path = join(folder, nameOf(words));
        Deno.writeTextFileSync(path, manPage(words)!);
        return path;
      });
      const said = async (command: string, ...args: string[]) => {
        if (!works(command, "--version") && command === "groff") return "";
        const { stdout, stderr } = await new Deno.Command(command, { args: [...args, ...files] })
          .output();
        return decoder.decode(stderr) + (command === "mandoc" ? decoder.decode(stdout) : "");
      };
      assert.equal(await said("groff", "-man", "-ww", "-z", "-rLL=100n", "-Tutf8"), "");
      if (!works("mandoc", "-T", "utf8", files[0]!)) return;
      // A page of no date is the same whenever it is made.
      const lint = (await said("mandoc", "-T", "lint", "-W", "warning"))
        .split("\n").filter((line) => line !== "" && !line.includes("missing date"));
      assert.deepEqual(lint, []);
    }),
});
