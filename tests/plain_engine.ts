/**
 * A plain second implementation of the rules, written from their text: dates are texts, prices a
 * map, tables lists of rows, one day after the other.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { REFERENCE, type Rules } from "../src/inputs/rules.ts";
import type { Cell, Row } from "./engine/engine_rows.ts";
import { forwardSwap, valueES, valueNS } from "./plain_models.ts";

export const MS_PER_DAY = 86_400_000;
export const dayText = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export interface VolFields {
  readonly Source: string;
  readonly Ticker?: string;
  readonly Near?: string;
  readonly Far?: string;
}

export interface WorldAsset {
  readonly name: string;
  readonly components: readonly string[];
  readonly vol: VolFields | undefined;
  readonly hedge: Readonly<Record<string, string | number>> | undefined;
  readonly model: string;
}

export interface World {
  readonly assets: readonly WorldAsset[];
  /** `ticker|field|date` to price; NaN = written as NaN. */
  readonly prices: ReadonlyMap<string, number>;
  readonly year: number;
  /** `Underlying` and month to the day an override gives. */
  readonly overrides: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Normalized names to actual ones. */
  readonly chain: Readonly<Record<string, string>>;
  /** Rows of asset_continuity: the earlier asset, the later one, the day. */
  readonly continuity?: readonly (readonly [string, string, string])[];
  /** Left out = the reference's. */
  readonly rules?: Rules;
}

/** Python's int(): undefined = not an integer. */
function integer(text: string): number | undefined {
  const digits = text.trim().replace(/(?<=\d)_(?=\d)/g, "");
  return /^[+-]?[0-9]+$/.test(digits) ? parseInt(digits, 10) : undefined;
}

const byCodePoints = (a: string, b: string): number => {
  const [x, y] = [a, b].map((text) => Array.from(text, (c) => c.codePointAt(0)!));
  for (let i = 0; i < Math.min(x!.length, y!.length); i++) {
    if (x![i] !== y![i]) return x![i]! - y![i]!;
  }
  return x!.length - y!.length;
};

/** S-2, S-3: the five texts of each component. */
export function scheduleOf({ name, components }: WorldAsset): string[][] {
  if (components.length === 0) return [["", "", "", "", ""]];
  const md5 = createHash("md5").update(name, "utf8").digest("hex");
  const offset = parseInt(md5.slice(0, 8), 16) % 1000000 % 5 + 1;
  const stride = Math.floor(20 / (components.length + 1));
  return components.map((component, position) => {
    const [entry, expiry, weight] = component.split("_") as [string, string, string];
    // `1_0` in the generator is an offset, but an underscore splits the component first.
    const cut = (text: string) => {
      let n = 0;
      while (n < text.length && text[n]! >= "A" && text[n]! <= "Z") n++;
      return n === 0 ? [text, ""] : [text.slice(0, n), text.slice(n)];
    };
    const fix = (value: string) =>
      ["a", "b", "c", "d"].includes(value) ? String(position * stride + offset) : value;
    const [ntrc, ntrv] = cut(entry);
    const [xprc, xprv] = cut(expiry);
    return [ntrc!, fix(ntrv!), xprc!, fix(xprv!), weight];
  });
}

