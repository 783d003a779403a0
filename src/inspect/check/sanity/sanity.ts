/**
 * Prices that no market has, with series, day and the likely reason. Nothing is changed: a rule of a
 * check doubts, it does not know.
 */
import { formatDay } from "../../../base/calendar.ts";
import { grouped } from "../../../base/wording.ts";
import type { SeriesCollector } from "../../../engine/series.ts";
import type { Survey } from "../../survey.ts";
import type { Finding } from "../findings.ts";
import { frozenStretch, movesIn, weekendsOf } from "./frozen.ts";
import { findJumps, type Jump, PRICE_LIMITS, VOL_LIMITS } from "./jumps.ts";
import { positivePrices, type Prices } from "./prices.ts";
import { type Misfit, misfitOf } from "./units.ts";

/** What series feed a model, and what goes with what. */
interface Roles {
  readonly vols: ReadonlySet<number>;
  readonly hedges: ReadonlySet<number>;
  /** For each series those that straddles use beside it: a vol's hedges, a hedge's vols. */
  readonly fellows: ReadonlyMap<number, ReadonlySet<number>>;
}

/** The series that feed a model, vols and columns named hedge (V-4): swap rates may be negative. */
export function valuedSeries({ tables }: Pick<Survey, "tables">): Roles {
  const vols = new Set<number>(), hedges = new Set<number>();
  const fellows = new Map<number, Set<number>>();
  const join = (a: number, b: number) => {
    const known = fellows.get(a);
    if (known === undefined) fellows.set(a, new Set([b]));
    else known.add(b);
  };
  for (const { model, count, vol, hedges: columns, hedgeParams } of tables) {
    // The rates of a model of several prices may be negative.
    if (model === undefined || model.hedges.length > 1) continue;
    const hedge = columns[hedgeParams.indexOf("hedge")];
    for (let i = 0; i < count; i++) {
      const [v, h] = [vol[i]!, hedge?.[i] ?? -1];
      if (v >= 0) vols.add(v);
      if (h >= 0) hedges.add(h);
      if (v < 0 || h < 0) continue;
      join(v, h);
      join(h, v);
    }
  }
  return { vols, hedges, fellows };
}

/** The findings about the prices of all series that feed a model. */
export function sanityFindings(
  found: Pick<Survey, "series" | "prices">,
  roles: Roles,
): Finding[] {
  const { series, prices } = found;
  const findings: Finding[] = [];
  const known = new Map<number, Prices>();
  const pricesOf = (id: number) => {
    let own = known.get(id);
    if (own === undefined) known.set(id, own = positivePrices(prices, series, id));
    return own;
  };
  for (const id of new Set([...roles.vols, ...roles.hedges])) {
    const own = pricesOf(id);
    if (own.count === 0) continue;
    const isVol = roles.vols.has(id);
    const subject = nameOf(series, id);
    const jumps = findJumps(own, isVol ? VOL_LIMITS : PRICE_LIMITS);
    findings.push(...jumpFindings(jumps, subject, isVol));
    const fellows = () => [...roles.fellows.get(id) ?? []].map(pricesOf);
    findings.push(
      ...frozenFindings(own, series.lastDays[id]! - series.firstDays[id]!, fellows, subject),
      ...weekendFindings(own, subject),
    );
    if (isVol && jumps.every(({ isTick }) => isTick)) {
      findings.push(...misfitFindings(id, own, roles, pricesOf, series));
    }
  }
  return findings;
}

const UNCHANGED = "prices are taken as they are";

function jumpFindings(jumps: readonly Jump[], subject: string, isVol: boolean): Finding[] {
  const of = (isTick: boolean) => jumps.filter((jump) => jump.isTick === isTick);
  const about = { severity: "warning" as const, subject, unit: "price" };
  const [ticks, levels] = [of(true), of(false)];
  const findings: Finding[] = [];
  if (levels.length > 0) {
    findings.push({
      ...about,
      kind: "price jump",
      count: levels.length,
      unit: "jump",
      detail: listed(levels.map((jump) => jumpText(jump, isVol))),
      message: `A series goes over to another level in a day, as no market does; ${UNCHANGED}`,
      mend:
        "bring all its prices into the same units, splits included, if the market did not do it",
    });
  }
  if (ticks.length > 0) {
    findings.push({
      ...about,
      kind: "bad tick",
      count: ticks.reduce((sum, { prices }) => sum + prices, 0),
      detail: listed(ticks.map((jump) => tickText(jump))),
      message: `Prices far from those before and after; ${UNCHANGED}`,
      mend: "correct them or leave them out, if they are wrong",
    });
  }
  return findings;
}

const NAMED = 3;

function listed(texts: readonly string[]): string {
  const more = texts.length - NAMED;
  return texts.slice(0, NAMED).join("; ") + (more > 0 ? ` and ${more} more` : "");
}

function jumpText(jump: Jump, isVol: boolean): string {
  const { day, until, before, after } = jump;
  const end = until === null ? "" : ` until ${formatDay(until)}`;
  return `${formatDay(day)}: ${before}, then ${after}${end}; ${guess(jump, isVol)}`;
}

