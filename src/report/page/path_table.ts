/// <reference lib="dom" />
/** The table of one straddle's days. */
import { count, day, fixed, percent, points } from "./format.ts";
import { runningSums, type StraddleDays } from "./path_days.ts";
import { table } from "./table.ts";

export function pathTable({ decimals, delta, held, parts, ...of }: StraddleDays): HTMLTableElement {
  const soFar = runningSums(of.pnl);
  const rows = of.day.map((date, i) => [
    day(date),
    fixed(of.price[i], decimals),
    points(of.vol[i]),
    percent(of.mv[i], 3),
    ...[delta, held].flatMap((values) => values === undefined ? [] : [fixed(values[i], 3)]),
    percent(of.opnl[i], 3),
    percent(of.hpnl[i], 3),
    percent(of.pnl[i], 3),
    percent(soFar[i], 3),
    ...parts.map(({ values }) => percent(values[i], 3)),
  ]);
  const columns = [
    ...["Day", "Price", "Vol", "mv"],
    ...(delta === undefined ? [] : ["Delta"]),
    ...(held === undefined ? [] : ["Held"]),
    ...["Option", "Hedge", "P&L", "So far"],
    ...parts.map(({ label }) => label.charAt(0).toUpperCase() + label.slice(1)),
  ];
  return table(
    `The straddle's ${count(rows.length)} days; P&L unweighted, in percent of the strike`,
    columns,
    rows,
  );
}
