/** What README, pages of docs/ and the help texts show runs as written, and prints what is shown. */
import assert from "node:assert/strict";
import { PAGES, readPage, runPage, stepsOf } from "../../docs/shown_commands.ts";
import { straddleOk } from "./program.ts";

for (const path of PAGES) {
  Deno.test(`${path}: every command runs as written and prints what is shown`, async () => {
    const page = readPage(path);
    const { text, failures, commands, skipped } = await runPage(page);
    // deno-lint-ignore no-console
    if (skipped > 0) console.log(`Skipping ${skipped} blocks of ${path}: no Linux "script" here`);
    assert.deepEqual(failures, []);
    assert.ok(commands.length > 2, `only ${commands.length} commands were found`);
    assert.equal(text, page, "deno task readme renews what is shown");
  });
}

/** Files that the examples read, as somebody who follows them has them. */
const BEFORE = `straddle demo my-data
straddle backtest '^(KLP|MWH)' 2024 -o run.parquet
straddle backtest '^(KLP|MWH)' 2024 -o run.csv
straddle backtest '^KLP' 2024 -o old.parquet
straddle backtest '^KLP' 2024 -o new.parquet
straddle backtest '^KLP' 2024 -o a.parquet
straddle backtest '^MWH' 2024 -o b.parquet`;

Deno.test("every example of the help texts runs as written on the sample data", async () => {
  const help = await straddleOk(["help"]);
  const names = [...help.matchAll(/^ {2}([a-z]+)\b.* {2}/gm)].map(([, name]) => name!)
    .filter((name) => !["straddle", "help"].includes(name));
  const texts = await Promise.all(names.map((name) => straddleOk([name, "--help"])));
  const examples = [help, ...texts].flatMap((text) =>
    [...text.matchAll(/^ {2}(straddle .*?)(?: {2}.*)?$/gm)].map(([, command]) => command!)
  );
  // The README's test has run its own.
  const known = new Set(
    PAGES.flatMap((path) => stepsOf(readPage(path))).map((step) => step.command),
  );
  const unknown = [...new Set(examples)].filter((command) => !known.has(command));
  assert.ok(examples.length > 25, `only ${examples.length} examples were found`);
  const { failures } = await runPage(`\`\`\`sh\n${BEFORE}\n${unknown.join("\n")}\n\`\`\`\n`);
  assert.deepEqual(failures, []);
});
