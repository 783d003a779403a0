/// <reference lib="dom" />
/**
 * Implied vol at entry against realised P&L: all straddles as squares, the stronger the more of them,
 * and the mean P&L of ten groups of equal size by vol.
 */
import type uPlot from "uplot";
import { drawChart } from "./chart.ts";
import { el, section } from "./dom.ts";
import { count, points } from "./format.ts";
import type { Part } from "./part.ts";
import type { Run } from "./run.ts";
import { rankRows } from "./rank.ts";
import { quantile } from "../../runs/analysis/statistics.ts";
import { colour } from "./theme.ts";

const GROUPS = 10;

interface Points {
  /** Percent both; sorted by vol. */
  readonly vol: Float64Array;
  readonly pnl: Float64Array;
}

/** Undefined = a book, which knows no straddles. */
export function scatter(run: Run): Part | undefined {
  if (run.isBook) return undefined;
  const figure = el("figure");
  const node = section("scatter", "Implied vol at entry and realised P&L", figure);
  return {
    node,
    followsSpan: true,
    show(scope, span) {
      const dots = pointsOf(run, run.rows(scope, span));
      const { vol, pnl } = dots;
      node.hidden = vol.length === 0;
      if (node.hidden) return;
      const sorted = pnl.toSorted();
      const xRange = padded(quantile(vol, 0.0005), quantile(vol, 0.9995));
      const yRange = padded(quantile(sorted, 0.0005), quantile(sorted, 0.9995));
      let outside = 0;
      for (let i = 0; i < vol.length; i++) {
        if (!within(vol[i]!, xRange) || !within(pnl[i]!, yRange)) outside++;
      }
      const means = groupsOf(dots);
      const low = means[0]!, high = means.at(-1)!;
      drawChart(figure, {
        title: "Straddles by implied vol at entry (across) and P&L (up)",
        gist: `mean P&L ${points(low.pnl)} in the tenth of lowest vol, ` +
          `${points(high.pnl)} in that of highest`,
        x: means.map((group) => group.vol),
        lines: [
          {
            label: "mean P&L",
            values: means.map((g) => g.pnl),
            colour: "vermillion",
            kind: "points",
            width: 2,
          },
        ],
        height: 340,
        wide: true,
        xUnit: "%",
        yUnit: "%",
        xRange,
        yRange,
        xText: (i) =>
          `${count(means[i]!.count)} straddles with vol around ${points(means[i]!.vol)}`,
        yText: (value) => points(value),
        draw: (u) => drawDensity(u, dots, run.data.straddles.vol.decimals),
        note:
          "The more straddles a square holds, the stronger its colour; the line joins the means of " +
          "ten equal groups by vol. Unweighted, in percent of each straddle's strike." +
          (outside > 0 ? ` ${count(outside)} straddles lie outside the picture.` : ""),
      });
    },
  };
}

function within(value: number, [from, to]: readonly [number, number]): boolean {
  return value >= from && value <= to;
}

function padded(low: number, high: number): [number, number] {
  const room = (high - low || Math.abs(high) || 1) * 0.04;
  return [low - room, high + room];
}

function pointsOf(run: Run, rows: Uint32Array): Points {
  const vol = run.straddles("vol"), pnl = run.straddles("pnl");
  const known = rankRows(
    rows.filter((row) => !Number.isNaN(vol[row]!) && !Number.isNaN(pnl[row]!)),
    vol,
    run.data.straddles.vol.decimals,
  );
  return {
    vol: Float64Array.from(known, (row) => vol[row]!),
    pnl: Float64Array.from(known, (row) => 100 * pnl[row]!),
  };
}

function groupsOf({ vol, pnl }: Points): { vol: number; pnl: number; count: number }[] {
  const groups = Math.min(GROUPS, vol.length);
  return Array.from({ length: groups }, (_, g) => {
    const from = Math.floor(g * vol.length / groups),
      to = Math.floor((g + 1) * vol.length / groups);
    let volSum = 0, pnlSum = 0;
    for (let i = from; i < to; i++) {
      volSum += vol[i]!;
      pnlSum += pnl[i]!;
    }
    return { vol: volSum / (to - from), pnl: pnlSum / (to - from), count: to - from };
  });
}

/** Squares of two pixels, or three if they are few, by how many straddles each holds. */
function drawDensity(u: uPlot, { vol, pnl }: Points, decimals: number): void {
  const { left, top, width, height } = u.bbox;
  const cell = (vol.length > 20_000 ? 2 : 3) * Math.max(1, Math.round(devicePixelRatio));
  const across = Math.ceil(width / cell), down = Math.ceil(height / cell);
  const counts = new Uint32Array(across * down);
  const { min: xMin, max: xMax } = u.scales["x"]!, { min: yMin, max: yMax } = u.scales["y"]!;
  const perX = across / (xMax! - xMin!), perY = down / (yMax! - yMin!);
  let most = 1;
  const unit = 10 ** -decimals;
  for (let i = 0; i < vol.length; i++) {
    // Spread over what rounding leaves open, evenly; steps of the vol would beat with the squares.
    const spread = (i * 0.618034 % 1 - 0.5) * unit;
    const x = Math.floor((vol[i]! + spread - xMin!) * perX),
      y = Math.floor((yMax! - pnl[i]!) * perY);
    if (x < 0 || x >= across || y < 0 || y >= down) continue;
    const n = ++counts[y * across + x]!;
    if (n > most) most = n;
  }
  u.ctx.save();
  u.ctx.fillStyle = colour("blue");
  for (let i = 0; i < counts.length; i++) {
    const n = counts[i]!;
    if (n === 0) continue;
    u.ctx.globalAlpha = most === 1 ? 0.7 : 0.25 + 0.75 * Math.log(n) / Math.log(most);
    u.ctx.fillRect(left + i % across * cell, top + Math.floor(i / across) * cell, cell, cell);
  }
  u.ctx.restore();
}
