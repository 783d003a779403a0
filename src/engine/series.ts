/** The price series of a run, collected while its straddles are resolved. */
import { NO_DAY } from "../base/calendar.ts";
import type { SeriesPlan } from "../inputs/prices/series.ts";

/** Collects the price series of a run: each (ticker, field) once, with the days it is needed for. */
export class SeriesCollector implements SeriesPlan {
  readonly tickers: string[] = [];
  readonly fields: string[] = [];
  readonly firstDays: number[] = [];
  readonly lastDays: number[] = [];
  /** By id, other names that a series may have in the price files. */
  readonly alternates = new Map<number, string>();
  readonly #ids = new Map<string, number>();

  /** The id of a series, by the names that its prices are stored under (T-13). */
  id(stored: string, field: string, alternate?: string): number {
    const key = `${stored}\u0000${field}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.tickers.length;
      this.#ids.set(key, id);
      this.tickers.push(stored);
      this.fields.push(field);
      this.firstDays.push(NO_DAY);
      this.lastDays.push(NO_DAY);
      if (alternate !== undefined) this.alternates.set(id, alternate);
    }
    return id;
  }

  /** Days of all series together. */
  slots(): number {
    let slots = 0;
    for (let id = 0; id < this.firstDays.length; id++) {
      if (this.firstDays[id] !== NO_DAY) slots += this.lastDays[id]! - this.firstDays[id]! + 1;
    }
    return slots;
  }

  need(id: number, first: number, last: number): void {
    if (this.firstDays[id] === NO_DAY || first < this.firstDays[id]!) this.firstDays[id] = first;
    if (this.lastDays[id] === NO_DAY || last > this.lastDays[id]!) this.lastDays[id] = last;
  }
}
