/** The example files in deploy/. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EXAMPLE, FILES, printed } from "../../.ci/deploy_files.ts";
import { ROOT } from "../../.ci/packages.ts";
import { commandText } from "../../src/base/text.ts";

const read = (name: string) => readFileSync(join(ROOT, "deploy", name), "utf8");

Deno.test("the files in deploy/ are what --print gives for the command of their README", async () => {
  const texts = await Promise.all(Object.keys(FILES).map(printed));
  Object.values(FILES).forEach((name, i) => {
    assert.equal(read(name), texts[i], `deno task deploy-files makes deploy/${name} anew`);
  });
  const text = read("README.md").replaceAll(/\s*\\\n\s*/g, " ");
  assert.ok(text.includes(`straddle ${commandText(EXAMPLE)}`), "the README shows another command");
  const known = [...Object.values(FILES), "README.md", "Dockerfile"];
  assert.deepEqual(readdirSync(join(ROOT, "deploy")).sort(), known.sort());
});
