/// <reference lib="dom" />
/**
 * A chart as a figure: heading, legend, the drawing, and a line of text that says its gist, or the
 * values under the cursor. Arrow keys move the cursor; dragging zooms, a double click zooms out.
 */
import uPlot from "uplot";
import { addKeys, addLegend } from "./chart_controls.ts";
import { type ChartSpec, OVER_TIME } from "./chart_spec.ts";
import { el, newId, wholeDates } from "./dom.ts";
import { chooseAllDays } from "./dragged_days.ts";
import { plotOptions } from "./plot_options.ts";
import { isPrinting, onThemeChange, PAPER } from "./theme.ts";

interface Living {
  readonly plot: uPlot;
  readonly host: HTMLElement;
  readonly height: number;
  readonly wide: boolean;
}

const living = new Map<HTMLElement, Living>();

/** Redraws every chart at its width and in the present colours. */
function refresh(): void {
  for (const [host, { plot, height, wide }] of living) {
    const width = isPrinting() ? (wide ? PAPER.wide : PAPER.half) : host.clientWidth;
    if (width > 0 && width !== plot.width) plot.setSize({ width, height });
    plot.redraw(false, true);
  }
}

/** To be called once: charts follow the window's size and the colours from then on. */
export function watchCharts(): void {
  onThemeChange(refresh);
  let waiting = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(refresh);
  });
}

/** Draws into `figure` in place of what was there. The figure must be in the document. */
export function drawChart(figure: HTMLElement, spec: ChartSpec): uPlot | undefined {
  dropCharts(figure);
  const id = newId();
  const gist = spec.gist.charAt(0).toUpperCase() + spec.gist.slice(1);
  const readout = el("p", { class: "readout" }, ...wholeDates(gist));
  const legend = el("span", { class: "legend" });
  const head = el("figcaption", {}, el("h3", { id }, spec.title), legend);
  figure.className = spec.wide ? "chart wide" : "chart";
  figure.setAttribute("aria-labelledby", id);
  if (spec.x.length === 0) {
    figure.replaceChildren(head, el("p", { class: "empty" }, "No values here."));
    return undefined;
  }
  const host = el("div", {
    class: "plot",
    role: "img",
    tabindex: 0,
    "aria-label": `${spec.title}. ${gist}`,
  });
  host.style.minHeight = `${spec.height}px`;
  const note = spec.note !== undefined && el("p", { class: "note" }, spec.note);
  figure.replaceChildren(head, host, readout, note || "");
  const width = isPrinting()
    ? (spec.wide ? PAPER.wide : PAPER.half)
    : Math.max(200, host.clientWidth);
  const plot = new uPlot(
    plotOptions({ ...spec, gist }, width, readout),
    [spec.x as number[], ...spec.lines.map((line) => line.values)],
    host,
  );
  if (spec.sync === OVER_TIME) plot.over.addEventListener("dblclick", chooseAllDays);
  living.set(host, { plot, host, height: spec.height, wide: spec.wide ?? false });
  addLegend(legend, plot, spec);
  addKeys(host, plot, spec, readout);
  return plot;
}

/** Forgets the charts below an element that goes. */
export function dropCharts(parent: HTMLElement): void {
  for (const [host, { plot }] of living) {
    if (!parent.contains(host)) continue;
    plot.destroy();
    living.delete(host);
  }
}
