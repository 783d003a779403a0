/// <reference lib="dom" />
/** Where the sweep comes from, and which of its variants failed. */
import { el, section } from "../page/dom.ts";
import { count, counted } from "../page/format.ts";
import { table } from "../page/table.ts";
import { DENOMINATOR } from "../../runs/figures.ts";
import type { SweepPart } from "./part.ts";
import type { Sweep } from "./sweep.ts";

const FAILURES = 50;

export function provenance(sweep: Sweep): SweepPart {
  const { title, version, pattern, years, base, axes, inputs, errors, luck: { judged } } =
    sweep.data;
  const pairs: [string, string][] = [
    ["Sweep", title],
    ["Program", `straddle ${version}`],
    ["Asset pattern", pattern],
    ["Expiry years", `${years.from} to ${years.to}`],
    ["Base", base.length === 0 ? "as the asset table has it" : base.join(" ")],
    ...axes.map(({ name, values }): [string, string] => [
      `Values of ${name}`,
      values.slice(0, 12).map((value) => value === "" ? "(base)" : value).join(", ") +
      (values.length > 12 ? `, … (${count(values.length)})` : ""),
    ]),
    [
      "P&L",
      `in percent of ${DENOMINATOR.run}${judged.net ? "; net is after costs and of its side" : ""}`,
    ],
  ];
  const failed = errors.slice(0, FAILURES).map(([variant, reason]) => [
    String(variant + 1),
    reason,
  ]);
  const more = errors.length > FAILURES ? ` The first ${FAILURES} of them.` : "";
  return {
    node: section(
      "provenance",
      "The sweep",
      el(
        "dl",
        { class: "pairs" },
        ...pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
      ),
      errors.length > 0 && table(
        `${counted(errors.length, "variant")} failed.${more}`,
        ["Variant", "Why"],
        failed,
        [0, 1],
      ),
      el(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": "Inputs" },
        table(
          "Inputs, by name, size and checksum (SHA-256).",
          ["Role", "File", "Bytes", "Checksum"],
          inputs.map(({ role, file, bytes, sha256 }) => [
            role,
            file,
            count(bytes),
            el("code", {}, sha256),
          ]),
          [0, 1, 3],
        ),
      ),
    ),
  };
}
