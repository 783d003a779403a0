/**
 * The rows of a backtest while they are made: one set of scratch arrays a worker, filled by the
 * valuation and handed to the encoder a chunk at a time.
 */
import type { Chunk, Column, RunColumn } from "../output/chunk.ts";
import { FigureRows, LONGEST_STRADDLE } from "./figure_rows.ts";
import type { AddedColumn } from "./switches.ts";

const ACTIONS = ["-", "ntry", "xpry"];
export const Action = { none: 0, entry: 1, expiry: 2 } as const;

/** Stretches of rows that share a value; the value of run `i` is a column's `i`-th dictionary entry. */
class Runs {
  count = 0;
  ends: Int32Array;
  codes: Int32Array;

  constructor(capacity: number) {
    this.ends = new Int32Array(capacity);
    this.codes = new Int32Array(capacity);
  }

  /** Ends a run at `end`, unless it is empty. */
  push(code: number, end: number): void {
    if (end === (this.count === 0 ? 0 : this.ends[this.count - 1]!)) return;
    this.codes[this.count] = code;
    this.ends[this.count++] = end;
  }

  /** A run with `code` from `from` to `to`, and missing values around it up to `end`. */
  pushInside(code: number, from: number, to: number, end: number): void {
    this.push(-1, from);
    this.push(code, to);
    this.push(-1, end);
  }

  column(dictionary: readonly string[] | Float64Array | Int32Array, size: number): RunColumn {
    const { codes, ends, count } = this;
    return { kind: "runs", dictionary, dictionarySize: size, codes, ends, runs: count };
  }
}

/** A column of numbers that no row has. */
function allMissing(rows: number): Column {
  return {
    kind: "runs",
    dictionary: new Float64Array(0),
    dictionarySize: 0,
    codes: Int32Array.of(-1),
    ends: Int32Array.of(rows),
    runs: 1,
  };
}

/** Where the parts of a straddle are among the rows of a buffer. */
export interface StraddleRows {
  /** Its first row; the last one is the buffer's. */
  readonly start: number;
  /** The rows of the two actions, -1 = not among them. */
  readonly entry: number;
  readonly expiry: number;
  /** The first row that shows strikes, and the one after the last. */
  readonly strikesFrom: number;
  readonly strikesTo: number;
  /** Whether these rows show its expiry day, too. */
  readonly hasExpiry: boolean;
  /** How often each row is to appear. */
  readonly copies: number;
}

export class RowBuffer extends FigureRows {
  readonly hedges: readonly Float64Array[];

  /** Strikes and expiry of the straddles in this chunk, by position. */
  readonly strikeVol: Float64Array;
  readonly strikes: readonly Float64Array[];
  readonly expiry: Int32Array;

  /** Whether any straddle of the chunk has a hedge column, and how many strikes one has at most. */
  readonly #hedgeUsed: boolean[];
  #strikesUsed = 0;
  readonly #assets: string[] = [];
  readonly #models: string[] = [];
  readonly #straddles: string[] = [];
  readonly #assetRuns: Runs;
  readonly #straddleRuns: Runs;
  readonly #strikeRuns: Runs;
  readonly #expiryRuns: Runs;
  readonly #actionRuns: Runs;

  /**
   * Room for `capacity` rows and one straddle more, of which there may be `maxCopies`;
   * `hedgeCount` hedge columns; `added`: the columns that switches add, in output order.
   */
  constructor(
    readonly capacity: number,
    hedgeCount: number,
    maxCopies: number,
    added: readonly AddedColumn[] = [],
  ) {
    const size = capacity + LONGEST_STRADDLE * maxCopies;
    super(size, added);
    const doubles = () => new Float64Array(size);
    this.hedges = Array.from({ length: hedgeCount }, doubles);
    this.#hedgeUsed = this.hedges.map(() => false);
    // Straddles without rows are never begun, so there are no more straddles than rows.
    this.strikeVol = doubles();
    this.strikes = Array.from({ length: hedgeCount }, doubles);
    this.expiry = new Int32Array(size);
    this.#assetRuns = new Runs(size);
    this.#straddleRuns = new Runs(size);
    this.#strikeRuns = new Runs(3 * size);
    this.#expiryRuns = new Runs(3 * size);
    this.#actionRuns = new Runs(size);
  }

