/** What people and vendors call the columns of a price table. */

/** The four things a price is made of. */
export type Role = "ticker" | "field" | "date" | "value";

export const ROLES = ["ticker", "field", "date", "value"] as const;

/** Common names of each role's column, the likeliest first, as `plainName` has them. */
const KNOWN: Readonly<Record<Role, readonly string[]>> = {
  date: (
    "date dates day tradedate tradingdate tradingday pricedate pricingdate valuedate asofdate asof " +
    "businessdate obsdate observationdate datum fecha data timestamp datetime time period " +
    "indexlevel0 unnamed0"
  ).split(" "),
  ticker: (
    "ticker tickers security securities symbol symbols instrument instruments securityid " +
    "securityname bbgticker bloombergticker tickersymbol ric contract identifier id"
  ).split(" "),
  field: "field fields fieldname fieldid fld mnemonic datafield item measure variable".split(" "),
  value: "value values val fieldvalue datavalue".split(" "),
};

/** Names under which people keep the day's closing price, and the field that it is. */
const CLOSES: ReadonlySet<string> = new Set(
  ("pxlast close closing closeprice closingprice last lastprice lastpx price px settle settlement " +
    "settleprice settlementprice kurs schlusskurs").split(" "),
);
const OTHER_FIELDS: Readonly<Record<string, string>> = {
  open: "PX_OPEN",
  openprice: "PX_OPEN",
  openingprice: "PX_OPEN",
  high: "PX_HIGH",
  low: "PX_LOW",
  volume: "PX_VOLUME",
};

/** Mnemonics as vendors write them: `PX_LAST`, `OPT_IMP_VOL_30D`. */
const MNEMONIC = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;
/** The last word of a Bloomberg ticker. */
const YELLOW_KEY = /\s(comdty|curncy|equity|index|corp|govt|mtge|muni|pfd|m-mkt)$/i;

/** A column's name without case, blanks and signs. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** How likely a name is that of a role's column: 0 = the likeliest; undefined = not at all. */
export function rankOf(role: Role, name: string): number | undefined {
  const plain = plainName(name);
  const rank = KNOWN[role].indexOf(plain);
  if (rank >= 0) return rank;
  return role === "value" && CLOSES.has(plain) ? KNOWN.value.length : undefined;
}

export function knownNames(role: Role): readonly string[] {
  return KNOWN[role];
}

/** The field that a column of values is: PX_LAST for `Close`; undefined = the name tells none. */
export function fieldOf(name: string): string | undefined {
  const plain = plainName(name);
  if (CLOSES.has(plain)) return "PX_LAST";
  if (Object.hasOwn(OTHER_FIELDS, plain)) return OTHER_FIELDS[plain];
  return MNEMONIC.test(name.trim()) ? name.trim() : undefined;
}

export function isTicker(name: string): boolean {
  return YELLOW_KEY.test(name.trim());
}

/**
 * The ticker that a file's name is: without folder and endings; `CL1_Comdty` is `CL1 Comdty`, since
 * file names are often made without blanks.
 */
export function tickerOfFile(path: string): string {
  const name = path.replace(/^.*[\\/]/, "")
    .replace(/\.gz$/i, "").replace(/\.[a-z]+$/i, "").trim();
  const blank = name.replaceAll("_", " ");
  return isTicker(blank) ? blank : name;
}
