/** The licences of what the program holds: complete, true to the packages, and printed. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CRATES_FILE, cratesIn } from "../../.ci/crates.ts";
import { notices, NOTICES_FILE } from "../../.ci/licenses.ts";
import { licenceTexts, ROOT, shippedPackages } from "../../.ci/packages.ts";
import { reportHtml } from "../../src/report/html.ts";
import { straddle, straddleOk, withFolder } from "../cli/program.ts";
import { samplePage } from "../report/sample_page.ts";

const kept = readFileSync(NOTICES_FILE, "utf8");

/** A text's words: packages end their lines as they please. */
function words(text: string): string {
  return text.split(/\s+/).filter((word) => word !== "").join(" ");
}

Deno.test("THIRD_PARTY_LICENSES.txt is what deno.lock and licenses/ give (else: deno task licenses)", () => {
  assert.ok(notices() === kept, "run: deno task licenses");
});

Deno.test("every package of the lock that the program carries is named with its version and licence text", () => {
  const all = words(kept);
  const shipped = shippedPackages();
  for (const name of ["commander", "js-yaml", "argparse", "papaparse", "string-width", "uplot"]) {
    assert.ok(shipped.some((one) => one.name === name), name);
  }
  for (const one of shipped) {
    assert.ok(kept.includes(`  ${one.name} ${one.version}`), `${one.name} is not named`);
    // Builds for other systems are not at hand; they stand under the package they are of.
    if (one.buildOf !== undefined) continue;
    for (const text of licenceTexts(one)) {
      assert.ok(all.includes(words(text)), `the text of ${one.name}`);
    }
  }
});

Deno.test("what tests alone use is not claimed to be in the program", () => {
  for (const name of ["playwright-core", "fast-check", "hyparquet"]) {
    assert.ok(!kept.includes(`  ${name} `), name);
  }
});

Deno.test("Deno, V8, DuckDB and what it links, Sun's arithmetic have their notices", () => {
  const heads = [...kept.matchAll(/^-{80}\n(.*) \(/gm)].map(([, head]) => head!);
  for (
    const name of ["Deno", "V8", "zstd", "mbedtls", "libpg_query", "node-addon-api", "Apache-2.0"]
  ) {
    assert.ok(heads.includes(name), `${name} in ${heads}`);
  }
  assert.match(kept, /Copyright 2018-\d{4} the Deno authors/);
  assert.match(kept, /the V8 project authors/);
  assert.match(kept, /Stichting DuckDB Foundation/);
});

/** The paragraphs of Sun's notices, as one line each. */
const GRANT = "Permission to use, copy, modify, and distribute this software is freely granted, " +
  "provided that this notice is preserved.";

Deno.test("Sun's notices stand in the code that follows its arithmetic, and in the list", () => {
  for (const file of ["src/engine/erf.ts", "src/engine/exp_log.ts", "THIRD_PARTY_LICENSES.txt"]) {
    const text = words(readFileSync(join(ROOT, file), "utf8").replaceAll(/^ \* /gm, ""));
    assert.ok(text.includes("Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved."));
    assert.ok(text.includes(GRANT), file);
  }
});

Deno.test("uPlot's notice is the package's, and every report holds it", () => {
  const uplot = shippedPackages().find(({ name }) => name === "uplot")!;
  const notice = readFileSync(join(ROOT, "src/report/page/uplot_license.txt"), "utf8");
  assert.equal(words(notice), words(licenceTexts(uplot).join("\n")));
  const sample = samplePage();
  assert.ok(reportHtml(sample.data, sample.columns).includes(notice));
});

const [madeFrom, ...crates] = readFileSync(CRATES_FILE, "utf8").trimEnd().split("\n");
const other = madeFrom !== `Deno ${Deno.version.deno}` ||
  Deno.build.target !== "x86_64-unknown-linux-gnu";
Deno.test({
  name: other
    ? `(${madeFrom} for Linux x86-64 only) the Rust packages are those of the executable`
    : "the Rust packages listed are those of this Deno (else: deno run -A .ci/crates.ts)",
  ignore: other,
  fn() {
    assert.deepEqual(cratesIn(Deno.execPath()), crates);
  },
});

Deno.test("licenses prints the file, writes it with -o, and takes no argument", () =>
  withFolder(async (folder) => {
    assert.ok(await straddleOk(["licenses"], { cwd: folder }) === kept);
    assert.equal(await straddleOk(["licenses", "-o", "all.txt"], { cwd: folder }), "");
    assert.ok(readFileSync(join(folder, "all.txt"), "utf8") === kept);
    assert.equal((await straddle(["licenses", "MIT"], { cwd: folder })).code, 2);
  }));
