/**
 * A made-up run for the page's tests: seeded, plausible and of any size. The figures that the
 * program computes exactly are computed here the plain way, so that texts can be compared.
 */
import { componentFields } from "../../src/runs/labels.ts";
import { civilOf, dayOf, lastDayOfMonth, monthOf, weekdayOf } from "../../src/base/calendar.ts";
import { FIGURES, type Figures } from "../../src/runs/figures.ts";
import type {
  PageAsset,
  PageData,
  PageDrawdown,
  PagePaths,
  PageStraddles,
  Scope,
} from "../../src/report/page_data.ts";
import { pageFigures, pageTables } from "../../src/report/captions.ts";
import { Packer } from "../../src/report/packed.ts";
import type { AssetFacts } from "../../src/runs/facts.ts";

export interface SampleSize {
  readonly assets: number;
  readonly firstYear: number;
  readonly years: number;
  /** Straddles that keep their path, of each asset. */
  readonly paths: number;
  /** Assets' series by week instead of by day. */
  readonly weekly: boolean;
}

export const FIVE_YEARS: SampleSize = {
  assets: 12,
  firstYear: 2020,
  years: 5,
  paths: 60,
  weekly: false,
};
export const FULL: SampleSize = {
  assets: 189,
  firstYear: 2001,
  years: 26,
  paths: 12,
  weekly: true,
};

const CLASSES = ["Commodity", "Currency", "Equity", "Equity index", "Rates", "Single stock", "Vol"];
const GROUPS = ["cal", "euraud", "fx", "index", "macro", "micro", "swap"];
const NAMES = ["CL", "NG", "GC", "SI", "HG", "C", "W", "S", "KC", "SB", "EURUSD", "USDJPY", "SPX"];
const SCHEDULES = ["N0_F3_25", "N5_F3_25", "F10_F3_12.5", "F15_R1_12.5"];

interface Daily {
  readonly day: number[];
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
}

