/// <reference lib="dom" />
/** A table of texts with a caption and headers. */
import { type Child, el } from "./dom.ts";

/** The first cell of each row is its header; columns in `left` hold words, others numbers. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Child[])[],
  left: readonly number[] = [0],
): HTMLTableElement {
  const side = (i: number) => (left.includes(i) ? { class: "text" } : {});
  return el(
    "table",
    {},
    el("caption", {}, caption),
    el(
      "thead",
      {},
      el("tr", {}, ...head.map((text, i) => el("th", { scope: "col", ...side(i) }, text))),
    ),
    el(
      "tbody",
      {},
      ...rows.map((cells) =>
        el(
          "tr",
          {},
          ...cells.map((cell, i) =>
            i === 0 ? el("th", { scope: "row", ...side(i) }, cell) : el("td", side(i), cell)
          ),
        )
      ),
    ),
  );
}
