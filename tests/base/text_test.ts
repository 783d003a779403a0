/** The order of texts, and texts with nothing in them that a terminal obeys. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { compareText } from "../../src/base/text.ts";

/** The order of the code points, one by one. */
function byCodePoints(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => Array.from(text, (c) => c.codePointAt(0)!));
  for (let i = 0; i < Math.min(x!.length, y!.length); i++) {
    if (x![i] !== y![i]) return Math.sign(x![i]! - y![i]!);
  }
  return Math.sign(x!.length - y!.length);
}

Deno.test("B-7: texts are ordered by code point, as UTF-8 bytes and Python are", () => {
  const sorted = ["", "0", "10", "2", "A", "A ", "AA", "a", "|", "\u00e9", "\uFF00", "\u{1F600}"];
  assert.deepEqual([...sorted].reverse().sort(compareText), sorted);
  assert.notDeepEqual([...sorted].sort(), sorted, "JavaScript's own order is another");
});

Deno.test("B-7: compareText agrees with a comparison of code points", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.string({ unit: fc.constantFrom("a", "\uE000", "\uFFFF", "\u{10000}", "\u{1F600}") }),
  );
  fc.assert(
    fc.property(text, text, text, (head, a, b) => {
      assert.equal(Math.sign(compareText(a, b)), byCodePoints(a, b));
      assert.equal(Math.sign(compareText(head + a, head + b)), byCodePoints(a, b));
      assert.equal(Math.sign(compareText(a, head)) + Math.sign(compareText(head, a)), 0);
      assert.equal(compareText(head, head), 0);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("B-7: compareText agrees with the order of the UTF-8 bytes", () => {
  const utf8 = (text: string) => new TextEncoder().encode(text);
  const text = fc.string({ unit: "binary", maxLength: 5 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [x, y] = [Array.from(utf8(a)), Array.from(utf8(b))];
      const at = x.findIndex((byte, i) => byte !== y[i]);
      const expected = at < 0 ? x.length - y.length : y.length <= at ? 1 : x[at]! - y[at]!;
      assert.equal(Math.sign(compareText(a, b)), Math.sign(expected));
    }),
    { numRuns: 1000 },
  );
});
