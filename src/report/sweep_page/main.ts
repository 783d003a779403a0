/// <reference lib="dom" />
/** The page of `straddle sweep report`: reads its own data and draws it. */
import { el } from "../page/dom.ts";
import { counted } from "../page/format.ts";
import { frame } from "../page/frame.ts";
import { start } from "../page/start.ts";
import { equipTables } from "../page/tables.ts";
import { DENOMINATOR } from "../../runs/figures.ts";
import type { SweepPageData } from "../sweep_data.ts";
import { curves } from "./curves.ts";
import { headline } from "./headline.ts";
import { heatMap } from "./heat_map.ts";
import { overfitting } from "./overfitting.ts";
import type { SweepPart } from "./part.ts";
import { goTo, readVariant } from "./place.ts";
import { provenance } from "./provenance.ts";
import { Sweep } from "./sweep.ts";
import { variantTable } from "./variant_table.ts";
import { walkForward } from "./walk_forward.ts";

const SECTIONS: readonly {
  readonly title: string;
  readonly sections: readonly ((sweep: Sweep) => SweepPart)[];
}[] = [
  { title: "Headlines", sections: [headline, heatMap] },
  { title: "Result", sections: [curves] },
  { title: "Luck", sections: [overfitting, walkForward] },
  { title: "The sweep", sections: [variantTable, provenance] },
];

function sweepPage(data: SweepPageData, columns: Uint8Array): void {
  const sweep = new Sweep(data, columns);
  const groups = SECTIONS.map(({ title, sections }) => ({
    title,
    parts: sections.map((make) => make(sweep)),
  }));
  const picker = variantPicker(sweep);
  frame(
    lead(sweep),
    [picker.node],
    groups.map(({ title, parts }) => ({
      title,
      parts: parts.map(({ node }) => ({ node })),
    })),
  );
  const show = () => {
    const variant = readVariant(sweep, location.hash);
    for (const { parts } of groups) for (const part of parts) part.show?.(variant);
    picker.show(variant);
    equipTables(document, data.title.replace(/\.\w+$/, ""));
    const title = `${data.title} – ${data.subtitle}`;
    document.title = variant === undefined ? title : `Variant ${variant + 1} – ${title}`;
  };
  addEventListener("hashchange", show);
  show();
}

function lead({ data }: Sweep): string {
  const of = data.axes.map(({ name, values }) => `${name} (${counted(values.length, "value")})`);
  return `what varies: ${of.join(", ")} · P&L in percent of ${DENOMINATOR.run}`;
}

/** The field that names the chosen variant, and the button that lets it go. */
function variantPicker(sweep: Sweep) {
  const input = el("input", {
    id: "variant",
    type: "number",
    min: 1,
    max: sweep.count,
    change: () => {
      const number = Number(input.value);
      goTo(sweep, Number.isInteger(number) && input.value !== "" ? number - 1 : undefined);
    },
  });
  const clear = el("button", { type: "button", click: () => goTo(sweep, undefined) }, "Clear");
  const node = el(
    "div",
    { class: "picker" },
    el("label", { for: "variant" }, "Variant"),
    input,
    clear,
  );
  return {
    node,
    show(variant: number | undefined) {
      input.value = variant === undefined ? "" : String(variant + 1);
      clear.disabled = variant === undefined;
    },
  };
}

void start<SweepPageData>(sweepPage);
