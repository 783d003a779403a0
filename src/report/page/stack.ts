/// <reference lib="dom" />
/**
 * Areas on top of each other: what is above 0 is stacked upwards, what is below downwards, each part
 * from 0, so that a gain and a loss never hide each other. Their sum is a line of its own.
 */
import type uPlot from "uplot";
import { colour } from "./theme.ts";
import type { Colour } from "./theme.ts";

export interface Layer {
  readonly values: Float64Array;
  readonly colour: Colour;
}

/** More points than this are more than there are pixels. */
const POINTS = 1200;

/** The lowest and the highest value that a stack of layers has anywhere. */
export function stackRange(layers: readonly Layer[]): [number, number] {
  let low = 0, high = 0;
  for (let i = 0; i < (layers[0]?.values.length ?? 0); i++) {
    let below = 0, above = 0;
    for (const { values } of layers) {
      below += Math.min(0, values[i]!);
      above += Math.max(0, values[i]!);
    }
    low = Math.min(low, below);
    high = Math.max(high, above);
  }
  return [low, high];
}

/** Draws the layers below a chart's lines; `unit` is what a value counts on its axis. */
export function drawStack(
  u: uPlot,
  x: readonly number[],
  layers: readonly Layer[],
  unit: number,
): void {
  const step = Math.max(1, Math.floor(x.length / POINTS));
  const at: number[] = [];
  for (let i = 0; i < x.length - 1; i += step) at.push(i);
  if (x.length > 0) at.push(x.length - 1);
  const { ctx, bbox: { left, top, width, height } } = u;
  const across = at.map((i) => u.valToPos(x[i]!, "x", true));
  const up = (value: number) => u.valToPos(unit * value, "y", true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  for (const part of [Math.max, Math.min]) {
    let inner = at.map(() => 0);
    for (const layer of layers) {
      const outer = inner.map((sum, k) => sum + part(0, layer.values[at[k]!]!));
      ctx.beginPath();
      outer.forEach((value, k) => ctx.lineTo(across[k]!, up(value)));
      for (let k = at.length - 1; k >= 0; k--) ctx.lineTo(across[k]!, up(inner[k]!));
      ctx.closePath();
      ctx.fillStyle = colour(layer.colour);
      ctx.globalAlpha = 0.55;
      ctx.fill();
      inner = outer;
    }
  }
  ctx.restore();
}
