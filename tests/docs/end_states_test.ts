/** docs/end-states.md has the end states that there are, in their order. */
import assert from "node:assert/strict";
import { readPage } from "../../docs/shown_commands.ts";
import { STATES } from "../../src/engine/states.ts";

Deno.test("every end state stands on its page, and nothing else", () => {
  const rows = [...readPage("docs/end-states.md").matchAll(/^\| ([a-z ]+?) +\| [^-]/gm)];
  assert.deepEqual(rows.map(([, name]) => name).slice(1), [...STATES]);
});
