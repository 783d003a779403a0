/** A pool of Web Workers: each warms up, takes one hand of tasks, and reports back. */
import { bindings } from "../base/duckdb/library.ts";
import { EXIT, StraddleError } from "../base/errors.ts";
import { watchLifeline } from "./lifeline.ts";
import { OutOfMemory } from "../base/out_of_memory.ts";
import { ClosedPipe } from "../output/sink.ts";
import { Stopped } from "./turn_writer.ts";
import type { Done, Failed, Ready, Started, WarmUp, Work } from "./protocol.ts";

let started = 0;

/** One worker and its answers, each awaited once: to the warm-up, then to what it is asked. */
export class PoolWorker<Question = Work, Answer extends { readonly kind: string } = Done> {
  readonly #worker: Worker;
  readonly #answers: (Ready | Answer | Failed)[] = [];
  #error: Error | undefined;
  #wake = () => {};
  #unwatch = () => {};

  constructor(warmUp: Omit<WarmUp, "kind" | "bindings">) {
    // The name is that of its lifeline.
    const name = `straddle ${++started}`;
    this.#worker = new Worker(new URL("../../workers/straddle_worker.ts", import.meta.url), {
      type: "module",
      name,
    });
    this.#worker.onmessage = ({ data }: MessageEvent<Started | Ready | Answer | Failed>) => {
      if (data.kind === "started") {
        this.#unwatch = watchLifeline(name, () => this.#fail("it ended without a word"));
      } else {
        this.#answers.push(data as Ready | Answer | Failed);
        this.#wake();
      }
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(event.message);
    };
    this.#worker.onmessageerror = () => this.#fail("its answer cannot be read");
    this.#worker.postMessage({ kind: "warm up", bindings, ...warmUp });
  }

  /** Whatever it answered before still counts, and what it failed with first. */
  #fail(message: string): void {
    this.#error ??= new Error(message);
    this.#wake();
  }

  post(question: Question): void {
    this.#worker.postMessage(question);
  }

  /** The next answer; throws what the worker failed with. */
  async next(): Promise<Ready | Answer> {
    while (this.#answers.length === 0 && !this.#error) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    const answer = this.#answers.shift();
    if (!answer) throw this.#error!;
    if (!isFailed(answer)) return answer;
    if (answer.reason === "closed") throw new ClosedPipe();
    if (answer.reason === "stopped") throw new Stopped();
    if (answer.reason === "memory") throw new OutOfMemory(answer.message);
    throw new StraddleError(answer.message, answer.exitCode ?? EXIT.defect);
  }

  terminate(): void {
    this.#unwatch();
    this.#worker.terminate();
  }
}

function isFailed(answer: { readonly kind: string }): answer is Failed {
  return answer.kind === "failed";
}

export class WorkerPool {
  readonly #workers: PoolWorker[];

  /** Starts with `count` workers, which warm up at once; the first says the years of a pattern's assets. */
  constructor(
    readonly warmUp: Omit<WarmUp, "kind" | "bindings" | "yearsOf">,
    yearsOf: string | undefined,
    count: number,
  ) {
    this.#workers = [new PoolWorker({ ...warmUp, yearsOf })];
    this.grow(count);
  }

  /** Starts workers until there are `count`; they warm up at once. */
  grow(count: number): void {
    while (this.#workers.length < count) {
      this.#workers.push(new PoolWorker({ ...this.warmUp, yearsOf: undefined }));
    }
  }

  get size(): number {
    return this.#workers.length;
  }

  /** The years the prices cover, if the pool was asked for them; undefined when there are no prices. */
  async years(): Promise<Ready["years"]> {
    const answer = await this.#workers[0]!.next();
    return answer.kind === "ready" ? answer.years : undefined;
  }

  /**
   * Gives each worker its work and collects the reports, in any order. The first failure is thrown
   * after `onFailure(worker)` was called.
   */
  run(works: readonly Work[], onFailure: (worker: number) => void): Promise<Done[]> {
    const reports = works.map(async (work, i) => {
      const worker = this.#workers[i]!;
      worker.post(work);
      try {
        for (;;) {
          const answer = await worker.next();
          if (answer.kind === "done") return answer;
        }
      } catch (error) {
        onFailure(i);
        throw error;
      }
    });
    return Promise.all(reports);
  }

  terminate(): void {
    this.#workers.forEach((worker) => worker.terminate());
  }
}
