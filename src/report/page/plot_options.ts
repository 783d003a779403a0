/// <reference lib="dom" />
/** A chart as uPlot is to draw it: its scales, axes and lines, in the page's colours. */
import uPlot from "uplot";
import { showCursor } from "./chart_controls.ts";
import { type ChartSpec, type Line, OVER_TIME } from "./chart_spec.ts";
import { dayLabels, dayTicks } from "./day_axis.ts";
import { chooseSelected } from "./dragged_days.ts";
import { decimalsOfStep, fixed } from "./format.ts";
import { drawEndLabels, drawZeroLine } from "./plot_marks.ts";
import { type Colour, colour } from "./theme.ts";

const CHARACTER = 6.6;
const WHOLE_STEPS = Array.from({ length: 10 }, (_, i) => 10 ** i).flatMap((x) => [x, 2 * x, 5 * x]);
/** A line goes on over weekends and holidays, but not over more days without a value. */
const BRIDGED_DAYS = 5;
const AXIS: uPlot.Axis = {
  stroke: () => colour("muted"),
  grid: { stroke: () => colour("grid"), width: 1 },
  ticks: { stroke: () => colour("grid"), width: 1, size: 5 },
  font: "11px system-ui, sans-serif",
  labelFont: "11px system-ui, sans-serif",
};

/** `readout` is the element that tells the values under the cursor. */
export function plotOptions(spec: ChartSpec, width: number, readout: HTMLElement): uPlot.Options {
  const labelRoom = spec.endLabels
    ? 14 + CHARACTER * Math.max(...spec.lines.map((line) => Math.min(18, line.label.length)))
    : 14;
  const days = spec.xUnit === undefined;
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
    scales: { x: xScale(spec), y: yScale(spec) },
    axes: [
      days ? dayAxis(labelRoom) : { ...AXIS, size: 28, space: 70, values: numbers(spec.xUnit!) },
      yAxis(spec),
    ],
    series: [{}, ...spec.lines.map((line) => series(line, spec))],
    hooks: {
      drawAxes: [
        (u) => {
          drawZeroLine(u);
          spec.draw?.(u);
        },
      ],
      draw: spec.endLabels ? [(u) => drawEndLabels(u, spec)] : [],
      setSelect: spec.sync === OVER_TIME ? [(u) => chooseSelected(u)] : [],
      setCursor: [(u) => showCursor(u, spec, readout)],
    },
  };
}

function xScale({ x, xRange }: ChartSpec): uPlot.Scale {
  return {
    time: false,
    // As far as asked for, until the reader zooms.
    range: (_u, min, max) =>
      xRange && (min === null || (min === x[0] && max === x.at(-1)))
        ? [xRange[0], xRange[1]]
        // uPlot would show a century around a single day.
        : x.length === 1
        ? [x[0]! - 0.9, x[0]! + 0.9]
        : [min, max],
  };
}

function yScale({ yRange, zero }: ChartSpec): uPlot.Scale {
  if (yRange) return { range: [yRange[0], yRange[1]] };
  return {
    range: (_u, low, high) => {
      if (low === null || high === null) return [0, 1];
      const bottom = zero ? Math.min(0, low) : low;
      const top = zero ? Math.max(0, high) : high;
      const room = (top - bottom || Math.abs(top) || 1) * 0.06;
      return [
        zero && bottom === 0 ? 0 : bottom - room,
        zero && top === 0 ? 0 : top + room,
      ];
    },
  };
}

/** `labelRoom` is what the plot leaves free at its right, in pixels. */
function dayAxis(labelRoom: number): uPlot.Axis {
  const widthOf = (u: uPlot) => u.bbox.width / uPlot.pxRatio;
  return {
    ...AXIS,
    size: 28,
    splits: (u, _i, min, max) => dayTicks(min, max, Math.max(2, widthOf(u) / 85)),
    // A last label that has no room would be cut off.
    values: (u, splits) => {
      const { min, max } = u.scales["x"]!;
      const room = (day: number) => (max! - day) / (max! - min!) * widthOf(u);
      return dayLabels(splits).map((text, i) =>
        room(splits[i]!) + labelRoom < text.length * CHARACTER / 2 ? "" : text
      );
    },
  };
}

function yAxis({ sync, counts, yUnit }: ChartSpec): uPlot.Axis {
  return {
    ...AXIS,
    size: (_u, values) =>
      Math.max(
        sync === undefined ? 44 : 72,
        14 + CHARACTER * Math.max(0, ...(values ?? []).map((text) => text.length)),
      ),
    space: 28,
    ...counts ? { incrs: WHOLE_STEPS } : {},
    values: numbers(yUnit),
  };
}

/** Texts of an axis's ticks, as exact as their distance asks for. */
function numbers(unit: string) {
  return (_u: uPlot, splits: number[]) => {
    const step = splits.length > 1 ? splits[1]! - splits[0]! : 1;
    const decimals = decimalsOfStep(Number(Math.abs(step).toPrecision(6)));
    return splits.map((value) => fixed(value, decimals) + (unit === "" ? "" : `\u00a0${unit}`));
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

function faded(name: Colour): string {
  return colour(name).replace(/^rgb\((.*)\)$/, "rgba($1, 0.55)");
}
