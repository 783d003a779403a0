/** All prices of an import before they are sorted: sixteen bytes each, in blocks. */
import { ownText } from "./cell.ts";

const BITS = 18;
const BLOCK = 1 << BITS;
const MASK = BLOCK - 1;

export class PriceStore {
  readonly tickers: string[] = [];
  readonly fields: string[] = [];
  length = 0;
  readonly #series: Int32Array[] = [];
  readonly #dates: Int32Array[] = [];
  readonly #values: Float64Array[] = [];
  readonly #ids = new Map<string, Map<string, number>>();

  /** The number of a series. */
  seriesOf(ticker: string, field: string): number {
    let fields = this.#ids.get(ticker);
    if (fields === undefined) this.#ids.set(ownText(ticker), fields = new Map());
    let id = fields.get(field);
    if (id === undefined) {
      id = this.tickers.length;
      fields.set(ownText(field), id);
      this.tickers.push(ownText(ticker));
      this.fields.push(ownText(field));
    }
    return id;
  }

  add(series: number, date: number, value: number): void {
    const at = this.length++;
    const block = at >> BITS;
    if (block === this.#values.length) {
      this.#series.push(new Int32Array(BLOCK));
      this.#dates.push(new Int32Array(BLOCK));
      this.#values.push(new Float64Array(BLOCK));
    }
    this.#series[block]![at & MASK] = series;
    this.#dates[block]![at & MASK] = date;
    this.#values[block]![at & MASK] = value;
  }

  series(at: number): number {
    return this.#series[at >> BITS]![at & MASK]!;
  }

  /** The number of the date in the date book. */
  date(at: number): number {
    return this.#dates[at >> BITS]![at & MASK]!;
  }

  value(at: number): number {
    return this.#values[at >> BITS]![at & MASK]!;
  }

  setValue(at: number, value: number): void {
    this.#values[at >> BITS]![at & MASK] = value;
  }
}
