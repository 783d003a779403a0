/**
 * The one thing workers share: a few counters. They say whose turn it is to write, how far the run
 * is, and which asset each worker is at, which a worker that died can no longer tell.
 */

const TURN = 0, HAS_ROWS = 1, STOP = 2, STRADDLES = 3, CURRENT = 4;

/** The position of no asset. */
export const NO_ASSET = -1;

export class Board {
  readonly #cells: Int32Array;

  /** Shares `buffer`, as `Board.create` made it. */
  constructor(readonly buffer: SharedArrayBuffer) {
    this.#cells = new Int32Array(buffer);
  }

  static create(workers: number): Board {
    return new Board(new SharedArrayBuffer(4 * (CURRENT + workers)));
  }

  /** The task whose output comes next. */
  get turn(): number {
    return Atomics.load(this.#cells, TURN);
  }

  /** Ends the turn of the present task; wakes whoever waits for the next. */
  passTurn(): void {
    Atomics.add(this.#cells, TURN, 1);
    Atomics.notify(this.#cells, TURN);
  }

  /** Sleeps until it is the turn of `task`; false when the run was stopped meanwhile. */
  awaitTurn(task: number): boolean {
    for (;;) {
      const turn = this.turn;
      if (turn === task) return !this.stopped;
      if (this.stopped) return false;
      // The limit is a safety net only: `stop` wakes every sleeper.
      Atomics.wait(this.#cells, TURN, turn, 250);
    }
  }

  get stopped(): boolean {
    return Atomics.load(this.#cells, STOP) === 1;
  }

  /** Asks every worker to end at the next opportunity. */
  stop(): void {
    Atomics.store(this.#cells, STOP, 1);
    Atomics.notify(this.#cells, TURN);
  }

  /** Whether rows were written before this turn; called by the task whose turn it is. */
  startRows(): boolean {
    return Atomics.exchange(this.#cells, HAS_ROWS, 1) === 1;
  }

  /** Straddles valued so far, by all workers. */
  get straddles(): number {
    return Atomics.load(this.#cells, STRADDLES);
  }

  addStraddles(count: number): void {
    Atomics.add(this.#cells, STRADDLES, count);
  }

  /** The position, among the run's assets, of the one a worker is at, or NO_ASSET. */
  currentAsset(worker: number): number {
    return Atomics.load(this.#cells, CURRENT + worker) - 1;
  }

  setCurrentAsset(worker: number, asset: number): void {
    Atomics.store(this.#cells, CURRENT + worker, asset + 1);
  }
}
