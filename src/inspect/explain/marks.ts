/** Which vol an F straddle is marked with, when vols are rolled, calculated here again. */
import { firstDayOfMonth, formatDay, NO_DAY } from "../../base/calendar.ts";
import type { Rules } from "../../inputs/rules.ts";
import { priceColumns, type SingleValuation } from "../single.ts";
import { exact, short } from "./numbers.ts";

/** The two series between which the mark goes over, and how, in words. */
export interface Marks {
  /** What Near is read from; the vol column's own series is Far. Null = the vol is as quoted. */
  readonly near: { readonly ticker: string; readonly field: string } | null;
  readonly how: string;
}

/** Undefined = vols are as quoted. */
export function explainMarks({ volMarks }: Rules, single: SingleValuation): Marks | undefined {
  const { table, at, straddle, series, prices } = single;
  if (volMarks === "quoted" || table.vol[at]! < 0) return undefined;
  if (straddle.row.ntrc !== "F") return { near: null, how: "Near all its life, rolled or not" };
  const id = table.marks?.near[at] ?? -1;
  if (id < 0) {
    return { near: null, how: "Far as quoted: the names of Near and Far tell no maturity" };
  }
  const { rule } = table.marks!;
  return {
    near: { ticker: prices.renamed.get(id) ?? series.tickers[id]!, field: series.fields[id]! },
    how: rule === "contracts"
      ? `Far before ${formatDay(rollDay(single))}, ${whyThen(single)}, Near from then on`
      : `between Near and Far by the days to expiry: total variance is linear from ${rule.near} to ` +
        `${rule.far} days, the vol flat outside`,
  };
}

/** The day from which Near names the straddle's contract. */
function rollDay({ table, at, straddle }: SingleValuation): number {
  const anchor = table.marks!.rollDay[at]!;
  return anchor === NO_DAY ? firstDayOfMonth(straddle.expiry) : anchor;
}

function whyThen({ table, at }: SingleValuation): string {
  return table.marks!.rollDay[at]! === NO_DAY
    ? "the end of the month before, which has no anchor"
    : "the anchor of the month before";
}

/** How the mark of a day between entry and expiry comes about; none = the vol is as quoted. */
export function markFormula(single: SingleValuation, day: number): string[] {
  const { table, at, prices, outcome } = single;
  const id = table.marks?.near[at] ?? -1;
  if (id < 0) return [];
  const on = (series: number) => prices.values[prices.origins[series]! + day]!;
  const [near, far] = [on(id), on(table.vol[at]!)];
  const { rule } = table.marks!;
  if (rule === "contracts") {
    const late = day >= rollDay(single);
    const mark = late ? near : far;
    agree(single, day, mark);
    const since = formatDay(rollDay(single));
    return [
      `vol = ${late ? "Near" : "Far"} = ${exact(mark)}, ${late ? "from" : "before"} ${since}`,
    ];
  }
  const t = outcome.expiry - day;
  if (t <= rule.near || t >= rule.far) {
    const [name, mark, beyond] = t <= rule.near
      ? ["Near", near, `at most ${rule.near}`]
      : ["Far", far, `at least ${rule.far}`];
    agree(single, day, mark as number);
    return [`vol = ${name} = ${exact(mark as number)}, for t = ${t} is ${beyond} days`];
  }
  const share = (t - rule.near) / (rule.far - rule.near);
  const [variance0, variance1] = [near * near * rule.near, far * far * rule.far];
  // A vol that is not above zero has no variance and leaves the day without a value.
  const mark = near > 0 && far > 0
    ? Math.sqrt(((1 - share) * variance0 + share * variance1) / t)
    : Math.min(near, far);
  agree(single, day, mark);
  if (Number.isNaN(mark)) {
    return [`vol = none: Near is ${exact(near)} and Far is ${exact(far)}`];
  }
  const u = short(share);
  return [
    `vol = √(((1 − u)·Near²·${rule.near} + u·Far²·${rule.far}) / t), ` +
    `u = (t − ${rule.near}) / (${rule.far} − ${rule.near}) = ${u}: ` +
    `√(((1 − ${u})·${exact(near)}²·${rule.near} + ${u}·${exact(far)}²·${rule.far}) / ${t}) = ` +
    short(mark),
  ];
}

function agree(single: SingleValuation, day: number, mark: number): void {
  const engine = priceColumns(single).vol[0]!.on(day);
  const same = Number.isNaN(mark)
    ? Number.isNaN(engine)
    : Math.abs(mark - engine) <= 1e-12 * Math.abs(mark);
  if (!same) {
    throw new Error(
      `the explanation and the engine disagree on the vol of ${formatDay(day)}: ${mark}, ${engine}`,
    );
  }
}
