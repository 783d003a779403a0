/// <reference lib="dom" />
/** The choice of days: the last years by buttons, any by their dates. */
import { formatDay, parseDay } from "../../base/calendar.ts";
import type { Scope } from "../page_data.ts";
import { el } from "./dom.ts";
import { goToDays } from "./location.ts";
import { sameSpan, type Span } from "./part.ts";
import type { Run } from "./run.ts";

const SPANS = [["10 years", 3652], ["5 years", 1826], ["1 year", 365]] as const;

/** What leads back to all days, at hand wherever the reader is; hidden while all are shown. */
export function daysChip(run: Run) {
  const node = el("button", { type: "button", click: () => goToDays(run, undefined) });
  return {
    node,
    show(span: Span): void {
      node.hidden = span === undefined;
      const days = span && `${formatDay(span.from)} to ${formatDay(span.to)} ×`;
      node.textContent = days ?? "";
      node.setAttribute("aria-label", `${days} Show all days`);
    },
  };
}

export function daysPicker(run: Run) {
  const node = el("div", { class: "toolbar", role: "group", "aria-label": "Days shown" });
  return {
    node,
    show(scope: Scope, span: Span): void {
      const days = run.column(scope.series.day);
      const first = days[0], last = days.at(-1);
      node.hidden = first === undefined || last === undefined || first === last;
      if (first === undefined || last === undefined) return;
      const button = (label: string, to: Span) =>
        el("button", {
          type: "button",
          "aria-pressed": String(sameSpan(span, to)),
          click: () => goToDays(run, to),
        }, label);
      const date = (label: string, value: number, change: (day: number) => Span) => {
        const input = el("input", {
          // A date field would show dates as the reader's system writes them.
          type: "text",
          size: 10,
          "aria-label": `${label}, YYYY-MM-DD`,
          value: formatDay(value),
          change: () => {
            const day = parseDay(input.value.trim());
            if (day === undefined) input.value = formatDay(value);
            else goToDays(run, change(Math.max(first, Math.min(last, day))));
          },
        });
        return input;
      };
      const { from, to } = span ?? { from: first, to: last };
      node.replaceChildren(
        button("All", undefined),
        ...SPANS.filter(([, length]) => length < last - first)
          .map(([label, length]) => button(label, { from: last - length + 1, to: last })),
        date("First day", from, (day) => ({ from: day, to: Math.max(day, to) })),
        date("Last day", to, (day) => ({ from: Math.min(day, from), to: day })),
      );
    },
  };
}
