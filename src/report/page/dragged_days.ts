/// <reference lib="dom" />
/** Days chosen for the whole page by dragging across a chart. */
import type uPlot from "uplot";
import type { Span } from "./part.ts";

let tell: (days: Span) => void = () => {};

/** Says whom to tell which days the reader chose by dragging; undefined = all. */
export function onDaysChosen(listener: (days: Span) => void): void {
  tell = listener;
}

export function chooseAllDays(): void {
  tell(undefined);
}

/** Dragging also moves the selection of charts in step; the one that was dragged over speaks. */
let isChoosing = false;

/** Chooses the days that were dragged over. */
export function chooseSelected(u: uPlot): void {
  const { left, width } = u.select;
  if (isChoosing || width < 4) return;
  isChoosing = true;
  queueMicrotask(() => isChoosing = false);
  const day = (position: number) => u.posToVal(position, "x");
  tell({ from: Math.ceil(day(left)), to: Math.floor(day(left + width)) });
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}
