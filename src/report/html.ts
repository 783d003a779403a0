/**
 * The file that `straddle report` writes: page, style, program and data in one, with a policy that
 * forbids it every request. The same data give the same bytes.
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { AnyPageData } from "./page_data.ts";
import type { SweepPageData } from "./sweep_data.ts";

type ReportData = AnyPageData | SweepPageData;

/** A page of any kind. `columns` are the packed columns that `data` points into. */
export function reportHtml(data: ReportData, columns: Uint8Array): string {
  const style = partOfPage("./page/uplot.css") + partOfPage("./page/page.css");
  // The charts are uPlot's, whose notice goes where it goes.
  const notice = `/*\nuPlot: ${partOfPage("./page/uplot_license.txt")}*/\n`;
  const script = notice + partOfPage(data.kind === "sweep" ? "./sweep_page.js" : "./page.js");
  const policy = `default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; ` +
    "base-uri 'none'; form-action 'none'";
  const title = escape(data.title), subtitle = escape(data.subtitle);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title} – ${subtitle}</title>
<style>${style}</style>
</head>
<body>
<a id="skip" href="#main">Skip to the figures</a>
<header><h1>${title} <small>${
    subtitle.replace(/\d{4}-\d\d-\d\d/, '<span class="date">$&</span>')
  }</small></h1><p id="lead"></p></header>
<div id="sticky"><div id="bar" role="region" aria-label="What to show"></div></div>
<main id="main" tabindex="-1"><p id="status" role="status">Reading the data …</p>
<noscript><p>This report draws itself with JavaScript, which is switched off here.</p></noscript>
</main>
<footer>Made by straddle. This file holds all it shows and asks no other.</footer>
<script type="application/octet-stream" id="run-data">${blob(data, columns)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** [bytes of the JSON, u32 little endian][JSON][columns], gzip, base64. */
function blob(data: ReportData, columns: Uint8Array): string {
  const json = new TextEncoder().encode(JSON.stringify(data));
  const bytes = new Uint8Array(4 + json.length + columns.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 4);
  bytes.set(columns, 4 + json.length);
  // The levels above take twice the time and save nothing: bytes like ours have no long matches.
  const packed = gzipSync(bytes, { level: 7 });
  // gzip's header names the system it was made on; unknown is the same everywhere.
  packed[9] = 255;
  return Buffer.from(packed.buffer, packed.byteOffset, packed.length).toString("base64");
}

/** A file of the page; its line ends are those that the browser sees, and so is its hash. */
function partOfPage(path: string): string {
  const text = Deno.readTextFileSync(new URL(path, import.meta.url)).replaceAll("\r\n", "\n");
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`"${path}" would end its own element`);
  return text;
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function escape(text: string): string {
  const names: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" };
  return text.replace(/[&<>"]/g, (character) => `&${names[character]};`);
}
