/** The price series that the straddles of some assets and months need: a list to request data by. */
import type { MonthSpan } from "../base/calendar.ts";
import type { Chain } from "../inputs/chain.ts";
import type { Amt, Asset } from "../inputs/amt/asset_table.ts";
import { entryLag, schedule } from "../schedules.ts";
import { isOutside, spanOf } from "../inputs/amt/continuity.ts";
import { REFERENCE } from "../inputs/rules.ts";
import { markRuleOf } from "../engine/vol_marks.ts";
import { compareText } from "../base/text.ts";
import { isHedge, storedName, straddleTickers, tickersByMonth } from "../tickers.ts";

export interface NeededSeries {
  readonly ticker: string;
  readonly field: string;
  readonly source: string;
}

/**
 * The series of every vol and hedge column (T-10) of the straddles that expire in the months and
 * are entered with N or F, each once, sorted by ticker, field and source. Market tickers are no
 * part of it. With `stored`, futures have the normalized names of the price files (T-13), else
 * those the vendor knows.
 */
export function neededSeries(
  amt: Amt,
  assets: readonly Asset[],
  months: MonthSpan,
  chain: Chain,
  stored: boolean,
  rules = REFERENCE,
): NeededSeries[] {
  const found = new Map<string, NeededSeries>();
  for (const asset of assets) {
    const codes = new Set(schedule(amt, asset).map(({ ntrc }) => ntrc));
    const entryCodes = [...codes].filter((code) => entryLag(code) > 0);
    const tickersOf = tickersByMonth(amt, asset, chain, rules);
    const given = rules.set === "current" ? spanOf(amt, asset.underlying) : undefined;
    const marked = rules.volMarks === "rolled" && markRuleOf(asset) !== undefined;
    for (let month = months.first; month <= months.last; month++) {
      for (const code of entryCodes) {
        if (given && isOutside(given, month - entryLag(code))) continue;
        const tickers = straddleTickers(tickersOf(month), code);
        // What F straddles are marked with, Near takes a part of.
        if (marked && code === "F" && tickers.some(({ param }) => param === "vol")) {
          tickers.push(...straddleTickers(tickersOf(month), "N"));
        }
        for (const each of tickers) {
          const { param, field, source } = each;
          if (param !== "vol" && !isHedge(param)) continue;
          const ticker = stored ? storedName(each, chain) : each.ticker;
          found.set(JSON.stringify([ticker, field, source]), { ticker, field, source });
        }
      }
    }
  }
  return [...found.values()].sort((a, b) =>
    compareText(a.ticker, b.ticker) || compareText(a.field, b.field) ||
    compareText(a.source, b.source)
  );
}
