/// <reference lib="dom" />
/**
 * A chart as a figure: heading, legend, the drawing, and a line of text that says its gist, or the
 * values under the cursor. Arrow keys move the cursor; dragging zooms, a double click zooms out.
 */
import uPlot from "uplot";
import { dayLabels, dayTicks } from "./day_axis.ts";
import { el, newId, wholeDates } from "./dom.ts";
import { day, decimalsOfStep, fixed } from "./format.ts";
import type { Span } from "./part.ts";
import { type Colour, colour, isPrinting, onThemeChange, PAPER } from "./theme.ts";

export interface Line {
  readonly label: string;
  /** null = no value. */
  readonly values: (number | null)[];
  readonly colour: Colour;
  readonly dash?: readonly number[];
  readonly width?: number;
  readonly fill?: boolean;
  readonly kind?: "line" | "bars" | "points" | "none";
  /** Whether the legend leaves it out, as for a strike. */
  readonly quiet?: boolean;
}

export interface ChartSpec {
  readonly title: string;
  readonly gist: string;
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly height: number;
  readonly wide?: boolean;
  /** Days (the default), or numbers with a unit. */
  readonly xUnit?: string;
  readonly yUnit: string;
  readonly note?: string;
  /** What an x stands for in the readout, for bars. */
  readonly xText?: (index: number) => string;
  readonly yText?: (value: number) => string;
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  /** Whether 0 is to be seen. */
  readonly zero?: boolean;
  /** Charts with the same key share cursor and zoom; those over the run's days choose days. */
  readonly sync?: string;
  /** Whether y counts things, so that ticks between whole numbers mean nothing. */
  readonly counts?: boolean;
  /** Names at the lines' right ends. */
  readonly endLabels?: boolean;
  /** Draws below the lines, in the canvas's own pixels. */
  readonly draw?: (u: uPlot) => void;
  /** Labels that lines off in the legend have; kept by the caller, so that it outlives the chart. */
  readonly off?: Set<string>;
}

interface Living {
  readonly plot: uPlot;
  readonly host: HTMLElement;
  readonly height: number;
  readonly wide: boolean;
}

/** Charts over the days of the run: dragging across one chooses days for the whole page. */
export const OVER_TIME = "over time";
let chooseDays: (days: Span) => void = () => {};

/** Says whom to tell which days the reader chose by dragging; undefined = all. */
export function onDaysChosen(listener: (days: Span) => void): void {
  chooseDays = listener;
}

const living = new Map<HTMLElement, Living>();
const CHARACTER = 6.6;
const WHOLE_STEPS = Array.from({ length: 10 }, (_, i) => 10 ** i).flatMap((x) => [x, 2 * x, 5 * x]);
/** A line goes on over weekends and holidays, but not over more days without a value. */
const BRIDGED_DAYS = 5;

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
  for (const [host, { plot }] of living) {
    if (!figure.contains(host)) continue;
    plot.destroy();
    living.delete(host);
  }
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
    options({ ...spec, gist }, width, readout),
    [spec.x as number[], ...spec.lines.map((line) => line.values)],
    host,
  );
  if (spec.sync === OVER_TIME) plot.over.addEventListener("dblclick", () => chooseDays(undefined));
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

function options(spec: ChartSpec, width: number, readout: HTMLElement): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: () => colour("muted"),
    grid: { stroke: () => colour("grid"), width: 1 },
    ticks: { stroke: () => colour("grid"), width: 1, size: 5 },
    font: "11px system-ui, sans-serif",
    labelFont: "11px system-ui, sans-serif",
  };
  const numbers = (unit: string) => (_u: uPlot, splits: number[]) => {
    const step = splits.length > 1 ? splits[1]! - splits[0]! : 1;
    const decimals = decimalsOfStep(Number(Math.abs(step).toPrecision(6)));
    return splits.map((value) => fixed(value, decimals) + (unit === "" ? "" : `\u00a0${unit}`));
  };
  const days = spec.xUnit === undefined;
  const labelRoom = spec.endLabels
    ? 14 + CHARACTER * Math.max(...spec.lines.map((line) => Math.min(18, line.label.length)))
    : 14;
  const { xRange, yRange } = spec;
  return {
    width,
    height: spec.height,
    padding: [10, labelRoom, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: days, y: false, setScale: spec.sync !== OVER_TIME },
      ...(spec.sync === undefined ? {} : { sync: { key: spec.sync, setSeries: false } }),
    },
    scales: {
      x: {
        time: false,
        // As far as asked for, until the reader zooms.
        range: (_u, min, max) =>
          xRange && (min === null || (min === spec.x[0] && max === spec.x.at(-1)))
            ? [xRange[0], xRange[1]]
            // uPlot would show a century around a single day.
            : spec.x.length === 1
            ? [spec.x[0]! - 0.9, spec.x[0]! + 0.9]
            : [min, max],
      },
      y: yRange ? { range: [yRange[0], yRange[1]] } : {
        range: (_u, low, high) => {
          if (low === null || high === null) return [0, 1];
          const bottom = spec.zero ? Math.min(0, low) : low;
          const top = spec.zero ? Math.max(0, high) : high;
          const room = (top - bottom || Math.abs(top) || 1) * 0.06;
          return [
            spec.zero && bottom === 0 ? 0 : bottom - room,
            spec.zero && top === 0 ? 0 : top + room,
          ];
        },
      },
    },
    axes: [
      days
        ? {
          ...axis,
          size: 28,
          splits: (u, _i, min, max) => dayTicks(min, max, Math.max(2, u.bbox.width / ratio() / 85)),
          // A last label that has no room would be cut off.
          values: (u, splits) => {
            const { min, max } = u.scales["x"]!;
            const room = (day: number) => (max! - day) / (max! - min!) * u.bbox.width / ratio();
            return dayLabels(splits).map((text, i) =>
              room(splits[i]!) + labelRoom < text.length * CHARACTER / 2 ? "" : text
            );
          },
        }
        : { ...axis, size: 28, space: 70, values: numbers(spec.xUnit!) },
      {
        ...axis,
        size: (_u, values) =>
          Math.max(
            spec.sync === undefined ? 44 : 72,
            14 + CHARACTER * Math.max(0, ...(values ?? []).map((text) => text.length)),
          ),
        space: 28,
        ...spec.counts ? { incrs: WHOLE_STEPS } : {},
        values: numbers(spec.yUnit),
      },
    ],
    series: [{}, ...spec.lines.map((line) => series(line, spec))],
    hooks: {
      drawAxes: [
        (u) => {
          zeroLine(u);
          spec.draw?.(u);
        },
      ],
      draw: spec.endLabels ? [(u) => drawEndLabels(u, spec)] : [],
      setSelect: spec.sync === OVER_TIME ? [(u) => daysSelected(u)] : [],
      setCursor: [(u) => showCursor(u, spec, readout)],
    },
  };
}

