/// <reference lib="dom" />
/** One straddle, opened over the page: what is known of it, and its days where they were kept. */
import type uPlot from "uplot";
import { formatMonth } from "../../base/calendar.ts";
import { cumulative } from "../../runs/analysis/statistics.ts";
import type { PathAdded } from "../../runs/analysis/aggregates.ts";
import { drawChart, dropCharts } from "./chart.ts";
import type { ChartSpec } from "./chart_spec.ts";
import { el } from "./dom.ts";
import { commandText } from "../../base/text.ts";
import { count, day, fixed, percent, points } from "./format.ts";
import type { PathRows, Run } from "./run.ts";
import { percentages } from "./series.ts";
import { table } from "./table.ts";
import { colour } from "./theme.ts";

const SYNC = "straddle";
const PARTS = [
  { name: "pnl_theta", label: "theta", colour: "vermillion" },
  { name: "pnl_gamma", label: "gamma", colour: "blue", dash: [7, 3] },
  { name: "pnl_vega", label: "vega", colour: "green", dash: [2, 3] },
] as const;

export interface PathDialog {
  readonly node: HTMLDialogElement;
  show(row: number | undefined): void;
}

/** `leave` is called when the reader closes it. */
export function pathDialog(run: Run, leave: () => void): PathDialog {
  const body = el("div");
  const close = el("button", { type: "button", class: "close", click: leave }, "Close");
  const node = el("dialog", { "aria-labelledby": "straddle-title" }, close, body);
  let opener: Element | null = null, from = -1;
  node.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  node.addEventListener("click", (event) => {
    if (event.target === node) leave();
  });
  return {
    node,
    show(row) {
      dropCharts(node);
      if (row === undefined) {
        if (!node.open) return;
        node.close();
        body.replaceChildren();
        const back = opener?.isConnected
          ? opener
          : document.querySelector(`a[href$="straddle=${from}"]`);
        if (back instanceof HTMLElement) back.focus();
        return;
      }
      from = row;
      if (!node.open) {
        opener = document.activeElement;
        node.showModal();
      }
      fill(run, row, body);
      node.scrollTop = 0;
    },
  };
}

function fill(run: Run, row: number, body: HTMLElement): void {
  const asset = run.asset(row), schedule = run.schedule(row);
  const at = (name: "month" | "entry" | "expiry" | "vol" | "pnl" | "opnl") =>
    run.straddles(name)[row]!;
  const month = formatMonth(at("month"));
  const facts: [string, string][] = [
    ["Class", [asset.class, asset.group].filter(Boolean).join(", ") || "–"],
    ["Entry", day(at("entry"))],
    ["Expiry", day(at("expiry"))],
    ["Vol at entry", points(at("vol"), 1)],
    ["Strike", fixed(run.strike(row), asset.priceDecimals)],
    ["P&L", percent(at("pnl"), 2)],
    ["Option", percent(at("opnl"), 2)],
    ["Hedge", percent(at("pnl") - at("opnl"), 2)],
  ];
  const path = run.path(row);
  body.replaceChildren(
    el("h2", { id: "straddle-title", tabindex: -1 }, `${asset.name}, ${month}, ${schedule}`),
    el(
      "dl",
      { class: "figures" },
      ...facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
    ),
    ...commands(run, row, !!path),
  );
  if (path) drawDays(run, row, path, body);
}

/** The commands that show the straddle, with the inputs of the run. */
function commands(run: Run, row: number, kept: boolean): HTMLElement[] {
  const { facts: { inputs: files }, inputs } = run.data;
  const words = [run.asset(row).name, run.straddleText(row), ...inputs];
  const place = inputs.length === 0
    ? files.length === 0 ? ", with the options that name the run's inputs" : ""
    : ", where the run's inputs lie";
  const lead = kept
    ? "Every column and why these days"
    : "Its days are not kept in this page; these commands show them";
  const lines = ["value", "explain"].map((name) => commandText(["straddle", name, ...words]));
  return [
    el("p", {}, `${lead}${place}:`),
    el(
      "pre",
      { tabindex: 0, role: "region", "aria-label": "Commands" },
      lines.join("\n"),
    ),
  ];
}

