/// <reference lib="dom" />
/** What the reader does with a chart: look up values, hide lines, move the cursor by keys. */
import type uPlot from "uplot";
import type { ChartSpec } from "./chart_spec.ts";
import { el, wholeDates } from "./dom.ts";
import { day, fixed } from "./format.ts";

/** Tells the values under the cursor, or the chart's gist where there is none. */
export function showCursor(u: uPlot, spec: ChartSpec, readout: HTMLElement): void {
  const index = u.cursor.idx;
  if (index === null || index === undefined || (u.cursor.left ?? -1) < 0) {
    readout.replaceChildren(...wholeDates(spec.gist));
    return;
  }
  const yText = spec.yText ?? ((value) => `${fixed(value, 2)}\u00a0${spec.yUnit}`);
  const x = spec.x[index]!;
  const words = spec.lines.flatMap((line, i) => {
    const value = line.values[index];
    if (!u.series[i + 1]!.show || value === null || value === undefined) return [];
    return [`${line.label} ${yText(value)}`];
  });
  const where = spec.xText?.(index) ?? (spec.xUnit === undefined ? day(x) : fixed(x, 2));
  readout.textContent = `${where}: ${words.join(" · ") || "no value"}`;
}

/** A button per line that hides it, for charts of several lines. */
export function addLegend(legend: HTMLElement, plot: uPlot, spec: ChartSpec): void {
  const shown = spec.lines.map((line, i) => ({ line, i })).filter(({ line }) => !line.quiet);
  if (shown.length < 2) return;
  for (const { line, i } of shown) {
    const swatch = el("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.setProperty("--swatch", `var(--${line.colour})`);
    swatch.classList.toggle("dashed", !!line.dash);
    const button = el(
      "button",
      {
        type: "button",
        "aria-pressed": String(!spec.off?.has(line.label)),
        click: () => {
          const show = !plot.series[i + 1]!.show;
          plot.setSeries(i + 1, { show });
          if (show) spec.off?.delete(line.label);
          else spec.off?.add(line.label);
          button.setAttribute("aria-pressed", String(show));
        },
      },
      swatch,
      line.label,
    );
    legend.append(button);
  }
}

/** Arrow keys move the cursor (with Shift by 20), Home and End go to the ends, Escape leaves. */
export function addKeys(
  host: HTMLElement,
  plot: uPlot,
  spec: ChartSpec,
  readout: HTMLElement,
): void {
  const away = () => {
    readout.removeAttribute("aria-live");
    moveCursor(plot, -10, -10);
  };
  host.addEventListener("blur", away);
  host.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (plot.cursor.left ?? -1) >= 0) {
      event.stopPropagation();
      event.preventDefault();
      return away();
    }
    const steps: Record<string, number> = {
      ArrowLeft: event.shiftKey ? -20 : -1,
      ArrowRight: event.shiftKey ? 20 : 1,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    readout.setAttribute("aria-live", "polite");
    const [first, last] = plot.series[0]!.idxs ?? [0, spec.x.length - 1];
    const from = (plot.cursor.left ?? -1) >= 0 ? plot.cursor.idx ?? last : last + 1;
    const index = Math.max(first, Math.min(last, from + step));
    const left = plot.valToPos(spec.x[index]!, "x");
    moveCursor(plot, left, plot.over.clientHeight / 2);
  });
}

/** Moves the cursor, that of charts in step with this one, too: an argument that uPlot's types omit. */
function moveCursor(plot: uPlot, left: number, top: number): void {
  const setCursor: (to: { left: number; top: number }, fire: boolean, publish: boolean) => void =
    plot.setCursor;
  setCursor({ left, top }, true, true);
}
