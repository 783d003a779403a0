/** The same prices in many forms, as people and programs write them. */
import { gzipSync } from "node:zlib";
import { dayOf, parseDay } from "../../../src/base/calendar.ts";
import type { ImportRequest } from "../../../src/inputs/import/import.ts";
import { type SheetCell, workbook } from "./zip.ts";

export interface Price {
  readonly ticker: string;
  readonly field: string;
  readonly date: string;
  readonly value: number;
}

type Content = string | Uint8Array<ArrayBuffer>;

export interface Form {
  readonly name: string;
  /** Which of the prices it can hold: all, those of a field with a name, or one field's. */
  readonly holds: "all" | "named" | "PX_LAST";
  /** The files by name, in the order they are given; a query is for DuckDB, to write as Parquet. */
  readonly files: Readonly<Record<string, Content | { readonly query: string }>>;
  readonly columns?: ImportRequest["columns"];
  readonly dates?: ImportRequest["dates"];
  readonly zone?: string;
}

const encoder = new TextEncoder();

function parts(date: string) {
  const [y, m, d] = date.split("-") as [string, string, string];
  return { y, m, d, M: +m, D: +d, yy: y.slice(2), Mon: MONTHS[+m - 1]! };
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Days since 1899-12-30, as Excel counts. */
function serial(date: string): number {
  return parseDay(date)! - dayOf(1899, 12, 30);
}

function comma(value: number): string {
  return String(value).replace(".", ",");
}

/** `1.234,5` of a number that is made larger, so that it has thousands. */
function grouped(value: number, thousands: string, decimal: string): string {
  const [whole, decimals] = String(value).split(".") as [string, string | undefined];
  const text = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return decimals === undefined ? text : `${text}${decimal}${decimals}`;
}

interface Dialect {
  readonly header?: readonly string[];
  readonly mark?: string;
  readonly end?: string;
  readonly date?: (date: string) => string;
  readonly value?: (value: number) => string;
  readonly quote?: boolean;
  readonly order?: readonly (keyof Price)[];
}

/** A row a price. */
function long(prices: readonly Price[], dialect: Dialect = {}): string {
  const {
    header = ["ticker", "field", "date", "value"],
    mark = ",",
    end = "\n",
    quote = false,
    date = String,
    value = String,
    order = ["ticker", "field", "date", "value"],
  } = dialect;
  const cell = (text: string) => quote ? `"${text.replaceAll('"', '""')}"` : text;
  const line = (cells: readonly string[]) => `${cells.map(cell).join(mark)}${end}`;
  const textOf = (price: Price) => ({
    ...price,
    date: date(price.date),
    value: value(price.value),
  });
  return line(header) + prices.map((price) => {
    const texts = textOf(price);
    return line(order.map((name) => texts[name]));
  }).join("");
}

/** A row a day (and what `rowKey` adds), a column each of what `columnKey` says. */
function pivot(
  prices: readonly Price[],
  rowKey: (price: Price) => readonly string[],
  columnKey: (price: Price) => string,
) {
  const columns = [...new Set(prices.map(columnKey))];
  const rows = new Map<string, { readonly key: readonly string[]; cells: (number | null)[] }>();
  for (const price of prices) {
    const key = rowKey(price);
    const row = rows.get(key.join("\t")) ?? { key, cells: columns.map(() => null) };
    row.cells[columns.indexOf(columnKey(price))] = price.value;
    rows.set(key.join("\t"), row);
  }
  return { columns, rows: [...rows.values()] };
}

function utf16(text: string, bigEndian: boolean, mark: boolean): Uint8Array<ArrayBuffer> {
  const whole = mark ? `\ufeff${text}` : text;
  const view = new DataView(new ArrayBuffer(2 * whole.length));
  for (let i = 0; i < whole.length; i++) view.setUint16(2 * i, whole.charCodeAt(i), !bigEndian);
  return new Uint8Array(view.buffer);
}

function latin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

/** Every form of the given prices; `source` is the Parquet file that holds them, in SQL. */
export function forms(all: readonly Price[], source: string): Form[] {
  const named = all.filter(({ field }) => field !== "none");
  const last = all.filter(({ field }) => field === "PX_LAST");
  const half = all.length >> 1;
  const csv = long(all);
  const vendor = ["Date", "Security", "Field", "PX_LAST"];
  const dateFirst = ["date", "ticker", "field", "value"] as const;
  const german = {
    header: ["Datum", "Security", "Field", "Kurs"],
    ...{ mark: ";", order: dateFirst, value: comma },
    date: (date: string) => (({ d, m, y }) => `${d}.${m}.${y}`)(parts(date)),
  };
  const dated = (name: string, date: (p: ReturnType<typeof parts>) => string): Form => ({
    name: `dates ${name}`,
    holds: "all",
    files: { "p.csv": long(all, { date: (text) => date(parts(text)) }) },
  });
  const byDay = pivot(last, ({ date }) => [date], ({ ticker }) => ticker);
  const byTicker = pivot(named, ({ date, ticker }) => [date, ticker], ({ field }) => field);
  const byDayCsv = [
    ["Date", ...byDay.columns].join(","),
    ...byDay.rows.map(({ key, cells }) => [...key, ...cells].join(",")),
  ];
  const byTickerCsv = [
    ["Date", "Ticker", ...byTicker.columns].join(","),
    ...byTicker.rows.map(({ key, cells }) =>
      [...key, ...cells.map((cell) => cell ?? "#N/A N/A")].join(",")
    ),
  ];
  const wide = { wide: true, field: "PX_LAST" };
  const objects = (prices: readonly Price[]) =>
    prices.map((price) => `${JSON.stringify(price)}\n`).join("");
  const sheet = (date: (text: string) => SheetCell): SheetCell[][] => [
    ["Ticker", "Field", "Date", "Value"],
    ...all.map(({ ticker, field, date: text, value }) => [ticker, field, date(text), value]),
  ];
  const tickers = [...new Set(all.map(({ ticker }) => `'${ticker}'`))].join(", ");
  const parquet = (name: string, query: string): Form => ({
    name: `Parquet ${name}`,
    holds: "all",
    files: { "p.parquet": { query } },
  });
  return [
    { name: "CSV", holds: "all", files: { "p.csv": csv } },
    {
      name: "CSV, CR LF and a byte-order mark",
      holds: "all",
      files: {
        "p.csv": `\ufeff${long(all, { end: "\r\n" })}`,
      },
    },
    {
      name: "CSV, old Mac's line ends",
      holds: "all",
      files: { "p.csv": long(all, { end: "\r" }) },
    },
    { name: "CSV, quoted", holds: "all", files: { "p.csv": long(all, { quote: true }) } },
    {
      name: "CSV, a vendor's names",
      holds: "all",
      files: {
        "p.csv": long(all, { header: vendor, order: dateFirst }),
      },
    },
    {
      name: "CSV, columns named by the user",
      holds: "all",
      files: {
        "p.csv": long(all, { header: ["a", "b", "c", "d"] }),
      },
      columns: { ticker: "a", field: "B", date: "c", value: "d" },
    },
    { name: "CSV, newest first", holds: "all", files: { "p.csv": long(all.toReversed()) } },
    {
      name: "CSV, a title above the header, a note below",
      holds: "all",
      files: {
        "p.csv": `Prices for the desk\n\n${csv}\n,,Source: the vendor,\n`,
      },
    },
    {
      name: "CSV, blank rows and blanks around names",
      holds: "all",
      files: {
        "p.csv": long(all.map((price) => ({ ...price, ticker: ` ${price.ticker}\u00a0` })))
          .replace(/\n(?=.*2023-05)/g, "\n,,,\n\n"),
      },
    },
    { name: "CSV.gz", holds: "all", files: { "p.csv.gz": new Uint8Array(gzipSync(csv)) } },
    {
      name: "CSV.gz, of two members, one inside a row",
      holds: "all",
      files: {
        "p.csv.gz": new Uint8Array([
          ...gzipSync(csv.slice(0, 40_001)),
          ...gzipSync(csv.slice(40_001)),
        ]),
      },
    },
    { name: "TSV", holds: "all", files: { "p.tsv": long(all, { mark: "\t" }) } },
    { name: "bars", holds: "all", files: { "p.txt": long(all, { mark: "|" }) } },
    {
      name: "sep= line of Excel",
      holds: "all",
      files: {
        "p.csv": `sep=;\r\n${long(all, { mark: ";", end: "\r\n" })}`,
      },
    },
    {
      name: "semicolons, d.m.y, decimal commas",
      holds: "all",
      files: { "p.csv": long(all, german) },
    },
    {
      name: "UTF-16 with tabs, as Excel's Unicode text",
      holds: "all",
      files: {
        "p.txt": utf16(long(all, { mark: "\t", end: "\r\n" }), false, true),
      },
    },
    { name: "UTF-16, big end first", holds: "all", files: { "p.csv": utf16(csv, true, true) } },
    { name: "UTF-16 without a mark", holds: "all", files: { "p.csv": utf16(csv, false, false) } },
    {
      name: "Windows-1252, thousands parted by no-break blanks",
      holds: "all",
      files: {
        "p.csv": latin1(long(all, {
          header: ["Ticker", "Field", "Date", "W\u00e4rt"],
          mark: ";",
          value: (value) => grouped(value, "\u00a0", ","),
        })),
      },
      columns: { value: "W\u00e4rt" },
    },
    dated("y/m/d", ({ y, m, d }) => `${y}/${m}/${d}`),
    dated("yyyymmdd", ({ y, m, d }) => `${y}${m}${d}`),
    dated("d/m/y", ({ y, m, d }) => `${d}/${m}/${y}`),
    dated("d/m/yy without zeros", ({ yy, M, D }) => `${D}/${M}/${yy}`),
    dated("m/d/y", ({ y, m, d }) => `${m}/${d}/${y}`),
    dated("m/d/yy without zeros", ({ yy, M, D }) => `${M}/${D}/${yy}`),
    dated("d-Mon-yy", ({ yy, D, Mon }) => `${D}-${Mon}-${yy}`),
    dated("dd Mon yyyy", ({ y, d, Mon }) => `${d} ${Mon.toUpperCase()} ${y}`),
    dated("with midnight", ({ y, m, d }) => `${d}/${m}/${y} 00:00:00`),
    dated("ISO with T and Z", ({ y, m, d }) => `${y}-${m}-${d}T00:00:00.000Z`),
    {
      name: "dates d/m/y, read day first though they could be either",
      holds: "all",
      files: {
        "1.csv": long(all.slice(0, 12), {
          date: (t) => (({ y, m, d }) => `${d}/${m}/${y}`)(parts(t)),
        }),
        "2.csv": long(all.slice(12), {
          date: (t) => (({ y, m, d }) => `${d}/${m}/${y}`)(parts(t)),
        }),
      },
    },
    {
      name: "dates yy-mm-dd, as told",
      holds: "all",
      dates: "ymd",
      files: {
        "p.csv": long(all, { date: (text) => text.slice(2) }),
      },
    },
    {
      name: "dates as Excel's serial numbers",
      holds: "all",
      files: {
        "p.csv": long(all, { date: (text) => String(serial(text)) }),
      },
    },
    {
      name: "dates as serial numbers since 1904, as told",
      holds: "all",
      dates: "1904",
      files: {
        "p.csv": long(all, { date: (text) => String(serial(text) - 1462) }),
      },
    },
    {
      name: "stamps of Berlin's midnights, put right",
      holds: "all",
      zone: "Europe/Berlin",
      files: {
        "p.csv": long(all, {
          date: (text) => {
            const midnight = new Date(`${text}T00:00:00Z`).getTime();
            // Summer time ends on 2022-10-30, 2023-10-29, 2024-10-27; begins on 2023-03-26, 2024-03-31.
            const isSummer = text <= "2022-10-30" ||
              (text > "2023-03-26" && text <= "2023-10-29") ||
              (text > "2024-03-31" && text <= "2024-10-27");
            return new Date(midnight - (isSummer ? 2 : 1) * 3_600_000).toISOString();
          },
        }),
      },
    },
    {
      name: "numbers with thousands",
      holds: "all",
      files: {
        "p.csv": long(all, { quote: true, value: (value) => `${grouped(value, ",", ".")} ` }),
      },
    },
    {
      name: "numbers in scientific form, with plus signs",
      holds: "all",
      files: {
        "p.csv": long(all, { value: (value) => `+${value.toExponential()}` }),
      },
    },
    {
      name: "two files in other forms each",
      holds: "all",
      files: {
        "1.csv": long(all.slice(0, half), german),
        "2.csv": long(all.slice(half), { header: vendor, order: dateFirst }),
      },
    },
    {
      name: "one file twice, under two names",
      holds: "all",
      files: { "1.csv": csv, "2.csv": csv },
    },
    { name: "NDJSON", holds: "all", files: { "p.ndjson": objects(all) } },
    {
      name: "NDJSON, NaN and null among the values",
      holds: "all",
      files: {
        "p.ndjson": objects(all) +
          '{"ticker":"X","field":"F","date":"2024-01-05","value":NaN}\n' +
          '{"ticker":"X","field":"F","date":"2024-01-08","value":null}\n',
      },
    },
    {
      name: "NDJSON with milliseconds since 1970",
      holds: "all",
      files: {
        "p.jsonl": objects(all).replace(
          /"date":"([^"]+)"/g,
          (_, date: string) => `"date":${Date.parse(`${date}T00:00Z`)}`,
        ),
      },
    },
    parquet("long", `FROM ${source}`),
    parquet(
      "with TIMESTAMP and DECIMAL",
      `SELECT ticker, field, date::TIMESTAMP AS "Date",
       value::DECIMAL(18, 6) AS "VALUE" FROM ${source}`,
    ),
    parquet(
      "with TIMESTAMPTZ and ENUM",
      `SELECT ticker::ENUM(${tickers}) AS ticker, field,
         date::TIMESTAMP AT TIME ZONE 'UTC' AS date, value FROM ${source}`,
    ),
    parquet(
      "of texts",
      `SELECT ticker, field, strftime(date, '%d/%m/%Y') AS date,
       replace(value::VARCHAR, '.', ',') AS value FROM ${source}`,
    ),
    {
      name: "xlsx, days, shared texts",
      holds: "all",
      files: {
        "p.xlsx": workbook(sheet((text) => ({ serial: serial(text) }))),
      },
    },
    {
      name: "xlsx, days, inline texts, 1904",
      holds: "all",
      files: {
        "p.xlsx": workbook(sheet((text) => ({ serial: serial(text) - 1462 })), {
          ...{ date1904: true, inline: true },
        }),
      },
    },
    {
      name: "xlsx, serial numbers without a format",
      holds: "all",
      files: {
        "p.xlsx": workbook(sheet(serial)),
      },
    },
    {
      name: "xlsx, dates as texts",
      holds: "all",
      files: {
        "p.xlsx": workbook(sheet((text) => (({ y, m, d }) => `${d}.${m}.${y}`)(parts(text)))),
      },
    },
    {
      name: "xlsx, a field a column, errors in cells",
      holds: "named",
      files: {
        "p.xlsx": workbook([
          ["Date", "Security", ...byTicker.columns],
          ...byTicker.rows.map(({ key, cells }): SheetCell[] => [
            ...[{ serial: serial(key[0]!) }, key[1]!],
            ...cells.map((cell) => cell ?? { error: "#N/A" }),
          ]),
        ]),
      },
    },
    { name: "a field a column", holds: "named", files: { "p.csv": `${byTickerCsv.join("\n")}\n` } },
    {
      name: "a field a column, NDJSON whose keys come up late",
      holds: "named",
      files: {
        "p.ndjson": named.map(({ ticker, field, date, value }) =>
          `${JSON.stringify({ date, ticker, [field]: value })}\n`
        ).join(""),
      },
    },
    {
      name: "a ticker a column",
      holds: "PX_LAST",
      columns: wide,
      files: {
        "p.csv": byDayCsv.join("\n"),
      },
    },
    {
      name: "a ticker a column, the first cell empty",
      holds: "PX_LAST",
      columns: wide,
      files: {
        "p.csv": byDayCsv.join("\n").replace(/^Date/, ""),
      },
    },
    {
      name: "a ticker a column, Parquet",
      holds: "PX_LAST",
      columns: wide,
      files: {
        "p.parquet": {
          query: `PIVOT (SELECT date AS __index_level_0__, ticker, value FROM ${source}
                       WHERE field = 'PX_LAST') ON ticker USING first(value)`,
        },
      },
    },
    {
      name: "tickers above a header of fields",
      holds: "named",
      files: {
        "p.csv": twoHeaders(named),
      },
    },
    {
      name: "one file a ticker and field",
      holds: "PX_LAST",
      files: Object.fromEntries(
        byDay.columns.map((ticker) => [
          `${ticker}.csv`,
          long(last.filter((price) => price.ticker === ticker), {
            ...{ header: ["Date", "Close"], order: ["date", "value"] },
          }),
        ]),
      ),
    },
    {
      name: "one file a ticker, a field a column",
      holds: "named",
      files: Object.fromEntries(
        [...new Set(named.map(({ ticker }) => ticker))].map((ticker) => {
          const own = pivot(
            named.filter((price) => price.ticker === ticker),
            ({ date }) => [date],
            ({ field }) => field,
          );
          const rows = own.rows.map(({ key, cells }) => [...key, ...cells].join(";"));
          const header = ["Date", ...own.columns, "VOLUME_NOTE"].join(";");
          return [`${ticker}.csv`, [header, ...rows.map((row) => `${row};n/a`)].join("\r\n")];
        }),
      ),
    },
  ];
}

/** Tickers in one row, fields in the next, each ticker once for all its columns. */
function twoHeaders(prices: readonly Price[]): Uint8Array<ArrayBuffer> {
  const { columns, rows } = pivot(
    prices,
    ({ date }) => [date],
    ({ ticker, field }) => `${ticker}\t${field}`,
  );
  const pairs = columns.map((name) => name.split("\t") as [string, string]);
  const above = pairs.map(([ticker], i) => ticker === pairs[i - 1]?.[0] ? "" : ticker);
  const lines = [
    ["", ...above],
    ["Dates", ...pairs.map(([, field]) => field)],
    ...rows.map(({ key, cells }) => [...key, ...cells.map((cell) => cell ?? "")]),
  ];
  return encoder.encode(lines.map((line) => line.join(",")).join("\n"));
}
