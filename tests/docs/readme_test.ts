/** README stays short, names no page twice, and leads to every page of docs/. */
import assert from "node:assert/strict";
import { readPage } from "../../docs/shown_commands.ts";

/** The pages of docs/ that a page links to. */
const linksOf = (path: string) =>
  [...readPage(path).matchAll(/\]\((?:docs\/)?([\w-]+\.md)/g)].map(([, name]) => name!);

Deno.test("README has fewer than 300 lines, and leads to each page of docs/, to none by two links", () => {
  assert.ok(readPage("README.md").split("\n").length < 300);
  const links = linksOf("README.md").filter((name) => name !== "CONTRIBUTING.md");
  assert.deepEqual(links, [...new Set(links)]);
  const pages = [...Deno.readDirSync(new URL("../../docs/", import.meta.url))]
    .map(({ name }) => name).filter((name) => name.endsWith(".md")).sort();
  const reached = new Set([...links, ...links.flatMap((name) => linksOf(`docs/${name}`))]);
  assert.deepEqual(pages.filter((name) => !reached.has(name)), []);
});