  /** Fills a hedge column's rows from `start` on: the price of a day is at `origin` + day. */
  fillHedge(column: number, start: number, prices: Float64Array, origin: number): void {
    const { date, rows } = this;
    const hedges = this.hedges[column]!;
    if (!this.#hedgeUsed[column]) hedges.fill(NaN, 0, start);
    this.#hedgeUsed[column] = true;
    for (let row = start; row < rows; row++) hedges[row] = prices[origin + date[row]!]!;
  }

  /** Leaves a hedge column's rows from `start` on missing; what the whole chunk lacks costs nothing. */
  lackHedge(column: number, start: number): void {
    if (this.#hedgeUsed[column]) this.hedges[column]!.fill(NaN, start, this.rows);
  }

  /** Tells that the straddle at hand has so many strikes; sets those that it does not have. */
  endStrikes(count: number): void {
    if (count > this.#strikesUsed) this.#strikesUsed = count;
    for (let k = count; k < this.strikes.length; k++) this.strikes[k]![this.straddle] = NaN;
  }

  get full(): boolean {
    return this.rows >= this.capacity;
  }

  /** The position of the next straddle in `strikeVol`, `strikes` and `expiry`. */
  get straddle(): number {
    return this.#straddles.length;
  }

  /** Ends the straddle whose rows were written last. */
  endStraddle(
    text: string,
    { start, entry, expiry, strikesFrom, strikesTo, hasExpiry, copies }: StraddleRows,
  ): void {
    if (copies > 1) this.#repeat(start, copies);
    const end = this.rows;
    const index = this.#straddles.push(text) - 1;
    this.#straddleRuns.push(index, end);
    const from = start + (strikesFrom - start) * copies;
    const to = start + (strikesTo - start) * copies;
    this.#strikeRuns.pushInside(index, from, to, end);
    this.#expiryRuns.pushInside(hasExpiry ? index : -1, from, to, end);
    this.#pushAction(Action.entry, start, entry, copies);
    this.#pushAction(Action.expiry, start, expiry, copies);
    this.#actionRuns.push(Action.none, end);
  }

  #pushAction(action: number, start: number, row: number, copies: number): void {
    if (row < 0) return;
    const from = start + (row - start) * copies;
    this.#actionRuns.push(Action.none, from);
    this.#actionRuns.push(action, from + copies);
  }

  /** Ends an asset's rows in this chunk; an asset without rows leaves no trace. */
  endAsset(name: string, model: string): void {
    const before = this.#assetRuns.count;
    this.#assetRuns.push(before, this.rows);
    if (this.#assetRuns.count === before) return;
    this.#assets.push(name);
    this.#models.push(model);
  }

  /** The rows so far as a chunk; a view of the scratch arrays, valid until `reset`. */
  chunk(): Chunk {
    const assets = this.#assets.length;
    const straddles = this.#straddles.length;
    const plain = (values: Float64Array | Int32Array): Column => ({ kind: "plain", values });
    const missing = allMissing(this.rows);
    return {
      rows: this.rows,
      columns: [
        this.#assetRuns.column(this.#assets, assets),
        // The straddles of one asset all differ; those of several may be alike.
        { ...this.#straddleRuns.column(this.#straddles, straddles), distinct: assets === 1 },
        plain(this.date),
        plain(this.vol),
        ...this.hedges.map((hedges, k) => this.#hedgeUsed[k] ? plain(hedges) : missing),
        this.#actionRuns.column(ACTIONS, ACTIONS.length),
        this.#assetRuns.column(this.#models, assets),
        this.#strikeRuns.column(this.strikeVol, straddles),
        ...this.strikes.map((strikes, k) =>
          k < this.#strikesUsed ? this.#strikeRuns.column(strikes, straddles) : missing
        ),
        this.#expiryRuns.column(this.expiry, straddles),
        ...this.figures.map(plain),
      ],
    };
  }

  reset(): void {
    this.rows = this.#strikesUsed = 0;
    this.#hedgeUsed.fill(false);
    this.#assets.length = this.#models.length = this.#straddles.length = 0;
    for (
      const runs of [
        this.#assetRuns,
        this.#straddleRuns,
        this.#strikeRuns,
        this.#expiryRuns,
        this.#actionRuns,
      ]
    ) runs.count = 0;
  }

  /** Makes `copies` of each row from `start` on, next to each other, as a sort by date leaves them. */
  #repeat(start: number, copies: number): void {
    const end = this.rows;
    for (
      const column of [
        this.date,
        this.vol,
        ...this.hedges,
        ...this.figures,
      ]
    ) {
      for (let row = end - 1; row >= start; row--) {
        const to = start + (row - start) * copies;
        column.fill(column[row]!, to, to + copies);
      }
    }
    this.rows = start + (end - start) * copies;
  }
}
