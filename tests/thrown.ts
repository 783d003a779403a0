/** The errors that users see, as values that tests can look at. */
import assert from "node:assert/strict";
import { StraddleError } from "../src/base/errors.ts";

/** What an action throws; it must be such an error. */
export function errorOf(action: () => unknown): StraddleError {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof StraddleError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: "nothing was thrown" });
}

/** As {@link errorOf}, of an action that takes its time. */
export async function laterErrorOf(action: () => Promise<unknown>): Promise<StraddleError> {
  const settled = await action().then(() => () => {}, (error) => () => {
    throw error;
  });
  return errorOf(settled);
}
