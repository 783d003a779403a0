/** README stays short, and leads to each page of docs/ once. */
import assert from "node:assert/strict";
import { readPage } from "../../docs/shown_commands.ts";

Deno.test("README has fewer than 300 lines and names each page of docs/ with one link", () => {
  const text = readPage("README.md");
  assert.ok(text.split("\n").length < 300);
  const links = [...text.matchAll(/\]\(docs\/([\w-]+\.md)/g)].map(([, name]) => name!).sort();
  const pages = [...Deno.readDirSync(new URL("../../docs/", import.meta.url))]
    .map(({ name }) => name).filter((name) => name.endsWith(".md")).sort();
  assert.deepEqual(links, pages);
});
