/**
 * A plain second implementation of SPEC sections 3 to 7, written from the text: dates are texts,
 * prices a map, tables lists of rows, one day after the other.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Cell, Row } from "./engine/engine_rows.ts";

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

/** T-3…T-13: [param, series] of each price column. */
function tickersOf(
  { vol, hedge }: WorldAsset,
  { year, chain }: World,
  month: number,
  ntrc: string,
): [string, string][] {
  const rows: [string, string][] = [];
  const now = monthBefore(year, month, 0);
  const add = (param: string, ticker: string, field: string, splits: boolean) => {
    const match = splits ? /^(.+):(\d{4}-\d{2}):(.+)$/.exec(ticker) : null;
    if (match && now === match[2]) return;
    const name = match ? (now < match[2]! ? match[1]! : match[3]!) : ticker;
    const normalized = Object.keys(chain).find((key) => chain[key] === name) ?? name;
    if (!rows.some(([other]) => other === param)) rows.push([param, `${normalized}|${field}`]);
  };
  const near = vol?.Near === "NONE" ? "" : vol?.Near ?? "";
  const far = vol?.Far === "NONE" || vol?.Far === near ? "" : vol?.Far ?? "";
  const series = ntrc === "N" ? near : ntrc === "F" ? far : "";
  if (series !== "" && vol!.Source === "CV") add("vol", series, "none", false);
  else if (series !== "") add("vol", vol!.Ticker!, series, true);
  const text = (key: string) => String(hedge![key] ?? "");
  switch (hedge?.Source) {
    case "nonfut":
      add("hedge", text("Ticker"), text("Field"), true);
      break;
    case "cds":
      if (text("hedge") !== "") add("hedge", text("hedge"), "PX_LAST", true);
      if (text("hedge1") !== "") add("hedge1", text("hedge1"), "PX_LAST", true);
      break;
    case "calc":
      add("hedge", "E_fsw0m_5", "", false);
      add("hedge1", "E_fsw6m_5", "", false);
      add("hedge2", "E_pva0m_5", "", false);
      add("hedge3", "E_pva6m_5", "", false);
      break;
    case "fut": {
      const letter = text("fut_month_map")[month - 1]!;
      const later = letter < "FGHJKMNQUVXZ"[month - 1]! ? 1 : 0;
      const contractYear = year + Math.max(later, Number(text("min_year_offset")));
      add(
        "hedge",
        `${text("fut_code")}${letter}${contractYear} ${text("market_code")}`,
        "PX_LAST",
        false,
      );
      break;
    }
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

/** erf by its series with positive terms only (DLMF 7.6.2). */
function seriesErf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}

const Phi = (z: number) => (1 + seriesErf(z / Math.SQRT2)) / 2;

/** The daily table of one straddle, all days: sections 5, 6 and 7. */
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
  if (tickers.length === 0) return [];
  const rows = daysBetween(entryMonth, expiryMonth).map((date) => {
    const row: Record<string, Cell> = { asset: asset.name, straddle, date };
    for (const [param, series] of tickers) {
      const price = prices.get(`${series}|${date}`);
      row[param] = price === undefined || Number.isNaN(price) ? null : price;
    }
    return { ...row, action: "-", model: asset.model } as Record<string, Cell>;
  });
  const hedges = tickers.map(([param]) => param).filter((param) => /^hedge\d*$/.test(param));
  const hasVol = tickers.some(([param]) => param === "vol");

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

  const last: Record<string, Cell> = {};
  let previous: { mv: number | null; delta: number | null; hedge: Cell } | undefined;
  for (let r = entry; r <= expiry; r++) {
    const row = rows[r]!;
    for (const param of ["vol", ...hedges]) last[param] = row[param] ?? last[param] ?? null;
    const [S, X, v] = [last.hedge ?? null, row.strike!, last.vol!] as (number | null)[];
    let mv: number | null = null, delta: number | null = null;
    const models = ["ES", "CDS_ES"];
    if (models.includes(asset.model) && S !== null && S! > 0 && X! > 0 && v! > 0) {
      const t = expiry - r;
      if (t === 0) {
        mv = Math.abs(S! - X!) / X!;
        delta = S! >= X! ? 1 : -1;
      } else {
        const sigma = v! / 100 * Math.sqrt(t / 365);
        // Zero has no logarithm: what underflows has no value.
        if (sigma > 0 && S! / X! > 0) {
          const d1 = Math.log(S! / X!) / sigma + sigma / 2;
          const d2 = d1 - sigma;
          mv = (S! * 2 * Phi(d1) - X! * 2 * Phi(d2) + X! - S!) / X!;
          delta = 2 * Phi(d1) - 1;
        }
      }
    }
    let opnl: number | null = 0, hpnl: number | null = 0, pnl: number | null = 0;
    if (previous) {
      opnl = mv === null || previous.mv === null ? null : mv - previous.mv;
      hpnl = previous.delta === null || S === null || previous.hedge === null || !X
        ? null
        : -previous.delta * (S! - (previous.hedge as number)) / X;
      pnl = opnl === null || hpnl === null ? null : opnl + hpnl;
    }
    Object.assign(row, { mv, delta, opnl, hpnl, pnl });
    previous = { mv, delta, hedge: S ?? null };
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
