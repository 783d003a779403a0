/** Suggestions: the nearest names, or none. */
import assert from "node:assert/strict";
import { didYouMean, nearest } from "../../src/base/suggest.ts";

const NAMES = ["CL Comdty", "C Comdty", "NG Comdty", "ACME US Equity", "USDCAD Curncy"];

Deno.test("a slip of any kind finds the name: left out, put in, wrong, swapped", () => {
  for (const slip of ["CL Comdy", "CL Comdtyy", "CL Comdtx", "CL Cmodty"]) {
    assert.equal(nearest(slip, NAMES)[0], "CL Comdty", slip);
  }
});

Deno.test("case does not matter, and the beginning of a name is near", () => {
  assert.deepEqual(nearest("usdcad curncy", NAMES), ["USDCAD Curncy"]);
  assert.deepEqual(nearest("acme", NAMES), ["ACME US Equity"]);
});

Deno.test("what is far from every name has no suggestion", () => {
  assert.deepEqual(nearest("XAUUSD Spot", NAMES), []);
  assert.deepEqual(nearest("", NAMES), []);
  assert.deepEqual(nearest("S", ["T", "v"]), []);
  assert.equal(didYouMean("zzzzzz", NAMES), "");
});

Deno.test("at most three names, nearest first, each once", () => {
  assert.deepEqual(nearest("a", ["ad", "ab", "ac", "ae", "ab"]), ["ab", "ac", "ad"]);
  assert.equal(didYouMean("b", ["ba", "bb", "bc"]), '; did you mean "ba", "bb" or "bc"?');
  assert.equal(didYouMean("bax", ["bay"]), '; did you mean "bay"?');
});