/** `YYYY-MM`, `lag` months before the given one. */
function monthBefore(year: number, month: number, lag: number): string {
  for (; lag > 0; lag--) [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
  return `${year}-${String(month).padStart(2, "0")}`;
}

/** The days of the months from `entry` to `expiry`. */
function daysBetween(entry: string, expiry: string): string[] {
  const days: string[] = [];
  for (let ms = Date.parse(`${entry}-01T00:00Z`); dayText(ms).slice(0, 7) <= expiry;) {
    days.push(dayText(ms));
    ms += MS_PER_DAY;
  }
  return days;
}

/** T-6, R-5: what a split ticker names in a month; undefined = nothing. */
function sideOf(ticker: string, month: string, current: boolean): string | undefined {
  if (!current) {
    const match = /^(.+):(\d{4}-\d{2}):(.+)$/.exec(ticker);
    if (!match) return ticker;
    return month === match[2] ? undefined : month < match[2]! ? match[1] : match[3];
  }
  const [first, ...switches] = ticker.split(/:(\d{4}-\d{2}):/);
  let name = first!;
  for (let i = 0; i < switches.length; i += 2) if (month >= switches[i]!) name = switches[i + 1]!;
  return name;
}

const held = new WeakMap<World["prices"], Set<string>>();

/** The series that the prices hold, as `ticker|field`. */
function seriesIn(prices: World["prices"]): Set<string> {
  let series = held.get(prices);
  if (!series) {
    series = new Set([...prices.keys()].map((key) => key.slice(0, key.lastIndexOf("|"))));
    held.set(prices, series);
  }
  return series;
}

/** T-3…T-13, R-4, R-5: [param, series] of each price column. */
function tickersOf(
  { vol, hedge }: WorldAsset,
  { year, chain, prices, rules = REFERENCE }: World,
  month: number,
  ntrc: string,
): [string, string][] {
  const rows: [string, string][] = [];
  const now = monthBefore(year, month, 0);
  const current = rules.set === "current";
  const stored = (name: string) => Object.keys(chain).find((key) => chain[key] === name) ?? name;
  const add = (param: string, ticker: string, field: string, splits: boolean) => {
    const name = splits ? sideOf(ticker, now, current) : ticker;
    if (name === undefined) return;
    if (!rows.some(([other]) => other === param)) rows.push([param, `${stored(name)}|${field}`]);
  };
  const text = (key: string) => String(hedge![key] ?? "");
  /** T-7: what comes before the year's digits, the year, what comes after. */
  const future = (between: string, digits: 2 | 4) => {
    const letter = text("fut_month_map")[month - 1]!;
    const later = letter < "FGHJKMNQUVXZ"[month - 1]! ? 1 : 0;
    const contractYear = year + Math.max(later, Number(text("min_year_offset")));
    const shown = String(contractYear).slice(-digits);
    return `${text("fut_code")}${between}${letter}${shown} ${text("market_code")}`;
  };
  const near = vol?.Near === "NONE" ? "" : vol?.Near ?? "";
  const far = vol?.Far === "NONE" || vol?.Far === near ? "" : vol?.Far ?? "";
  const series = ntrc === "N" ? near : ntrc === "F" ? far : "";
  if (current && vol?.Source === "BBG_LMEVOL" && hedge?.Source === "fut" && /^[NF]$/.test(ntrc)) {
    const names = [future("R", 4), future("R", 2)];
    const priced = names.find((name) => seriesIn(prices).has(`${stored(name)}|PX_LAST`));
    add("vol", priced ?? names[0]!, "PX_LAST", false);
  } else if (series !== "" && vol!.Source === "CV") add("vol", series, "none", false);
  else if (series !== "") add("vol", vol!.Ticker!, series, true);
  switch (hedge?.Source) {
    case "nonfut":
      add("hedge", text("Ticker"), text("Field"), true);
      break;
    case "cds":
      if (text("hedge") !== "") add("hedge", text("hedge"), "PX_LAST", true);
      if (text("hedge1") !== "") add("hedge1", text("hedge1"), "PX_LAST", true);
      break;
    case "calc":
      ["fsw0m", "fsw6m", "pva0m", "pva6m"].forEach((leg, i) =>
        add(`hedge${i || ""}`, `${text("ccy")}_${leg}_${text("tenor")}`, "", false)
      );
      break;
    case "fut":
      add("hedge", future("", 4), "PX_LAST", false);
      break;
    default:
      rows.push([String(hedge?.Source ?? ""), "|"]);
  }
  return rows;
}

/** */
function anchorOf(
  { overrides }: World,
  month: string,
  xprc: string,
  xprv: string,
  name: string,
): string | undefined {
  if (xprc === "OVERRIDE") {
    return Object.hasOwn(overrides, name) ? overrides[name]![month] : undefined;
  }
  const wanted: Record<string, number[]> = { W: [3], R: [4], F: [5], BD: [1, 2, 3, 4, 5] };
  const n = integer(xprv);
  if (n === undefined || n < 1) return undefined;
  const days = daysBetween(month, month).filter((day) =>
    (wanted[xprc] ?? []).includes(new Date(`${day}T00:00Z`).getUTCDay())
  );
  return days[n - 1];
}

/** whether the units of an asset's series cannot be those of R-2. */
function hasOddUnits({ vol, hedge }: WorldAsset, { prices }: World): boolean {
  if (hedge?.Source !== "calc") return false;
  const valuesOf = (series: string) =>
    new Map(
      [...prices].filter(([key, value]) => key.startsWith(`${series}|`) && !Number.isNaN(value))
        .map(([key, value]) => [key.slice(-10), value]),
    );
  const within = (low: number, high: number, values: Iterable<number>) => {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length / 2 - 0.5;
    const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
    return sorted.length === 0 || median >= low && median <= high;
  };
  const tenor = String(hedge.tenor);
  const [rates, annuities] = ["fsw0m", "pva0m"].map((leg) =>
    valuesOf(`${hedge.ccy}_${leg}_${tenor}|`)
  );
  const years = Number(tenor.split("_").at(-1));
  const both = [...rates!].flatMap(([day, rate]) =>
    annuities!.has(day) ? [rate * annuities!.get(day)!] : []
  );
  return !within(0, 0.25, [...rates!.values()].map(Math.abs)) || !within(-0.5, 1, both) ||
    !within(0.4, 1.1, [...annuities!.values()].map((annuity) => annuity / years)) ||
    [vol!.Near, vol!.Far].some((name) => !within(5, 400, valuesOf(`${name}|none`).values()));
}

/** whether another asset gives the straddles of that entry month. */
function onOtherSide(name: string, entryMonth: string, { continuity = [] }: World): boolean {
  return continuity.some(([earlier, later, day]) =>
    entryMonth < day.slice(0, 7) ? name === later : name === earlier
  );
}

/** Total variance linear between two maturities, flat outside; all in days. */
function markBetween(
  near: number | null,
  far: number | null,
  short: number,
  long: number,
  t: number,
) {
  if (t <= short) return near;
  if (t >= long) return far;
  if (near === null || far === null) return null;
  // What has no variance marks a day without a value.
  if (near <= 0 || far <= 0) return Math.min(near, far);
  const share = (t - short) / (long - short);
  return Math.sqrt(((1 - share) * near ** 2 * short + share * far ** 2 * long) / t);
}

/** puts marks in the place of the Far vols of an F straddle's rows. */
function markVols(
  { vol }: WorldAsset,
  rows: Record<string, Cell>[],
  hedges: readonly string[],
  nearOn: (date: string) => number | null,
  [before, anchor]: (string | undefined)[],
): void {
  if (vol!.Source !== "BBG") return;
  const [short, long] = [vol!.Near, vol!.Far].map((field) => Number(/^(\d+)DAY/.exec(field!)?.[1]));
  if (vol!.Near!.startsWith("1ST_MTH") && vol!.Far!.startsWith("2ND_MTH")) {
    // A month without an anchor ends with its last day.
    const roll = before ?? `${(rows.at(-1)!.date as string).slice(0, 7)}-01`;
    for (const row of rows) {
      if (row.date as string >= roll) row.vol = nearOn(row.date as string);
    }
  } else if (short! < long! && anchor !== undefined) {
    // On the expiry day Near alone counts, so that is the vol it is looked for with.
    const expiry = rows.find((row) =>
      row.date as string >= anchor && nearOn(row.date as string) !== null &&
      hedges.every((hedge) =>
        row[hedge] !== null
      )
    )?.date ?? anchor;
    for (const row of rows) {
      const t = (Date.parse(expiry as string) - Date.parse(row.date as string)) / MS_PER_DAY;
      row.vol = markBetween(nearOn(row.date as string), row.vol as number | null, short!, long!, t);
    }
  }
}

/** The daily table of one straddle, all days: sections 5, 6 and 7, R-2 to R-8. */
function straddleTable(
  asset: WorldAsset,
  month: number,
  [ntrc, ntrv, xprc, xprv, wgt]: string[],
  world: World,
): Record<string, Cell>[] {
  const { prices, year } = world;
  const lag = { N: 1, F: 2 }[ntrc!] ?? 0;
  const [entryMonth, expiryMonth] = [monthBefore(year, month, lag), monthBefore(year, month, 0)];
  const straddle = `|${entryMonth}|${expiryMonth}|${ntrc}|${ntrv}|${xprc}|${xprv}|${wgt}|`;
  const tickers = tickersOf(asset, world, month, ntrc!);
  const current = world.rules?.set === "current";
  if (tickers.length === 0) return [];
  if (current && onOtherSide(asset.name, entryMonth, world)) return [];
  const priceOf = (series: string, date: string) => {
    const price = prices.get(`${series}|${date}`);
    return price === undefined || Number.isNaN(price) ? null : price;
  };
  const rows = daysBetween(entryMonth, expiryMonth).map((date) => {
    const row: Record<string, Cell> = { asset: asset.name, straddle, date };
    for (const [param, series] of tickers) row[param] = priceOf(series, date);
    return { ...row, action: "-", model: asset.model } as Record<string, Cell>;
  });
  const hedges = tickers.map(([param]) => param).filter((param) => /^hedge\d*$/.test(param));
  const hasVol = tickers.some(([param]) => param === "vol");

  if (world.rules?.volMarks === "rolled" && ntrc === "F" && hasVol && hedges.length > 0) {
    const near = tickersOf(asset, world, month, "N").find(([param]) => param === "vol");
    if (near) {
      const anchors = [monthBefore(year, month, 1), expiryMonth].map((text) =>
        anchorOf(world, text, xprc!, xprv!, asset.name)
      );
      markVols(asset, rows, hedges, (date) => priceOf(near[1], date), anchors);
    }
  }
  let entry = -1, expiry = -1;
  if (hasVol && hedges.length > 0 && ["F", "R", "W", "BD", "OVERRIDE"].includes(xprc!)) {
    const good = (row: Record<string, Cell>) =>
      ["vol", ...hedges].every((param) => row[param] !== null);
    const inMonth = (row: Record<string, Cell>, text: string) =>
      (row.date as string).startsWith(text);
    const entryAnchor = anchorOf(world, entryMonth, xprc!, xprv!, asset.name);
    const offset = ntrv === "" ? 0 : integer(ntrv!);
    if (entryAnchor !== undefined && offset !== undefined) {
      const target = dayText(Date.parse(`${entryAnchor}T00:00Z`) + offset * MS_PER_DAY);
      entry = rows.findIndex((row) =>
        inMonth(row, entryMonth) && good(row) && (row.date as string) >= target
      );
      if (entry < 0) entry = rows.findLastIndex((row) => inMonth(row, entryMonth) && good(row));
    }
    const expiryAnchor = anchorOf(world, expiryMonth, xprc!, xprv!, asset.name);
    if (expiryAnchor !== undefined) {
      expiry = rows.findIndex((row) =>
        inMonth(row, expiryMonth) && good(row) && (row.date as string) >= expiryAnchor
      );
    }
  }
  if (entry >= 0) rows[entry]!.action = "ntry";
  if (expiry >= 0) rows[expiry]!.action = "xpry";
  if (entry === expiry) entry = -1;
  rows.forEach((row, r) => {
    const shown = entry >= 0 && r >= entry && (expiry < 0 || r <= expiry);
    row.strike_vol = shown ? rows[entry]!.vol! : null;
    hedges.forEach((hedge, j) => {
      row[j === 0 ? "strike" : `strike${j}`] = shown ? rows[entry]![hedge]! : null;
    });
    row.expiry = shown && expiry >= 0 ? rows[expiry]!.date! : null;
    for (const column of ["mv", "delta", "opnl", "hpnl", "pnl"]) row[column] = null;
  });
  if (entry < 0 || expiry < 0) return rows;

  const isNS = asset.model === "NS";
  const valued = ["ES", "CDS_ES", ...current ? ["NS"] : []].includes(asset.model) &&
    !(current && isNS && hasOddUnits(asset, world));
  const last: Record<string, number | null> = {};
  let strike = NaN;
  let previous: { mv: number | null; delta: number | null; hedge: number | null } | undefined;
  for (let r = entry; r <= expiry; r++) {
    const row = rows[r]!;
    const t = expiry - r;
    for (const param of ["vol", ...hedges]) {
      last[param] = (row[param] ?? last[param] ?? null) as number | null;
    }
    // What the hedge is held in: a price, or the forward swap rate.
    const forward = isNS ? forwardSwap(last, t) : null;
    const held = isNS ? forward?.F ?? null : last.hedge ?? null;
    if (r === entry) strike = isNS ? forward?.F ?? NaN : row.strike as number;
    const value = valued ? (isNS ? valueNS : valueES)(last, strike, t) : undefined;
    const { mv, delta } = value ?? { mv: null, delta: null };
    let opnl: number | null = 0, hpnl: number | null = 0, pnl: number | null = 0;
    if (previous) {
      opnl = mv === null || previous.mv === null ? null : mv - previous.mv;
      hpnl = previous.delta === null || held === null || previous.hedge === null || !isNS && !strike
        ? null
        : isNS
        ? -previous.delta * forward!.A * (held - previous.hedge)
        : -previous.delta * (held - previous.hedge) / strike;
      // a day without a value has no P&L; that of the next one spans it.
      if (current && mv === null) hpnl = null;
      pnl = opnl === null || hpnl === null ? null : opnl + hpnl;
    }
    Object.assign(row, { mv, delta, opnl, hpnl, pnl });
    if (!current || mv !== null || !previous) previous = { mv, delta, hedge: held };
  }
  return rows;
}

/** All rows of a world, sorted (B-7). */
export function plainRows(world: World): Record<string, Cell>[] {
  const rows = world.assets.flatMap((asset) => {
    const schedule = scheduleOf(asset);
    return Array.from({ length: 12 }, (_, m) => m + 1).flatMap((month) =>
      schedule.flatMap((row) => straddleTable(asset, month, row, world))
    );
  });
  const [asset, straddle, date] = ["asset", "straddle", "date"] as const;
  return rows.sort((a, b) =>
    byCodePoints(a[asset] as string, b[asset] as string) ||
    byCodePoints(a[straddle] as string, b[straddle] as string) ||
    byCodePoints(a[date] as string, b[date] as string)
  );
}

/**
 * The same cells: texts exactly, numbers to 1e-12 of the largest value that went into them, which is
 * 1 unless prices leap by powers of ten from one day to the next.
 */
export function assertSameRows(
  ours: readonly Row[],
  plain: readonly Readonly<Record<string, Cell>>[],
): void {
  assert.equal(ours.length, plain.length, "number of rows");
  const largest = new Map<Cell | undefined, number>();
  for (const row of plain) {
    const name = `${row.asset}${row.straddle}`;
    const parts = [row.mv, row.opnl, row.hpnl].map((value) => Math.abs(Number(value)));
    largest.set(name, Math.max(largest.get(name) ?? 1, ...parts.filter(Number.isFinite)));
  }
  ours.forEach((row, r) => {
    const scale = largest.get(`${plain[r]!.asset}${plain[r]!.straddle}`)!;
    for (const column of Object.keys(row)) {
      const a = row[column]!;
      const b = plain[r]![column] ?? null;
      if (a === b) continue;
      const near = typeof a === "number" && typeof b === "number" &&
        Math.abs(a - b) <= 1e-12 * Math.max(scale, Math.abs(b));
      if (!near) assert.fail(`${row.asset} ${row.straddle} ${row.date} ${column}: ${a}, not ${b}`);
    }
  });
}
