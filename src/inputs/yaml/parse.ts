/**
 * Reading one YAML 1.1 document as PyYAML 6 in safe mode reads it (F-8, F-9).
 *
 * js-yaml splits the text into events; the tree is built here, because PyYAML differs from every
 * JavaScript loader in what scalars mean, in the order of merged keys and in duplicate keys.
 * Aliases share one object, so a "billion laughs" file costs nothing to load; an anchor that contains
 * itself is an error. Positions are not kept: see lines.ts, which works them out when needed.
 */

import { type Event, parseEvents, YAMLException } from "js-yaml";
import { inputError } from "../../base/errors.ts";
import { buildTree, MAX_DEPTH, type YamlDocument } from "./tree.ts";

/**
 * Parses one document. `subject` names it in messages: `asset table "data/amt.yml"`; `see` ends them:
 * where the format is explained.
 *
 * Throws an input error with line and column for anything that is not one well-formed document.
 */
export function parseYaml(text: string, subject: string, see = ""): YamlDocument {
  const end = see === "" ? "" : ` ${see}`;
  const source = text.startsWith("\ufeff") ? text.slice(1) : text;
  try {
    return buildTree(source, readEvents(source));
  } catch (error) {
    if (error instanceof YAMLException) {
      const mark = error.mark;
      const where = mark === undefined ? "" : `line ${mark.line + 1}, column ${mark.column + 1}: `;
      throw inputError(`Cannot read ${subject}: ${where}${withHint(error.reason)}${end}`);
    }
    if (error instanceof RangeError) throw inputError(`Cannot read ${subject}: it is too large`);
    throw error;
  }
}

/** The parser's events, its message about depth put into words. */
export function readEvents(source: string): Event[] {
  try {
    return parseEvents(source, { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (error instanceof YAMLException && error.reason.includes("maxDepth")) {
      const reason = `lists and mappings are nested more than ${MAX_DEPTH} deep`;
      throw new YAMLException(reason, error.mark);
    }
    throw error;
  }
}

/** How to mend the commonest slips; the parser only says what it expected. */
const HINTS: Readonly<Record<string, string>> = {
  "bad indentation of a mapping entry":
    'indent it like its neighbours, and quote a text that holds ": " or starts with a special sign',
  "deficient indentation": "indent this line more, or close the bracket or quote opened before it",
  "end of the stream or a document separator is expected":
    "indent this line like its neighbours, and quote a text that starts with a special sign",
  "tab characters must not be used in indentation": "use blanks",
  "unexpected end of the stream within a flow collection": 'close it with "]" or "}"',
  "unexpected end of the stream within a single quoted scalar": "close the quote",
  "unexpected end of the stream within a double quoted scalar": "close the quote",
  "unknown escape sequence": "write two backslashes to mean one, or use single quotes",
};

function withHint(reason: string): string {
  const hint = HINTS[reason];
  return hint === undefined ? reason : `${reason}; ${hint}`;
}
