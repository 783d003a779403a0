/** Values without end: a short file can describe a huge one through aliases; nobody means to show it. */
import { EXIT, inputError, StraddleError } from "../../base/errors.ts";
import type { LineFinder } from "./lines.ts";
import type { YamlPath } from "./values.ts";

/** Someone wants to show a value that is too large; `most` = what would still be shown. */
export class EndlessValue extends StraddleError {
  constructor(readonly most: string) {
    super(`Cannot show a value: its aliases expand to more than ${most}`, EXIT.badInput);
  }
}

/** Does something with the value at `place` of an asset table, so that an endless one is named. */
export function showing<T>(
  { path, lineOf }: { readonly path: string; readonly lineOf: LineFinder },
  place: YamlPath,
  action: () => T,
): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof EndlessValue)) throw error;
    throw inputError(
      `Cannot read asset table "${path}": line ${lineOf(place)}: the value's aliases expand to ` +
        `more than ${error.most}; write it out shorter`,
    );
  }
}
