/**
 * The errors a user can cause or meet, each with its exit code.
 *
 * Everything else that is thrown is a defect of ours (exit code 70). Messages are one sentence:
 * action first, what, where, how to mend it; values quoted, no final period.
 */

/** Exit codes of the program; the README documents them. */
export const EXIT = {
  ok: 0,
  nothing: 1,
  usage: 2,
  badInput: 3,
  io: 4,
  defect: 70,
  cancelled: 130,
} as const;

/** An error with a message for the user and the exit code that goes with it. */
export class StraddleError extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
    /** Further lines, one a problem. */
    readonly details: readonly string[] = [],
  ) {
    super(message);
    this.name = "StraddleError";
  }
}

/** The command line asks for something that cannot be: a bad regex, years out of order. */
export function usageError(message: string): StraddleError {
  return new StraddleError(message, EXIT.usage);
}

/** An input was read but its content is wrong. */
export function inputError(message: string, details: readonly string[] = []): StraddleError {
  return new StraddleError(message, EXIT.badInput, details);
}

/** A file cannot be opened, read or written. */
export function ioError(message: string): StraddleError {
  return new StraddleError(message, EXIT.io);
}

/** Nothing matched what was asked for. */
export function nothingError(message: string): StraddleError {
  return new StraddleError(message, EXIT.nothing);
}
