/** Notices a heap that fills up while there is time: V8 ends the whole process when one is full. */
import process from "node:process";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { OutOfMemory, SPLIT } from "./out_of_memory.ts";

/** The share of its heap that a thread may fill: what an asset takes must fit into the rest. */
const FULL = 0.8;

/** Throws when this thread's heap is nearly full. */
export function checkHeap(): void {
  if (!isFull()) return;
  collectGarbage();
  if (!isFull()) return;
  const limit = Math.round(getHeapStatistics().heap_size_limit / 2 ** 20);
  throw new OutOfMemory(`a worker's heap of ${limit} MiB is full; ${SPLIT}`);
}

function isFull(): boolean {
  const { used_heap_size, heap_size_limit } = getHeapStatistics();
  return used_heap_size > FULL * heap_size_limit;
}

/** Only what is left after it is in use; V8 lets garbage grow up to the limit. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const gc: () => void = process.getBuiltinModule("node:vm").runInNewContext("gc");
  gc();
}
