/** Figures as people read them. */
import { formatDay } from "../calendar.ts";
import type { FigureSpec } from "../figures.ts";

/** Days as dates, shares in percent, other numbers to a sensible number of digits; undefined as –. */
export function figureText({ kind }: FigureSpec, value: number | null): string {
  if (value === null) return "–";
  switch (kind) {
    case "day":
      return formatDay(value);
    case "count":
      return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
    case "share":
      return `${(100 * value).toFixed(1)} %`;
    case "pnl":
      return `${(100 * value).toFixed(Math.abs(value) < 1 ? 3 : 1)} %`;
    case "ratio":
    case "number":
      return value.toFixed(2);
  }
}
