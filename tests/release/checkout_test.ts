/** The repository can be checked out, with the same bytes, on every system that releases are made on. */
import assert from "node:assert/strict";
import { ROOT } from "../../.ci/packages.ts";
import { works } from "../cli/processes.ts";

const GIT = works("git", "-C", ROOT, "rev-parse", "HEAD");

/** The lines of a git command over the repository. */
function git(...args: readonly string[]): string[] {
  const { stdout } = new Deno.Command("git", { args: ["-C", ROOT, ...args] }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

/** Devices that Windows has in every folder, whatever their ending. */
const DEVICE = /^(aux|con|nul|prn|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;

Deno.test({
  name: "no file has a name that Windows cannot have, or two that are one to it and to macOS",
  ignore: !GIT,
  fn() {
    const files = git("ls-files");
    assert.ok(files.includes("main.ts"));
    for (const file of files) {
      for (const name of file.split("/")) {
        assert.doesNotMatch(name, DEVICE, file);
        assert.doesNotMatch(name, /[<>:"|?*\\]|[ .]$/, file);
      }
    }
    assert.equal(new Set(files.map((file) => file.toLowerCase())).size, files.length);
  },
});

Deno.test({
  name: "texts come with LF on every system, and what is no text comes as it is",
  ignore: !GIT,
  fn() {
    // "i/lf    w/lf    attr/text=auto eol=lf 	main.ts"
    for (const line of git("ls-files", "--eol")) {
      const [, stored, attributes, file] = /^i\/(\S*) +w\/\S* +attr\/(.*?) *\t(.*)$/.exec(line)!;
      const kept = /(^|\s)-text\b/.test(attributes!);
      assert.ok(kept || /eol=lf/.test(attributes!), line);
      if (/\.(parquet|png)$/.test(file!)) assert.ok(kept, `${file} is marked as binary`);
      if (!kept) assert.ok(["lf", "none"].includes(stored!), line);
    }
  },
});
