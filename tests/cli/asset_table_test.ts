/** What people are told about the asset table: the page, where it is named, and slips in keys. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  assertOneLine,
  assertRefused,
  MINI,
  SAMPLE,
  straddle,
  straddleOk,
  withFolder,
} from "./program.ts";

const PAGE = Deno.readTextFileSync(join(SAMPLE, "..", "docs", "asset-table.md"));

Deno.test("help asset-table prints the page, and help lists it", async () => {
  assert.deepEqual(await straddle(["help", "asset-table"]), { code: 0, stdout: PAGE, stderr: "" });
  assert.equal(await straddleOk(["asset-table"]), PAGE);
  const help = await straddleOk(["help"]);
  assert.match(help, /^ {2}asset-table +explain the asset table/m);
  assert.match(help, /^ {2}straddle help asset-table /m);
});

Deno.test("demo and the errors of an asset table name the page", async () => {
  await withFolder(async (cwd) => {
    const { stderr } = await straddle(["demo", "my data"], { cwd });
    assert.match(stderr, /^Next: straddle backtest --data 'my data'$/m);
    assert.match(stderr, /straddle help asset-table$/m);
    const prices = ["--prices", join(MINI, "prices.parquet")];
    const refuse = (amt: string) => {
      Deno.writeTextFileSync(join(cwd, "amt.yml"), amt);
      return straddle(["backtest", "--amt", "amt.yml", ...prices], { cwd });
    };
    for (const amt of ["", "[]", "a: 1", "amt: 1"]) {
      assertOneLine(await refuse(amt), 3, "straddle help asset-table");
    }
    const wrong = 'amt: {x: {Underlying: X, WeightCap: "1"}}';
    assertRefused(await refuse(wrong), 3, /^straddle: .*straddle help asset-table/);
    assertOneLine(await refuse("Amt: {}"), 3, 'did you mean that by "Amt"?');
  });
});

/** Slips in the sample table, each with the line it is on. */
async function withSlips(
  body: (run: (...args: string[]) => ReturnType<typeof straddle>) => Promise<void>,
): Promise<void> {
  await withFolder(async (cwd) => {
    const text = Deno.readTextFileSync(join(SAMPLE, "amt.yml"));
    const change = (text: string, asset: string, from: string, to: string) => {
      const at = text.indexOf(from, text.indexOf(`Underlying: ${asset}`));
      return text.slice(0, at) + to + text.slice(at + from.length);
    };
    let slipped = change(text, "VELORR", "WeightCap", "Weightcap");
    slipped = change(slipped, "KLP", "Near", "near");
    slipped = change(slipped, "ANVILS", "Class:", "Trader: Me\n    Class:");
    for (const asset of ["MWH", "NORTH"]) slipped = change(slipped, asset, "Options", "Option");
    Deno.writeTextFileSync(join(cwd, "amt.yml"), slipped);
    const inputs = ["chain:futs.csv", "overrides:overrides.csv", "prices:prices.parquet"]
      .map((name) => name.split(":"))
      .flatMap(([option, file]) => [`--${option}`, join(SAMPLE, file!)]);
    await body((...args) => straddle([...args, "--amt", "amt.yml", ...inputs], { cwd }));
  });
}

Deno.test("a run warns of slips in keys, three at most, whichever assets it selects", async () => {
  await withSlips(async (run) => {
    const args = ["backtest", "^ANVILS", "2024", "-f", "csv"];
    const { code, stdout, stderr } = await run(...args);
    const warnings = stderr.match(/^Warning: .*/gm)!;
    assert.deepEqual(
      warnings.map((line) => line.replace(/^Warning: |\S*\/amt\.yml(:\d+: )?/g, "")),
      [
        'asset "KLP Comdty": Unknown key "Vol.near"; did you mean "Vol.Near"?',
        'asset "MWH Comdty": Unknown key "Option"; did you mean "Options"?',
        'asset "NORTH Index": Unknown key "Option"; did you mean "Options"?',
        "1 more problem in  (-v names it)",
      ],
    );
    assert.doesNotMatch(stderr, /Trader/);
    // The same numbers, the same exit code.
    const clean = await straddle([...args, "--data", SAMPLE]);
    assert.deepEqual([code, stdout], [clean.code, clean.stdout]);
    const verbose = (await run(...args, "-v")).stderr;
    assert.match(
      verbose,
      /asset "VELORR Curncy": Unknown key "Weightcap"; did you mean "WeightCap"\?/,
    );
    assert.equal((await run(...args, "-q")).stderr, "");
  });
});

Deno.test("a run that finds no live asset says which slip may be why", async () => {
  await withSlips(async (run) => {
    const slip = 'asset "VELORR Curncy": Unknown key "Weightcap"; did you mean "WeightCap"?)';
    assertOneLine(await run("backtest", "^VELORR", "2024"), 1, "not live", slip);
    assertOneLine(await run("check", "^VELORR", "2024"), 1, "No live asset", slip);
  });
});

Deno.test("check names every unknown key: assets with one slip together, with their lines", async () => {
  await withSlips(async (run) => {
    const { code, stdout } = await run("check", ".", "2024");
    assert.equal(code, 0);
    const found = stdout.match(/^.*unknown key.*$/gm)!.map((line) =>
      line.replace(/line \d+/g, "line N")
    );
    assert.deepEqual(found, [
      'warning  unknown key, 2 places: MWH Comdty (line N), NORTH Index (line N). Nothing reads the key "Option". To mend it: write "Options".',
      'warning  unknown key, 1 place: KLP Comdty (line N). Nothing reads the key "Vol.near". To mend it: write "Vol.Near".',
      'warning  unknown key, 1 place: VELORR Curncy (line N). Nothing reads the key "Weightcap". To mend it: write "WeightCap".',
      "note     unknown key, 1 place: ANVILS VL Equity (Trader, line N). Nothing reads these keys. To mend it: remove them, unless they are notes of your own.",
    ]);
    assert.match(stdout, /straddle help asset-table\n$/);
  });
});