function tickText(jump: Jump): string {
  const { day, until, before, after, prices, factor } = jump;
  const days = prices === 1 ? formatDay(day) : `${formatDay(day)} to ${formatDay(until!)}`;
  const shift = factor !== undefined && factor >= 10 ? ", a shifted decimal point" : ", a bad tick";
  return `${days}: ${after} beside ${before}${shift}`;
}

/** What may have happened where a series goes over to another level. */
function guess({ before, after, factor }: Jump, isVol: boolean): string {
  const isDown = after < before;
  if (isVol) {
    if (factor === 100 && Math.min(before, after) < 5) return "fractions for percents";
    if (factor === 100) return "basis points for percents";
    if (factor !== undefined && factor >= 10) return `a factor of ${grouped(factor)}: other units`;
    return `a factor of ${ratioText(before, after)}: another source`;
  }
  if (factor === 100) return "a factor of 100: other units, such as pence for pounds";
  if (factor !== undefined && factor < 100) {
    const [a, b] = factor === 1.5 ? [3, 2] : [factor, 1];
    return isDown ? `a ${a}:${b} split or other units` : `a ${b}:${a} reverse split or other units`;
  }
  if (factor !== undefined) return `a factor of ${grouped(factor)}: other units`;
  if (Math.abs(Math.log(before * after)) < 0.05) return "the inverse quote";
  return `a factor of ${ratioText(before, after)}: another currency, other units or another series`;
}

function ratioText(before: number, after: number): string {
  return (Math.max(before, after) / Math.min(before, after)).toPrecision(3);
}

function frozenFindings(
  own: Prices,
  needed: number,
  fellows: () => readonly Prices[],
  subject: string,
): Finding[] {
  const stretch = frozenStretch(own, needed);
  if (stretch === undefined || !fellows().some((fellow) => movesIn(fellow, stretch))) return [];
  return [{
    severity: "warning",
    kind: "frozen series",
    subject,
    count: stretch.prices,
    unit: "price",
    detail: `${stretch.value} from ${formatDay(stretch.first)} to ${formatDay(stretch.last)}`,
    message:
      `The price stands still for weeks, while what goes with it moves: an old price repeated, ` +
      `perhaps; ${UNCHANGED}`,
    mend: "leave out what was not quoted",
  }];
}

/** Fewer weekends, or Sundays, tell nothing. */
export const LEAST_WEEKENDS = 6;

function weekendFindings(own: Prices, subject: string): Finding[] {
  const { prices, copies, sundays, fridays } = weekendsOf(own);
  if (sundays >= LEAST_WEEKENDS && fridays === 0) {
    return [{
      severity: "warning",
      kind: "shifted days",
      subject,
      count: sundays,
      unit: "price",
      detail: `${grouped(sundays)} Sundays`,
      message: "The series has Sundays and no Fridays: its days may be a day early",
      mend: "put the days right, unless its market trades from Sunday to Thursday",
    }];
  }
  if (copies < LEAST_WEEKENDS || copies < 0.9 * prices) return [];
  return [{
    severity: "warning",
    kind: "weekend copies",
    subject,
    count: copies,
    unit: "price",
    detail: grouped(copies),
    message: "Saturdays and Sundays repeat the Friday's price, and count as days with a price",
    mend: "leave weekends out",
  }];
}

const MISFITS: Readonly<Record<Misfit, Pick<Finding, "message" | "mend">>> = {
  fractions: {
    message: `A vol is a tenth or less of how the hedge moves: fractions for percents, perhaps; ` +
      UNCHANGED,
    mend: "multiply the vols by 100, if they are fractions (23 is 23 percent a year)",
  },
  "too large": {
    message: `A vol is far above how the hedge moves: basis points for percents, or a price; ` +
      UNCHANGED,
    mend: "give vols in percent a year, and check that ticker and field name a vol",
  },
  "same as the hedge": {
    message: "Vol and hedge have the same prices: one series stands for both, perhaps",
    mend: "name the vol's ticker and field in Vol, the price's in Hedge",
  },
  exchanged: {
    message: "Vol and hedge look exchanged: each is as the other should be",
    mend: "name the vol's ticker and field in Vol, the price's in Hedge, or exchange the series",
  },
};

function misfitFindings(
  id: number,
  own: Prices,
  { fellows }: Roles,
  pricesOf: (id: number) => Prices,
  series: SeriesCollector,
): Finding[] {
  // Of many contracts one tells as much as all.
  const hedges = [...fellows.get(id) ?? []];
  if (hedges.length === 0) return [];
  const hedge = hedges.reduce((a, b) => pricesOf(b).count > pricesOf(a).count ? b : a);
  const fields = { vol: series.fields[id]!, hedge: series.fields[hedge]! };
  const misfit = misfitOf(own, pricesOf(hedge), fields);
  if (misfit === undefined) return [];
  return [{
    severity: "warning",
    kind: "odd vols",
    subject: nameOf(series, id),
    count: 1,
    unit: "series",
    detail: `from ${formatDay(own.days[0]!)}: ${own.values[0]} ` +
      `beside ${nameOf(series, hedge)} at ${pricesOf(hedge).values[0]}`,
    ...MISFITS[misfit],
  }];
}

function nameOf({ tickers, fields }: SeriesCollector, id: number): string {
  return `${tickers[id]} ${fields[id]}`.trimEnd();
}
