/// <reference lib="dom" />
/** The charts of one straddle's days, which share cursor and zoom. */
import type uPlot from "uplot";
import type { ChartSpec } from "./chart_spec.ts";
import { fixed, percent, points } from "./format.ts";
import { type PnlPart, runningSums, type StraddleDays } from "./path_days.ts";
import { percentages } from "./series.ts";
import { colour } from "./theme.ts";

/** What a chart shows beside what all charts of the straddle's days have. */
type Own = Omit<ChartSpec, "x" | "height" | "sync" | "xRange" | "draw">;

const PERCENT = { yUnit: "%", yText: (value: number) => points(value) } as const;

export function pathCharts(days: StraddleDays): ChartSpec[] {
  const { day, entry, expiry, delta, parts } = days;
  const own = [priceChart(days), pnlChart(days), volChart(days), valueChart(days)];
  if (delta !== undefined) own.push(deltaChart(delta, days.held));
  if (parts.length > 0) own.push(partsChart(parts));
  return own.map((spec) => ({
    ...spec,
    x: day,
    height: 210,
    sync: "straddle",
    xRange: [day[0]! - 2, day.at(-1)! + 2],
    draw: (u) => drawMarks(u, [[entry, "entry"], [expiry, "expiry"]]),
  }));
}

function priceChart({ day, price, strike, decimals }: StraddleDays): Own {
  return {
    title: "Price",
    gist: `${fixed(last(price), decimals)} on the last day, strike ${fixed(strike, decimals)}`,
    lines: [
      { label: "price", values: plain(price), colour: "ink", width: 1.75 },
      { label: "strike", values: day.map(() => strike), colour: "vermillion", dash: [6, 3] },
    ],
    yUnit: "",
    yText: (value) => fixed(value, decimals),
  };
}

function pnlChart({ pnl, opnl, hpnl }: StraddleDays): Own {
  const total = runningSums(pnl);
  return {
    title: "Cumulative P&L",
    gist: `ends at ${percent(last(total))}`,
    lines: [
      { label: "total", values: percentages(total), colour: "ink", width: 1.75 },
      { label: "option", values: percentages(runningSums(opnl)), colour: "blue" },
      {
        label: "hedge",
        values: percentages(runningSums(hpnl)),
        colour: "vermillion",
        dash: [6, 3],
      },
    ],
    ...PERCENT,
    zero: true,
  };
}

function volChart({ vol }: StraddleDays): Own {
  return {
    title: "Implied vol",
    gist: `${points(last(vol))} on the last day`,
    lines: [{ label: "vol", values: plain(vol), colour: "blue" }],
    ...PERCENT,
  };
}

function valueChart({ mv }: StraddleDays): Own {
  return {
    title: "Value (mv)",
    gist: `${percent(last(mv))} of the strike on the last day`,
    lines: [{ label: "mv", values: percentages(mv), colour: "green" }],
    ...PERCENT,
    zero: true,
  };
}

function deltaChart(delta: Float64Array, held: Float64Array | undefined): Own {
  return {
    title: held === undefined ? "Delta" : "Delta, and the hedge that is held",
    gist: `${fixed(delta[0], 3)} on the first day`,
    lines: [
      { label: "delta", values: plain(delta), colour: "blue" },
      ...held === undefined
        ? []
        : [{ label: "held", values: plain(held), colour: "vermillion" as const, dash: [6, 3] }],
    ],
    yUnit: "",
    yText: (value) => fixed(value, 3),
    zero: true,
  };
}

function partsChart(parts: readonly PnlPart[]): Own {
  const sums = parts.map(({ values, ...line }) => ({ ...line, sums: runningSums(values) }));
  return {
    title: "Cumulative P&L by what moved",
    gist: sums.map(({ label, sums }) => `${label} ${percent(last(sums))}`).join(", "),
    lines: sums.map(({ sums, ...line }) => ({ ...line, values: percentages(sums) })),
    ...PERCENT,
    zero: true,
  };
}

function plain(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => Number.isNaN(value) ? null : value);
}

/** The last value there is; NaN = none. */
function last(values: Float64Array): number {
  return values.findLast((value) => !Number.isNaN(value)) ?? NaN;
}

/** Upright lines at some days, named at the top. */
function drawMarks(u: uPlot, marks: readonly (readonly [number, string])[]): void {
  const { ctx, bbox: { left, top, width, height } } = u;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.fillStyle = colour("muted");
  ctx.font = `${10 * scale}px system-ui, sans-serif`;
  ctx.textBaseline = "top";
  for (const [date, name] of marks) {
    const x = Math.round(u.valToPos(date, "x", true));
    if (!(x >= left && x <= left + width)) continue;
    const right = x > left + width / 2;
    ctx.textAlign = right ? "right" : "left";
    ctx.fillRect(x, top, Math.max(1, Math.round(scale)), height);
    ctx.fillText(name, x + (right ? -4 : 5) * scale, top + 2 * scale);
  }
  ctx.restore();
}
