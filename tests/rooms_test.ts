/** The layout of src/ and workers/: every import leads to a room further down, or stays in its own. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";

/** The floors, from the ground up; rooms that share one may not import each other. */
const FLOORS: readonly (readonly string[])[] = [
  ["src/base"],
  ["src/inputs", "src/output"],
  ["src/loader.ts"],
  ["src/schedules.ts", "src/tickers.ts"],
  ["src/engine"],
  ["src/runs", "src/inspect"],
  ["src/book"],
  ["src/report", "src/backtest"],
  ["src/sweep"],
  ["workers", "src/commands"],
  ["src/library"],
  ["main.ts", "mod.ts"],
];

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const IMPORT = /\b(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+\.ts)"/g;

const files = ["main.ts", "mod.ts", ...["src", "workers"].flatMap(filesBelow)];
const imports = files.flatMap((file) =>
  Array.from(
    readFileSync(join(ROOT, file), "utf8").matchAll(IMPORT),
    ([, path]) => ({ file, target: normalize(join(dirname(file), path!)) }),
  )
);

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path.replaceAll("\\", "/")))
    .filter((path) => path.endsWith(".ts"));
}

function roomOf(file: string): string | undefined {
  return FLOORS.flat().find((room) => file === room || file.startsWith(`${room}/`));
}

function floorOf(file: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(roomOf(file)!));
}

Deno.test("every file lives in a room", () => {
  assert.deepEqual(files.filter((file) => roomOf(file) === undefined), []);
});

Deno.test("imports lead down the floors, or stay in their room", () => {
  assert.ok(imports.length > 500, "the imports were not found");
  const wrong = imports.filter(({ file, target }) =>
    roomOf(file) !== roomOf(target) && floorOf(target) >= floorOf(file)
  );
  assert.deepEqual(wrong.map(({ file, target }) => `${file} imports ${target}`), []);
});

Deno.test("no file imports itself by a detour", () => {
  const next = Map.groupBy(imports, ({ file }) => file);
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): void => {
    assert.ok(!way.includes(file), `A circle: ${[...way, file].join(" → ")}`);
    if (done.has(file)) return;
    for (const { target } of next.get(file) ?? []) walk(target, [...way, file]);
    done.add(file);
  };
  files.forEach((file) => walk(file, []));
});
