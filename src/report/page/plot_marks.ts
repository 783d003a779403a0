/// <reference lib="dom" />
/** What is drawn into a plot beside its lines. */
import uPlot from "uplot";
import type { ChartSpec } from "./chart_spec.ts";
import { colour } from "./theme.ts";

/** A line at 0 that stands out from the grid. */
export function drawZeroLine(u: uPlot): void {
  const { min, max } = u.scales["y"]!;
  if (!(min! < 0 && max! > 0)) return;
  const y = Math.round(u.valToPos(0, "y", true));
  u.ctx.save();
  u.ctx.fillStyle = colour("muted");
  u.ctx.globalAlpha = 0.6;
  u.ctx.fillRect(u.bbox.left, y, u.bbox.width, Math.max(1, Math.round(uPlot.pxRatio)));
  u.ctx.restore();
}

/** Names at the right ends, pushed apart so that they can be read. */
export function drawEndLabels(u: uPlot, spec: ChartSpec): void {
  const scale = uPlot.pxRatio, step = 13 * scale;
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
