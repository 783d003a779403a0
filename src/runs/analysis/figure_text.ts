/** Figures as people read them. */
import { formatDay } from "../../base/calendar.ts";
import type { FigureSpec } from "../figures.ts";
import { grouped } from "../../base/wording.ts";

/** Days as dates, shares in percent, other numbers to a sensible number of digits; undefined as –. */
export function figureText({ kind }: Pick<FigureSpec, "kind">, value: number | null): string {
  if (value === null) return "–";
  switch (kind) {
    case "day":
      return formatDay(value);
    case "count":
      return grouped(value);
    case "share":
      return `${grouped((100 * value).toFixed(1))} %`;
    case "pnl":
      return `${grouped((100 * value).toFixed(Math.abs(value) < 1 ? 3 : 1))} %`;
    case "ratio":
    case "number":
      return grouped(value.toFixed(2));
  }
}
