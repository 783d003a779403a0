/** A model on the days of one straddle that exists in no table, for tests. */
import { modelOf } from "../../../src/engine/models/models.ts";
import { RowBuffer } from "../../../src/engine/row_buffer.ts";
import { REFERENCE } from "../../../src/inputs/rules.ts";

/** The vol and the hedge prices of one day, entry day first; the last day is the expiry day. */
export interface Day {
  readonly vol: number;
  readonly hedges: readonly number[];
}

export interface Figures {
  readonly mv: number;
  readonly delta: number;
  readonly opnl: number;
  readonly hpnl: number;
  readonly pnl: number;
}

/** What the model of that name under the rules "current" makes of the days. */
export function modelDays(name: string, days: readonly Day[]): Figures[] {
  const model = modelOf(name, { ...REFERENCE, set: "current" })!;
  const rows = new RowBuffer(days.length, 0, 1);
  const series = ["vol", ...model.hedges].map((_, n) =>
    days.map(({ vol, hedges }) => n === 0 ? vol : hedges[n - 1]!)
  );
  const places = Int32Array.from(model.hedges, (_, n) => (n + 1) * days.length);
  const prices = Float64Array.from(series.flat());
  model.takePrices(prices, 0, prices, places, days.length);
  model.valueDays(days[0]!.hedges[0]!, days.length, rows, 0);
  model.addProfits(days[0]!.hedges[0]!, days.length, rows, 0, rows.delta);
  const { mv, delta, opnl, hpnl, pnl } = rows;
  return days.map((_, i) => ({
    mv: mv[i]!,
    delta: delta[i]!,
    opnl: opnl[i]!,
    hpnl: hpnl[i]!,
    pnl: pnl[i]!,
  }));
}