/** The same data for the same size. */
export function samplePage(size: SampleSize = FIVE_YEARS): { data: PageData; columns: Uint8Array } {
  const random = randomFrom(size.assets * 1000 + size.years);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const packer = new Packer();
  const days: number[] = [];
  const end = dayOf(size.firstYear + size.years - 1, 12, 31);
  for (let day = dayOf(size.firstYear, 1, 2); day <= end; day++) {
    if (weekdayOf(day) < 5) days.push(day);
  }
  const at = (day: number) => lowerBound(days, day);
  const assets: PageAsset[] = [];
  for (let i = 0; i < size.assets; i++) {
    const name = i < NAMES.length ? `${NAMES[i]} Comdty` : `ASSET${String(i).padStart(3, "0")} VL`;
    assets.push({
      name,
      class: CLASSES[i % CLASSES.length]!,
      group: GROUPS[i % GROUPS.length]!,
      volUnit: "%" as const,
      priceDecimals: i % 3 + 2,
    });
  }
  assets.sort((a, b) => (a.name < b.name ? -1 : 1));

  const col = {
    asset: [] as number[],
    schedule: [] as number[],
    month: [] as number[],
    entry: [] as number[],
    expiry: [] as number[],
    vol: [] as number[],
    strike: [] as number[],
    pnl: [] as number[],
    opnl: [] as number[],
  };
  const path = {
    straddle: [] as number[],
    length: [] as number[],
    day: [] as number[],
    price: [] as number[],
    vol: [] as number[],
    mv: [] as number[],
    pnl: [] as number[],
    opnl: [] as number[],
  };
  const priceScales: number[] = [];
  const pathScales: number[] = [];
  const byAsset: Daily[] = [];
  const bySchedule = SCHEDULES.map(() => empty(days));
  const facts: Record<string, AssetFacts> = {};
  const months: number[] = [];
  for (let m = monthOf(size.firstYear, 1); m <= monthOf(size.firstYear + size.years - 1, 12); m++) {
    months.push(m);
  }
  for (const [a, asset] of assets.entries()) {
    const daily = empty(days);
    byAsset.push(daily);
    const scale = 10 ** asset.priceDecimals;
    const level = 20 + 30 * random();
    const price = new Float64Array(days.length), vol = new Float64Array(days.length);
    let p = 40 + 80 * random(), v = level;
    for (let i = 0; i < days.length; i++) {
      v = Math.max(6, v + 0.02 * (level - v) + 0.5 * normal() + (random() < 0.002 ? 15 : 0));
      const calm = 1.05 + 0.3 * Math.sin(i / 190 + a);
      p *= Math.exp(0.01 * (v / 16) * normal() * calm);
      price[i] = p;
      vol[i] = v;
    }
    const starts = a % 5 === 4 ? Math.floor(months.length / 3) : 1;
    let valued = 0, kept = 0;
    for (const [m, month] of months.entries()) {
      for (let s = 0; s < SCHEDULES.length; s++) {
        if (m < starts || random() < 0.14) continue;
        const from = at(lastDayOfMonth(month - 2) - 12 + 3 * s),
          to = at(lastDayOfMonth(month) - 12);
        if (from < 0 || to >= days.length || to - from < 5) continue;
        valued++;
        const strike = price[from]!, life = to - from;
        const keep = kept < size.paths && random() < 0.6;
        let held = mv(strike, strike, vol[from]!, life), sumO = 0, sumP = 0, delta = 0;
        if (keep) {
          kept++;
          path.straddle.push(col.asset.length);
          path.length.push(life + 1);
        }
        for (let i = from; i <= to; i++) {
          const value = mv(price[i]!, strike, vol[i]!, to - i);
          const o = i === from ? 0 : value - held;
          const h = i === from ? 0 : -delta * (price[i]! - price[i - 1]!) / strike;
          held = value;
          delta = Math.max(-1, Math.min(1, (price[i]! / strike - 1) * 6));
          sumO += o;
          sumP += o + h;
          for (const into of [daily, bySchedule[s]!]) {
            into.pnl[i]! += (o + h) / 4;
            into.opnl[i]! += o / 4;
          }
          if (!keep) continue;
          path.day.push(days[i]!);
          path.price.push(price[i]!);
          pathScales.push(scale);
          path.vol.push(random() < 0.02 ? NaN : vol[i]!);
          path.mv.push(value);
          path.pnl.push(o + h);
          path.opnl.push(o);
        }
        col.asset.push(a);
        col.schedule.push(s);
        col.month.push(month);
        col.entry.push(days[from]!);
        col.expiry.push(days[to]!);
        col.vol.push(vol[from]!);
        col.strike.push(strike);
        priceScales.push(scale);
        col.pnl.push(sumP);
        col.opnl.push(sumO);
      }
    }
    facts[asset.name] = {
      class: asset.class,
      group: asset.group,
      schedule: SCHEDULES,
      states: {
        valued,
        "no good day": 4 + a % 7,
        ...(a % 3 === 0 ? { "anchor missing": 2 + a % 4 } : {}),
        ...(a % 5 === 4 ? { "no hedge": starts * 4 } : {}),
      },
    };
  }
  for (const name of ["GHOST Comdty", "XPHANTOM Index"].slice(0, size.assets > 1 ? 2 : 0)) {
    facts[name] = {
      class: "Commodity",
      group: "macro",
      schedule: SCHEDULES,
      states: { "no vol ticker": months.length * 4 },
    };
  }

  const straddleCounts = (keep: (row: number) => boolean) => {
    let count = 0, wins = 0, sum = 0;
    for (let i = 0; i < col.asset.length; i++) {
      if (!keep(i)) continue;
      count++;
      sum += col.pnl[i]!;
      if (col.pnl[i]! > 0) wins++;
    }
    return { count, winRate: wins / count, mean: sum / count };
  };
  const scope = (kind: Scope["kind"], name: string, members: ReadonlySet<number>): Scope => {
    const all = empty(days);
    for (const a of members) {
      const one = byAsset[a]!;
      for (let i = 0; i < days.length; i++) {
        all.pnl[i]! += one.pnl[i]!;
        all.opnl[i]! += one.opnl[i]!;
      }
    }
    return makeScope(
      packer,
      kind,
      name,
      all,
      straddleCounts((i) => members.has(col.asset[i]!)),
      size.weekly && kind === "asset",
      months,
    );
  };
  const every = assets.map((_, a) => a);
  const of = (key: "class" | "group", name: string) =>
    new Set(every.filter((a) => assets[a]![key] === name));
  const names = (key: "class" | "group") => [...new Set(assets.map((x) => x[key]))].sort();
  const scopes = [
    scope("total", "", new Set(every)),
    ...names("class").map((name) => scope("class", name, of("class", name))),
    ...names("group").map((name) => scope("group", name, of("group", name))),
    ...every.map((a) => scope("asset", assets[a]!.name, new Set([a]))),
  ];
  const scheduleFigures = bySchedule.map((daily, s) =>
    figuresOf(daily, straddleCounts((i) => col.schedule[i] === s))
  );
  const scaled = (values: number[], scales: number[]) =>
    values.map((value, i) => Math.round(value * scales[i]!));
  const straddles: PageStraddles = {
    count: col.asset.length,
    asset: packer.add(col.asset, 0, true),
    schedule: packer.add(col.schedule),
    month: packer.add(col.month, 0, true),
    entry: packer.add(col.entry, 0, true),
    expiry: packer.add(col.expiry, 0, true),
    vol: packer.add(col.vol, 1),
    realised: packer.add(col.vol, 1),
    strike: packer.add(scaled(col.strike, priceScales), 0),
    pnl: packer.add(col.pnl, 4),
    opnl: packer.add(col.opnl, 4),
  };
  const paths: PagePaths = {
    straddle: packer.add(path.straddle, 0, true),
    length: packer.add(path.length),
    day: packer.add(path.day, 0, true),
    price: packer.add(scaled(path.price, pathScales), 0, true),
    vol: packer.add(path.vol, 2, true),
    mv: packer.add(path.mv, 5, true),
    pnl: packer.add(path.pnl, 5),
    opnl: packer.add(path.opnl, 5),
    added: {},
  };
  const sha = (seed: number) => {
    const next = randomFrom(seed);
    return Array.from({ length: 64 }, () => "0123456789abcdef"[Math.floor(16 * next())]).join("");
  };
  const data: PageData = {
    kind: "run",
    figures: pageFigures(false),
    tables: pageTables(false),
    title: "run.parquet",
    subtitle: "all assets",
    facts: {
      counts: undefined,
      version: "0.1.0",
      arguments: {
        pattern: ".",
        from: size.firstYear,
        to: size.firstYear + size.years - 1,
        allDays: false,
      },
      inputs: [
        { role: "amt", file: "amt.yml", bytes: 1_234_567, sha256: sha(1) },
        { role: "chain", file: "futs.csv", bytes: 456_789, sha256: sha(2) },
        { role: "prices", file: "prices.parquet", bytes: 34_567_890, sha256: sha(3) },
      ],
      assets: facts,
    },
    inputs: ["--amt", "amt.yml", "--chain", "futs.csv", "--prices", "my prices.parquet"],
    days: "weekdays",
    assets,
    schedules: SCHEDULES,
    scheduleFields: SCHEDULES.map(componentFields),
    scheduleWeights: SCHEDULES.map(() => 0.25),
    scopes,
    scheduleFigures,
    straddles,
    paths,
  };
  return { data, columns: packer.bytes() };
}