function drawDays(run: Run, row: number, { from, to }: PathRows, body: HTMLElement): void {
  const { paths } = run.data;
  const decimals = run.asset(row).priceDecimals;
  const slice = (name: "day" | "price" | "vol" | "mv" | "pnl" | "opnl") =>
    run.column(paths[name]).subarray(from, to);
  const at = (name: "entry" | "expiry") => run.straddles(name)[row]!;
  const days = slice("day"), vol = slice("vol"), mv = slice("mv");
  const price = slice("price").map((value) => value / 10 ** decimals);
  const pnl = slice("pnl"), opnl = slice("opnl");
  const hpnl = pnl.map((value, i) => value - opnl[i]!);
  const sums = [pnl, opnl, hpnl].map(runningSums);
  const strike = run.strike(row);
  const plain = (values: Float64Array) =>
    Array.from(values, (value) => Number.isNaN(value) ? null : value);
  const x = Array.from(days);
  const last = (values: Float64Array) => values.findLast((value) => !Number.isNaN(value)) ?? NaN;
  const shared = {
    x,
    height: 210,
    sync: SYNC,
    xRange: [x[0]! - 2, x.at(-1)! + 2],
    draw: (u: uPlot) => drawMarks(u, [[at("entry"), "entry"], [at("expiry"), "expiry"]]),
  } as const;
  const specs: ChartSpec[] = [
    {
      ...shared,
      title: "Price",
      gist: `${fixed(last(price), decimals)} on the last day, strike ${fixed(strike, decimals)}`,
      lines: [
        { label: "price", values: plain(price), colour: "ink", width: 1.75 },
        { label: "strike", values: x.map(() => strike), colour: "vermillion", dash: [6, 3] },
      ],
      yUnit: "",
      yText: (value) => fixed(value, decimals),
    },
    {
      ...shared,
      title: "Cumulative P&L",
      gist: `ends at ${percent(last(sums[0]!))}`,
      lines: [
        { label: "total", values: percentages(sums[0]!), colour: "ink", width: 1.75 },
        { label: "option", values: percentages(sums[1]!), colour: "blue" },
        { label: "hedge", values: percentages(sums[2]!), colour: "vermillion", dash: [6, 3] },
      ],
      yUnit: "%",
      yText: (value) => points(value),
      zero: true,
    },
    {
      ...shared,
      title: "Implied vol",
      gist: `${points(last(vol))} on the last day`,
      lines: [{ label: "vol", values: plain(vol), colour: "blue" }],
      yUnit: "%",
      yText: (value) => points(value),
    },
    {
      ...shared,
      title: "Value (mv)",
      gist: `${percent(last(mv))} of the strike on the last day`,
      lines: [{ label: "mv", values: percentages(mv), colour: "green" }],
      yUnit: "%",
      yText: (value) => points(value),
      zero: true,
    },
  ];
  const added = (name: PathAdded) => {
    const column = paths.added[name];
    return column === undefined ? undefined : run.column(column).subarray(from, to);
  };
  const delta = added("delta"), held = added("held");
  const parts = PARTS.flatMap(({ name, ...line }) => {
    const values = added(name);
    return values === undefined ? [] : [{ ...line, values }];
  });
  if (delta !== undefined) {
    specs.push({
      ...shared,
      title: held === undefined ? "Delta" : "Delta, and the hedge that is held",
      gist: `${fixed(delta[0], 3)} on the first day`,
      lines: [
        { label: "delta", values: plain(delta), colour: "blue" },
        ...held === undefined
          ? []
          : [{ label: "held", values: plain(held), colour: "vermillion" as const, dash: [6, 3] }],
      ],
      yUnit: "",
      yText: (value) => fixed(value, 3),
      zero: true,
    });
  }
  if (parts.length > 0) {
    specs.push({
      ...shared,
      title: "Cumulative P&L by what moved",
      gist: parts.map(({ label, values }) => `${label} ${percent(last(runningSums(values)))}`)
        .join(", "),
      lines: parts.map((line) => ({ ...line, values: percentages(runningSums(line.values)) })),
      yUnit: "%",
      yText: (value) => points(value),
      zero: true,
    });
  }
  const figures = specs.map(() => el("figure"));
  const rows = x.map((date, i) => [
    day(date),
    fixed(price[i], decimals),
    points(vol[i]),
    percent(mv[i], 3),
    ...[delta, held].flatMap((values) => values === undefined ? [] : [fixed(values[i], 3)]),
    percent(opnl[i], 3),
    percent(hpnl[i], 3),
    percent(pnl[i], 3),
    percent(sums[0]![i], 3),
    ...parts.map(({ values }) => percent(values[i], 3)),
  ]);
  const columns = [
    ...["Day", "Price", "Vol", "mv"],
    ...(delta === undefined ? [] : ["Delta"]),
    ...(held === undefined ? [] : ["Held"]),
    ...["Option", "Hedge", "P&L", "So far"],
    ...parts.map(({ label }) => label.charAt(0).toUpperCase() + label.slice(1)),
  ];
  body.append(
    el("div", { class: "pair" }, ...figures),
    el(
      "div",
      { class: "scroll" },
      table(
        `The straddle's ${count(x.length)} days; P&L unweighted, in percent of the strike`,
        columns,
        rows,
      ),
    ),
  );
  for (const [i, spec] of specs.entries()) drawChart(figures[i]!, spec);
}

/** Upright lines at some days, named at the top. */
function drawMarks(u: uPlot, marks: readonly (readonly [number, string])[]): void {
  const { ctx, bbox: { left, top, width, height } } = u;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.fillStyle = colour("muted");
  ctx.font = `${10 * scale}px system-ui, sans-serif`;
  ctx.textBaseline = "top";
  for (const [date, name] of marks) {
    const x = Math.round(u.valToPos(date, "x", true));
    if (!(x >= left && x <= left + width)) continue;
    const right = x > left + width / 2;
    ctx.textAlign = right ? "right" : "left";
    ctx.fillRect(x, top, Math.max(1, Math.round(scale)), height);
    ctx.fillText(name, x + (right ? -4 : 5) * scale, top + 2 * scale);
  }
  ctx.restore();
}

/** Running sums; a day without a value adds nothing. */
function runningSums(values: Float64Array): Float64Array {
  return cumulative(values.map((value) => Number.isNaN(value) ? 0 : value));
}
