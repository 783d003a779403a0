/** Where the time of a run goes: each thread counts the milliseconds of its phases. */

/** Milliseconds by phase, in the order the phases first ended. */
export type Phases = Readonly<Record<string, number>>;

export class Stopwatch {
  #last: number;
  readonly #phases: Record<string, number> = {};

  /** Starts with the thread itself, so that the first phase includes loading its code. */
  constructor() {
    this.#last = 0;
  }

  /** Ends a phase: all time since the last call belongs to it. */
  lap(phase: string): void {
    const now = performance.now();
    this.#phases[phase] = (this.#phases[phase] ?? 0) + now - this.#last;
    this.#last = now;
  }

  get phases(): Phases {
    return { ...this.#phases };
  }
}
