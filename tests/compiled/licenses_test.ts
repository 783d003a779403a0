/** The compiled program holds the licences of its parts. `STRADDLE_BINARY` names it, or this is skipped. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { NOTICES_FILE } from "../../.ci/licenses.ts";
import { withFolder } from "../cli/program.ts";

const binary = Deno.env.get("STRADDLE_BINARY");

Deno.test({
  name: "compiled: licenses prints the licences that lie in the repository",
  ignore: binary === undefined,
  fn: () =>
    withFolder((folder) => {
      const { code, stdout } = new Deno.Command(binary!, { args: ["licenses"], cwd: folder })
        .outputSync();
      assert.equal(code, 0);
      assert.ok(new TextDecoder().decode(stdout) === readFileSync(NOTICES_FILE, "utf8"));
    }),
});
