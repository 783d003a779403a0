/** Numbers as codes of a dictionary. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { NumberTable } from "../../src/output/number_table.ts";

Deno.test("equal bits have one code, unlike bits have two: zeros of both signs too", () => {
  const table = new NumberTable();
  const any = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }));
  fc.assert(fc.property(fc.array(any, { maxLength: 1000 }), (values) => {
    table.clear(values.length);
    const distinct: number[] = [];
    for (const value of values) {
      const known = distinct.findIndex((other) => Object.is(other, value));
      const code = table.codeOf(value, distinct.length);
      assert.equal(code, known < 0 ? distinct.length : known);
      if (known < 0) distinct.push(value);
    }
  }));
});
