/** How wide texts are on a terminal, and where they break. */
import assert from "node:assert/strict";
import { cutText, textWidth, wrapLine } from "../../src/base/text_width.ts";

Deno.test("wide characters take two columns, combining ones none", () => {
  assert.deepEqual(["a", "日本", "e\u0301", "🐎", "👨‍👩‍👧", "…", ""].map(textWidth), [
    1,
    4,
    1,
    2,
    2,
    1,
    0,
  ]);
});

Deno.test("a text is cut between characters as people see them", () => {
  assert.equal(cutText("ANVILS", 6), "ANVILS");
  assert.equal(cutText("ANVILS", 5), "ANVI…");
  assert.equal(cutText("日本語", 4), "日…");
  assert.equal(cutText("e\u0301e\u0301e\u0301", 2), "e\u0301…");
  assert.equal(cutText("👨‍👩‍👧👨‍👩‍👧", 3), "👨‍👩‍👧…");
});

Deno.test("a line is wrapped at its spaces, with every word kept", () => {
  assert.deepEqual(wrapLine("one two three", 80), ["one two three"]);
  assert.deepEqual(wrapLine("one two three four", 9), ["one two", "three", "four"]);
  assert.deepEqual(wrapLine("error  one two", 10, "  "), ["error  one", "  two"]);
  assert.deepEqual(wrapLine("  one two", 6, "  "), ["  one", "  two"]);
  assert.deepEqual(wrapLine("日本 日本 日本", 9), ["日本 日本", "日本"]);
});

Deno.test("a word wider than the line stays whole", () => {
  assert.deepEqual(wrapLine("see /a/very/long/path now", 8), ["see", "/a/very/long/path", "now"]);
});
