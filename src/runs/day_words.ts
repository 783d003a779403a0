/** What the days are that figures and charts are of, in words: whoever shows them says which. */
import type { DayRule } from "./analysis/daily.ts";

export function dayWords({ days, theta }: Pick<DayRule, "days" | "theta">): string {
  switch (days) {
    case "weeks":
      return "P&L is summed by week, Saturday to Friday; a year has 52.";
    case "calendar":
      return "Every calendar day counts as a day; figures a year still take 252 of them.";
    case "weekdays":
      return theta === "spread"
        ? "A weekend's P&L counts to the Monday after it, its time decay to the weekdays of that " +
          "week in equal parts; a year has 252 days."
        : "A weekend's P&L, its time decay included, counts to the Monday after it; a year has 252 " +
          "days.";
  }
}
