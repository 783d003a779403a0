/**
 * How main learns that a worker is gone. An exception arrives as a message, but a thread that merely
 * ends sends nothing: no `error`, no `close`, only silence, for which main would wait for ever.
 *
 * So every worker holds a lock of its own while it lives, and main asks for the same lock: it gets
 * it when the worker is gone, and never before. Unlike a heartbeat with a time limit this cannot
 * take a worker for dead that is busy, blocked by a slow reader of its output, or on a machine that
 * slept.
 */

/** What is used of the Web Locks, which are the process's own; Deno before 2.9 has none. */
interface Locks {
  request(
    name: string,
    options: { readonly signal?: AbortSignal },
    holding: () => void | Promise<void>,
  ): Promise<void>;
}

const locks = (navigator as { readonly locks?: Locks }).locks;

/** Holds the lifeline `name` until this thread ends; resolves when it does hold it. */
export function holdLifeline(name: string): Promise<void> {
  return new Promise((held) => {
    if (!locks) return held();
    locks.request(name, {}, () => {
      held();
      return new Promise<void>(() => {});
    });
  });
}

/** Calls `ended` when the thread that holds the lifeline is gone, unless the result was called. */
export function watchLifeline(name: string, ended: () => void): () => void {
  const watch = new AbortController();
  locks?.request(name, { signal: watch.signal }, ended).catch((error) => {
    if (!watch.signal.aborted) throw error;
  });
  return () => watch.abort();
}
