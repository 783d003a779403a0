/**
 * Ordered output from several workers: each keeps its encoded chunks until the turn of their task,
 * so the output is the same for every number of workers. A worker that is ahead goes on computing
 * until its backlog is full.
 */
import type { Board } from "./board.ts";
import type { ChunkReport } from "./protocol.ts";
import type { EncodedChunk } from "../output/format.ts";
import type { Stopwatch } from "../base/stopwatch.ts";
import { giveMemory } from "../base/buffers.ts";
import { type Appender, openAppender } from "../output/sink.ts";

/** Bytes a worker may hold back before it waits for its turn, when nobody sets a limit. */
const BACKLOG_BYTES = 12 << 20;

/** Main asked the run to stop. */
export class Stopped extends Error {}

interface Waiting {
  readonly task: number;
  /** Parts of its chunks, in order, each chunk as a list. */
  readonly chunks: (readonly Uint8Array[])[];
}

export interface TurnWriterOptions {
  /** The file to append to; undefined = standard output. */
  readonly path: string | undefined;
  /** Its name in messages. */
  readonly name: string;
  readonly board: Board;
  /** The bytes before the first row: written by the first task, so that a run that fails before it
   * has a row to show prints nothing. */
  readonly header: Uint8Array;
  /** The bytes between two chunks with rows. */
  readonly between: Uint8Array;
  readonly watch: Stopwatch;
  /** Bytes to hold back at most before waiting for a turn. */
  readonly backlog?: number | undefined;
}

export class TurnWriter {
  readonly chunks: ChunkReport[] = [];
  readonly #appender: Appender;
  readonly #waiting: Waiting[] = [];
  #backlog = 0;

  constructor(readonly options: TurnWriterOptions) {
    this.#appender = openAppender(options.path, options.name);
  }

  /** Takes a chunk of the task at hand. */
  add(task: number, rows: number, { parts, note }: EncodedChunk): void {
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    this.chunks.push({ task, rows, bytes, note });
    this.#open(task).chunks.push(parts);
    this.#backlog += bytes;
  }

  /** The task has no more chunks; writes whatever has its turn. */
  endTask(task: number): void {
    this.#open(task);
    const limit = this.options.backlog ?? BACKLOG_BYTES;
    while (this.#waiting.length > 0) {
      const next = this.#waiting[0]!;
      if (this.options.board.turn !== next.task && this.#backlog < limit) return;
      this.#write(next);
    }
  }

  /** Writes the rest, waiting for each turn. */
  finish(): void {
    while (this.#waiting.length > 0) this.#write(this.#waiting[0]!);
    this.#appender.close();
  }

  #open(task: number): Waiting {
    let last = this.#waiting.at(-1);
    if (last?.task !== task) this.#waiting.push(last = { task, chunks: [] });
    return last;
  }

  #write(next: Waiting): void {
    const { board, header, between, watch } = this.options;
    if (!board.awaitTurn(next.task)) throw new Stopped();
    watch.lap("wait");
    if (next.task === 0) this.#appender.writeSync(header);
    for (const parts of next.chunks) {
      if (board.startRows() && between.length > 0) this.#appender.writeSync(between);
      for (const part of parts) {
        this.#appender.writeSync(part);
        this.#backlog -= part.length;
        giveMemory(part);
      }
    }
    this.#waiting.shift();
    board.passTurn();
    watch.lap("write");
  }
}