function empty(day: number[]): Daily {
  return { day, pnl: new Float64Array(day.length), opnl: new Float64Array(day.length) };
}

function makeScope(
  packer: Packer,
  kind: Scope["kind"],
  name: string,
  daily: Daily,
  counts: { count: number; winRate: number; mean: number },
  weekly: boolean,
  months: readonly number[],
): Scope {
  const cumulative = (values: Float64Array) => {
    let sum = 0;
    return Array.from(values, (value) => sum += value);
  };
  const pnl = cumulative(daily.pnl), opnl = cumulative(daily.opnl);
  const kept = daily.day.map((_, i) => i).filter((i) =>
    !weekly || weekdayOf(daily.day[i]!) === 4 || i === daily.day.length - 1
  );
  const pick = (values: readonly number[]) => kept.map((i) => values[i]!);
  const monthPnl = months.map(() => 0);
  for (const [i, day] of daily.day.entries()) {
    const { year, month } = civilOf(day);
    monthPnl[monthOf(year, month) - months[0]!]! += daily.pnl[i]!;
  }
  const low = Math.min(...daily.pnl), high = Math.max(...daily.pnl), bins = 60;
  const width = (high - low) / bins || 1;
  const binCounts = new Array<number>(bins).fill(0);
  for (const value of daily.pnl) {
    binCounts[Math.min(bins - 1, Math.floor((value - low) / width))]!++;
  }
  return {
    kind,
    name,
    figures: figuresOf(daily, counts),
    drawdowns: drawdownsOf(daily.day, pnl).slice(0, 10),
    series: {
      step: weekly ? "week" : "day",
      day: packer.add(pick(daily.day), 0, true),
      pnl: packer.add(pick(pnl), 5, true),
      opnl: packer.add(pick(opnl), 5, true),
      held: {
        days: packer.add(kept.map(() => 1)),
        live: packer.add(kept.map(() => counts.count * 40 / daily.day.length), 3),
        weight: packer.add(kept.map(() => counts.count * 10 / daily.day.length), 3),
      },
      regime: packer.add(pick(daily.day).map((_, i) => i < (weekly ? 52 : 252) ? 3 : i % 3)),
      added: {},
    },
    weight: counts.count * 40,
    months: { first: months[0]!, pnl: packer.add(monthPnl, 5) },
    histogram: { from: low, width, counts: binCounts },
  };
}

