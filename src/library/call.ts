/** One call of the library: without a word on the terminal, and without anything left behind. */
import { causeOf } from "../base/cause.ts";
import { forgetFiles } from "../base/ledger.ts";
import { removeScratch } from "../base/scratch.ts";
import { takeMessages } from "../base/terminal.ts";

/** What the call before this one comes to. */
let before: Promise<unknown> = Promise.resolve();

/**
 * Runs `body`, whose messages are collected, not written. Calls take turns, since a process has one
 * ledger of files. Throws what `body` does.
 */
export function call<T>(body: (messages: readonly string[]) => Promise<T>): Promise<T> {
  const turn = before.then(() => run(body));
  before = turn.catch(() => {});
  return turn;
}

async function run<T>(body: (messages: readonly string[]) => Promise<T>): Promise<T> {
  const messages: string[] = [];
  const giveBack = takeMessages((text) => messages.push(text.trimEnd()));
  try {
    return await body(messages);
  } catch (thrown) {
    throw causeOf(thrown);
  } finally {
    giveBack();
    forgetFiles();
    removeScratch();
  }
}
