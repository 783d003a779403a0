/** The output formats by name; each is loaded when it is first needed. */
import type { Format } from "./format.ts";

export const FORMAT_NAMES = ["table", "tsv", "csv", "json", "ndjson", "parquet"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** Loads a format's module when it is first needed, so that a TSV run never pays for Parquet. */
export async function loadFormat(name: FormatName): Promise<Format> {
  switch (name) {
    case "table":
      return (await import("./table.ts")).table;
    case "tsv":
      return (await import("./delimited.ts")).tsv;
    case "csv":
      return (await import("./delimited.ts")).csv;
    case "json":
      return (await import("./json.ts")).json;
    case "ndjson":
      return (await import("./json.ts")).ndjson;
    case "parquet":
      return (await import("./parquet/parquet.ts")).parquet;
  }
}

/** Formats by the endings of files. */
const ENDINGS: Readonly<Record<string, FormatName>> = {
  txt: "table",
  tsv: "tsv",
  csv: "csv",
  json: "json",
  ndjson: "ndjson",
  jsonl: "ndjson",
  parquet: "parquet",
  pq: "parquet",
};

/** The format that a file's name asks for by its ending; undefined = none of ours. */
export function formatOfName(path: string): FormatName | undefined {
  const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
}
