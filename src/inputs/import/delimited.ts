/** CSV and its kin: commas, semicolons, tabs or bars, quoted fields, any line ends; streamed. */
import Papa from "papaparse";
import { inputError } from "../../base/errors.ts";
import type { TextPieces } from "./bytes.ts";
import type { Batch, Table } from "./cell.ts";

/** In order of preference: who has tabs or semicolons may need commas for decimals. */
const DELIMITERS = ["\t", ";", "|", ","] as const;
const NAMES: Readonly<Record<string, string>> = { "\t": "tabs" };

/** The parser of papaparse that takes a text piece by piece; its types leave it out. */
interface PieceParser {
  parse(text: string, baseIndex: number, ignoreLastRow: boolean): {
    readonly data: string[][];
    readonly errors: readonly { readonly message: string; readonly row?: number }[];
    readonly meta: { readonly cursor: number };
  };
}
const { Parser } = Papa as unknown as {
  Parser: new (config: Readonly<Record<string, unknown>>) => PieceParser;
};

/** A row is a line or two; so long a text without an end has a quote that nobody closes. */
const LONGEST_ROW = 1 << 24;

/** The rows of a text whose cells are parted by one sign. Throws exit-3 errors for broken quotes. */
export async function delimitedTable(text: TextPieces): Promise<Table> {
  const pieces = lines(text);
  const { value: head } = await pieces.next();
  const named = /^"?sep=(.)"?\n/i.exec(head ?? "")?.[1];
  const delimiter = named ?? delimiterOf(head ?? "");
  return {
    get form() {
      const name = NAMES[delimiter] ?? `"${delimiter}"`;
      return `text with ${name}, ${text.encoding.replace(/[LB]E$/, "")}`;
    },
    semicolons: delimiter === ";",
    batches: rows(text.path, delimiter, head ?? "", pieces, named !== undefined),
  };
}

async function* rows(
  path: string,
  delimiter: string,
  head: string,
  pieces: AsyncGenerator<string>,
  skipsFirst: boolean,
): AsyncGenerator<Batch> {
  const parser = new Parser({ delimiter, newline: "\n" });
  let text = head;
  let first = 1;
  for (let ended = false; !ended;) {
    const next = await pieces.next();
    ended = next.done === true;
    const { data, errors, meta } = parser.parse(text, 0, !ended);
    const broken = errors[0];
    if (broken) {
      throw inputError(
        `Cannot read "${path}": row ${first + (broken.row ?? 0)}: ${broken.message.toLowerCase()}`,
      );
    }
    if (skipsFirst && data.length > 0) {
      data.shift();
      first++;
      skipsFirst = false;
    }
    if (data.length > 0) yield { rows: data, first };
    first += data.length;
    const rest = text.slice(meta.cursor);
    if (rest.length > LONGEST_ROW) {
      throw inputError(`Cannot read "${path}": row ${first}: a quote is never closed`);
    }
    text = ended ? "" : rest + next.value;
  }
}

/** Pieces of text whose lines all end with a line feed alone, and none of which is empty. */
async function* lines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let held = "";
  for await (const next of text) {
    let piece = held + next;
    // The other half of a line end may come with the next piece.
    held = piece.endsWith("\r") ? "\r" : "";
    if (held) piece = piece.slice(0, -1);
    if (piece === "") continue;
    yield piece.includes("\r") ? piece.replace(/\r\n?/g, "\n") : piece;
  }
  if (held) yield "\n";
}

const SAMPLE_LINES = 100;

/** The sign that parts most of the first lines into as many cells as each other. */
function delimiterOf(head: string): string {
  const sample = head.replace(/"[^"]*"/g, "").split("\n", SAMPLE_LINES + 1).slice(0, SAMPLE_LINES)
    .filter((line) => line.trim() !== "");
  let best = ",", most = 0;
  for (const delimiter of DELIMITERS) {
    const counts = new Map<number, number>();
    for (const line of sample) {
      const cells = line.split(delimiter).length;
      if (cells > 1) counts.set(cells, (counts.get(cells) ?? 0) + 1);
    }
    const agreeing = Math.max(0, ...counts.values());
    if (agreeing > most) [best, most] = [delimiter, agreeing];
  }
  return best;
}
