/** JSON and NDJSON, to the byte. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { json, ndjson } from "../../src/output/json.ts";
import { type Cell, chunkOf, renderText, spec } from "./tables.ts";
import { HOSTILE, sampleColumns, sampleRows, tableArbitrary } from "./samples.ts";

const OBJECTS = [
  '{"asset":"Corn","date":"2024-02-27","vol":20,"strike":100,"expiry":"2024-03-04","pnl":0,"days":1}',
  '{"asset":"Corn","date":"2024-02-28","vol":null,"strike":100,"expiry":"2024-03-04","pnl":0.0018867156852914505,"days":2}',
  '{"asset":"Wheat","date":"2024-02-29","vol":22.5,"strike":null,"expiry":null,"pnl":9.588224724950412e-7,"days":-3}',
  '{"asset":null,"date":null,"vol":null,"strike":97.25,"expiry":"2024-03-05","pnl":null,"days":null}',
];

Deno.test("JSON is an array with an object a line; missing cells are null", () => {
  const chunks = [sampleRows.slice(0, 3), [], sampleRows.slice(3)]
    .map((rows) => chunkOf(sampleColumns, rows));
  assert.equal(renderText(json, sampleColumns, chunks), `[\n${OBJECTS.join(",\n")}\n]\n`);
});

Deno.test("NDJSON is an object a line", () => {
  const chunks = [sampleRows.slice(0, 3), [], sampleRows.slice(3)]
    .map((rows) => chunkOf(sampleColumns, rows));
  assert.equal(renderText(ndjson, sampleColumns, chunks), OBJECTS.join("\n") + "\n");
});

Deno.test("a table without rows is an empty array, or nothing", () => {
  for (const chunks of [[], [chunkOf(sampleColumns, [])]]) {
    assert.deepEqual(JSON.parse(renderText(json, sampleColumns, chunks)), []);
    assert.equal(renderText(ndjson, sampleColumns, chunks), "");
  }
});

Deno.test("digits give numbers that JSON can read", () => {
  const columns = [spec("a", "double"), spec("b", "double")];
  const text = renderText(json, columns, [chunkOf(columns, [[1234.5, 0.00001234]])], { digits: 3 });
  assert.equal(text, '[\n{"a":1.23e+03,"b":1.23e-05}\n]\n');
  assert.deepEqual(JSON.parse(text), [{ a: 1230, b: 0.0000123 }]);
});

Deno.test("infinities are null, since JSON has none", () => {
  const columns = [spec("a", "double")];
  const rows = [[Infinity], [-Infinity]];
  for (const options of [{}, { digits: 3 }]) {
    assert.equal(
      renderText(ndjson, columns, [chunkOf(columns, rows)], options),
      '{"a":null}\n{"a":null}\n',
    );
  }
});

Deno.test("texts and names come back as they were, whatever they hold", () => {
  const columns = HOSTILE.map((name) => spec(name, "text"));
  const [read] = JSON.parse(renderText(json, columns, [chunkOf(columns, [HOSTILE])]));
  assert.deepEqual(Object.entries(read).sort(), HOSTILE.map((text) => [text, text]).sort());
});

Deno.test("JSON and NDJSON that a reader reads give every cell back", () => {
  fc.assert(
    fc.property(tableArbitrary(), ({ columns, chunks, rows }) => {
      const objects: Record<string, Cell>[] = JSON.parse(renderText(json, columns, chunks));
      const read = objects.map((object) => columns.map((column) => object[column.name]));
      const expected = rows.map((row) =>
        row.map((cell, i) =>
          columns[i]!.type === "date" && cell !== null
            ? new Date(Number(cell) * 86_400_000).toISOString().slice(0, 10)
            : Object.is(cell, -0)
            ? 0
            : cell
        )
      );
      assert.deepEqual(read, expected);
      const lines = renderText(ndjson, columns, chunks).split("\n").slice(0, -1);
      assert.deepEqual(lines.map((line) => JSON.parse(line)), objects);
    }),
  );
});

Deno.test("a chunk of several pieces of memory has a comma between its rows, and none behind", () => {
  const columns = [spec("x", "double")];
  const cells = Array.from({ length: 30_000 }, (_, i): Cell[] => [i / 7]);
  const chunk = chunkOf(columns, cells);
  assert.ok(json.encoder(columns, {}).encode(chunk).parts.length > 1);
  const read = JSON.parse(renderText(json, columns, [chunk, chunk]));
  assert.deepEqual(read, [...cells, ...cells].map(([x]) => ({ x })));
});