function drawdownsOf(day: readonly number[], pnl: readonly number[]): PageDrawdown[] {
  const found: { depth: number; from: number; trough: number; to: number | null }[] = [];
  let peak = 0, from = day[0]!, open: (typeof found)[number] | undefined;
  for (const [i, value] of pnl.entries()) {
    if (value >= peak) {
      if (open) open.to = day[i]!;
      open = undefined;
      peak = value;
      from = day[i]!;
    } else {
      if (!open) found.push(open = { depth: 0, from, trough: day[i]!, to: null });
      if (peak - value > open.depth) {
        open.depth = peak - value;
        open.trough = day[i]!;
      }
    }
  }
  return found.sort((a, b) => b.depth - a.depth);
}

function figuresOf(
  daily: Daily,
  counts: { count: number; winRate: number; mean: number },
): Figures {
  const n = daily.day.length;
  const sorted = daily.pnl.toSorted();
  let sum = 0, opnl = 0;
  for (let i = 0; i < n; i++) {
    sum += daily.pnl[i]!;
    opnl += daily.opnl[i]!;
  }
  const mean = sum / n;
  let square = 0, cube = 0, below = 0;
  for (const value of sorted) {
    square += (value - mean) ** 2;
    cube += (value - mean) ** 3;
    below += Math.min(value, 0) ** 2;
  }
  const sd = Math.sqrt(square / n);
  let running = 0;
  const worst = drawdownsOf(daily.day, Array.from(daily.pnl, (value) => running += value))[0];
  const tail = (share: number) => {
    const k = Math.floor(share * (n - 1)), part = sorted.slice(0, k + 1);
    return [-sorted[k]!, -part.reduce((a, b) => a + b, 0) / part.length] as const;
  };
  const figures: Figures = {
    first: daily.day[0]!,
    last: daily.day.at(-1)!,
    days: n,
    straddles: counts.count,
    entriesAMonth: counts.count * 21 / n,
    exitsAMonth: counts.count * 21 / n,
    live: counts.count * 40 / n,
    held: counts.count * 10 / n,
    vol: 24.31,
    mv: 0.08 * counts.count * 40 / n,
    pnl: sum,
    opnl,
    hpnl: sum - opnl,
    mean,
    sd,
    sharpe: mean / sd * Math.sqrt(252),
    sortino: mean / Math.sqrt(below / n) * Math.sqrt(252),
    calmar: worst ? mean * 252 / worst.depth : null,
    maxDrawdown: worst?.depth ?? 0,
    drawdownFrom: worst?.from ?? null,
    drawdownTrough: worst?.trough ?? null,
    drawdownTo: worst?.to ?? null,
    hitRatio: sorted.filter((value) => value > 0).length / n,
    skew: cube / n / sd ** 3,
    worst: sorted[0]!,
    worstDay: daily.day[daily.pnl.indexOf(sorted[0]!)]!,
    var95: tail(0.05)[0],
    cvar95: tail(0.05)[1],
    var99: tail(0.01)[0],
    cvar99: tail(0.01)[1],
    winRate: counts.winRate,
    meanStraddle: counts.mean,
  };
  for (const { key } of FIGURES) if (Number.isNaN(figures[key])) throw new Error(`${key} is NaN`);
  return figures;
}

/** The value of a straddle near enough: its worth at expiry, smoothed by what vol is left. */
function mv(price: number, strike: number, vol: number, left: number): number {
  const spread = vol / 100 * Math.sqrt(left / 252) * 0.8;
  return Math.hypot(price / strike - 1, spread);
}

function lowerBound(days: readonly number[], day: number): number {
  let low = 0, high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return days[0]! > day ? -1 : low;
}

/** Random numbers from 0 to 1. Source: mulberry32, by Tommy Ettinger. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6D2B79F5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