function series(line: Line, spec: ChartSpec): uPlot.Series {
  const kind = line.kind ?? "line";
  return {
    label: line.label,
    show: !spec.off?.has(line.label),
    stroke: () => colour(line.colour),
    width: line.width ?? 1.25,
    spanGaps: false,
    ...spec.xUnit === undefined ? { gaps: wideGaps } : {},
    points: {
      // A line of one day is a point.
      show: kind === "points" || (kind === "line" && spec.x.length === 1),
      size: 6,
      fill: () => colour(line.colour),
      stroke: () => colour("surface"),
    },
    ...(line.dash ? { dash: [...line.dash] } : {}),
    ...(line.fill || kind === "bars" ? { fill: () => faded(line.colour) } : {}),
    ...(kind === "bars" ? { paths: uPlot.paths.bars!({ size: [0.92, 100] }), width: 0 } : {}),
    ...(kind === "none" ? { paths: () => null } : {}),
  };
}

/** The gaps of a line over days that are wider than a long weekend, in the canvas's own pixels. */
const wideGaps: uPlot.Series.GapsRefiner = (u, series, from, to, gaps) => {
  if (gaps.length === 0) return gaps;
  const x = u.data[0], y = u.data[series]!;
  const wide: uPlot.Series.Gaps = [];
  let before = from;
  for (let i = from; i <= to; i++) {
    if (y[i] === null || y[i] === undefined) continue;
    if (i - before > 1 && x[i]! - x[before]! > BRIDGED_DAYS) {
      const pixel = (at: number) => Math.round(u.valToPos(x[at]!, "x", true));
      wide.push([pixel(before), pixel(i)]);
    }
    before = i;
  }
  return wide;
};

/** Dragging also moves the selection of charts in step; the one that was dragged over speaks. */
let isChoosing = false;

function daysSelected(u: uPlot): void {
  const { left, width } = u.select;
  if (isChoosing || width < 4) return;
  isChoosing = true;
  queueMicrotask(() => isChoosing = false);
  const day = (position: number) => u.posToVal(position, "x");
  chooseDays({ from: Math.ceil(day(left)), to: Math.floor(day(left + width)) });
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

function faded(name: Colour): string {
  return colour(name).replace(/^rgb\((.*)\)$/, "rgba($1, 0.55)");
}

function ratio(): number {
  return uPlot.pxRatio;
}

/** A line at 0 that stands out from the grid. */
function zeroLine(u: uPlot): void {
  const { min, max } = u.scales["y"]!;
  if (!(min! < 0 && max! > 0)) return;
  const y = Math.round(u.valToPos(0, "y", true));
  u.ctx.save();
  u.ctx.fillStyle = colour("muted");
  u.ctx.globalAlpha = 0.6;
  u.ctx.fillRect(u.bbox.left, y, u.bbox.width, Math.max(1, Math.round(ratio())));
  u.ctx.restore();
}

/** Names at the right ends, pushed apart so that they can be read. */
function drawEndLabels(u: uPlot, spec: ChartSpec): void {
  const scale = ratio(), step = 13 * scale;
  const { left, top, width, height } = u.bbox;
  const labels = spec.lines.flatMap((line, i) => {
    if (!u.series[i + 1]!.show) return [];
    const last = line.values.findLast((value) => value !== null);
    if (last === undefined || last === null) return [];
    const y = Math.max(top, Math.min(top + height, u.valToPos(last, "y", true)));
    return [{ line, y }];
  }).sort((a, b) => a.y - b.y);
  for (let i = 1; i < labels.length; i++) {
    labels[i]!.y = Math.max(labels[i]!.y, labels[i - 1]!.y + step);
  }
  let below = top + height + 4 * scale;
  for (const label of labels.toReversed()) {
    label.y = Math.min(label.y, below);
    below = label.y - step;
  }
  u.ctx.save();
  u.ctx.font = `600 ${11 * scale}px system-ui, sans-serif`;
  u.ctx.textBaseline = "middle";
  u.ctx.textAlign = "left";
  for (const { line, y } of labels) {
    u.ctx.fillStyle = colour(line.colour);
    const text = line.label.length > 18 ? `${line.label.slice(0, 17)}…` : line.label;
    u.ctx.fillText(text, left + width + 6 * scale, y);
  }
  u.ctx.restore();
}

function showCursor(u: uPlot, spec: ChartSpec, readout: HTMLElement): void {
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

function addLegend(legend: HTMLElement, plot: uPlot, spec: ChartSpec): void {
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
function addKeys(host: HTMLElement, plot: uPlot, spec: ChartSpec, readout: HTMLElement): void {
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
