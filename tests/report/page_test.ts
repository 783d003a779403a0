/// <reference lib="dom" />
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { formatDay } from "../../src/base/calendar.ts";
import { FIGURES } from "../../src/runs/figures.ts";
import type { PageData, PairData, Scope } from "../../src/report/page_data.ts";
import { count, figure, percent } from "../../src/report/page/format.ts";
import { unpack } from "../../src/report/packed.ts";
import { findings } from "./accessible.ts";
import { browserTest, drawn, picture, type Sample } from "./browser.ts";
import { straddleOk, withFolder } from "../cli/program.ts";
import { readPage } from "./page_file.ts";
import { FIVE_YEARS, samplePage } from "./sample_page.ts";

const OVER_TIME = ["Total, option and hedge", "Drawdown"];
const CHARTS = [
  ...OVER_TIME,
  "P&L of years",
  "One line a class",
  "Daily P&L",
  "P&L of straddles",
  "Rolling volatility",
  "Rolling Sharpe ratio",
  "Rolling hit ratio",
  "Mean implied vol at entry and realised vol, by expiry month",
  "Straddles by implied vol at entry (across) and P&L (up)",
];
const ROWS = ".straddles tbody tr";
const WIDE = { viewport: { width: 1280, height: 900 } };

async function assertFigures(page: Page, scope: Scope): Promise<void> {
  const shown = await page.$$eval(
    "[data-figure]",
    (all) => Object.fromEntries(all.map((e) => [e.getAttribute("data-figure"), e.textContent])),
  );
  // P&L and risk are per live straddle (BK-5).
  const { held, live } = scope.figures;
  const wanted = FIGURES.map((spec) => {
    const value = scope.figures[spec.key];
    const over = spec.key === "mv" ? live : held;
    const divided = spec.kind === "pnl" && spec.key !== "meanStraddle" && value !== null && over;
    return [spec.key, figure(spec, divided ? value / over : value)];
  });
  assert.deepEqual(shown, Object.fromEntries(wanted));
}

/** The texts of a column of the straddle table, from 1. */
function column(page: Page, number: number): Promise<string[]> {
  return page.$$eval(
    `${ROWS} > :nth-child(${number})`,
    (cells) => cells.map((cell) => cell.textContent!),
  );
}

function scopeOf(data: PageData, name: string): Scope {
  return data.scopes.find((scope) => scope.name === name)!;
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** The page of a run with one straddle that has one day. */
function oneDay(): Promise<Sample> {
  return withFolder(async (cwd) => {
    const row = "AAA Index,|2024-01|2024-01|N|0|F|3|100|,2024-01-02,20,100,ntry,ES,20,100," +
      "2024-01-02,0.05,0.1,0.01,0,0.01";
    const header = "asset,straddle,date,vol,hedge,action,model,strike_vol,strike,expiry,mv,delta," +
      "opnl,hpnl,pnl";
    await Deno.writeTextFile(join(cwd, "run.csv"), `${header}\n${row}\n`);
    await straddleOk(["report", "run.csv", "-o", "page.html"], { cwd });
    return readPage(await Deno.readTextFile(join(cwd, "page.html")));
  });
}

browserTest(
  "a run of one day is drawn: a point on its day, not a line over a century",
  oneDay,
  WIDE,
  async (
    page,
  ) => {
    const pixels = await drawn(page, "#cumulative");
    assert.ok(pixels["Total, option and hedge"]! > 10, "a point");
    assert.match(await page.textContent("#lead") ?? "", /2024-01-02 · 1 straddle · 1 asset ·/);
    // One straddle of all of the stated million, which made a hundredth of it.
    const texts = (names: string[]) =>
      Promise.all(names.map((name) => page.textContent(`[data-book=${name}]`)));
    assert.deepEqual(
      await texts(["pnl", "gross", "net", "costs", "worstMonth"]),
      ["10,000", "100.0\u00a0%", "100.0\u00a0%", "none", "10,000"],
    );
    assert.match(await page.textContent("#book") ?? "", /A long book of 1,000,000, equal weights/);
    assert.deepEqual(await findings(page), []);
    const labels = await page.$$eval(
      "main figure [role=img]",
      (all) => all.map((e) => e.textContent),
    );
    assert.ok(labels.length >= 4);
    assert.doesNotMatch(
      await page.textContent("main") ?? "",
      /NaN|Infinity|undefined|\b1 (days|straddles),/,
    );
  },
);

browserTest("every chart is drawn, has a name and says its gist in words", samplePage, WIDE, async (
  page,
  { data },
) => {
  const pixels = await drawn(page, "main");
  assert.deepEqual(Object.keys(pixels), CHARTS);
  for (const [name, count] of Object.entries(pixels)) assert.ok(count > 100, `${name}: ${count}`);
  assert.ok(pixels[CHARTS.at(-1)!]! > data.straddles.count, "a square for every straddle");
  const labels = await page.$$eval(
    "main figure [role=img]",
    (all) => all.map((e) => e.getAttribute("aria-label")!),
  );
  const { pnl, maxDrawdown, held } = data.scopes[0]!.figures;
  assert.equal(
    labels[0],
    `Total, option and hedge. From 2020-01-02 to 2024-12-31, ends at ${
      percent(pnl / held!)
    } of the strike per live straddle, deepest drawdown ${percent(maxDrawdown! / held!)}`,
  );
  assert.ok(labels.every((label) => /\. .*\d/.test(label)), labels.join("\n"));
});

browserTest(
  "figures, months and drawdowns are those of the run; a link leads to an asset's",
  samplePage,
  { ...WIDE, hash: "#asset=CL%20Comdty" },
  async (page, { data, columns }) => {
    const scope = scopeOf(data, "CL Comdty");
    await assertFigures(page, scope);
    const cells = await page.$$eval(
      ".heatmap tbody tr:nth-child(2) td",
      (all) => all.map((cell) => Number(cell.textContent!.replace("−", "-"))),
    );
    const held = scope.figures.held!;
    const year = unpack(columns, scope.months.pnl).slice(12, 24).map((value) => value / held);
    for (const [i, value] of [...year, year.reduce((a, b) => a + b)].entries()) {
      assert.ok(Math.abs(cells[i]! - 100 * value) <= 0.0501, `${cells[i]} is not ${100 * value}`);
    }
    const depths = await page.$$eval(
      "#drawdowns tbody td:nth-child(2)",
      (all) => all.map((cell) => cell.textContent),
    );
    // The tables of days, from the definitions over the points that the page has.
    const rows = (id: string) =>
      page.$$eval(
        `#${id} tbody tr`,
        (all) => all.map((row) => [...row.children].map((cell) => cell.textContent!)),
      );
    const sums = unpack(columns, scope.series.pnl), day = unpack(columns, scope.series.day);
    const pnl = Array.from(sums, (sum, i) => (sum - (i === 0 ? 0 : sums[i - 1]!)) / held);
    const weeks = pnl.slice(4).map((_, i) => pnl.slice(i, i + 5).reduce((a, b) => a + b))
      .sort((a, b) => a - b);
    const [five] = await rows("periods");
    assert.deepEqual(five!.toSpliced(3, 1), [
      "5",
      count(weeks.length),
      percent(weeks[0]!),
      percent(weeks.at(-1)!),
      percent(weeks.filter((x) => x < 0).length / weeks.length, 1),
    ]);
    const order = pnl.map((_, i) => i).sort((a, b) => pnl[a]! - pnl[b]!);
    const ends = [order[0]!, order.at(-1)!].flatMap((i) => [formatDay(day[i]!), percent(pnl[i]!)]);
    assert.deepEqual((await rows("extremes"))[0], ["1", ...ends]);
    const regimes = await rows("regimes");
    assert.deepEqual(regimes.map(([name]) => name), ["low", "middle", "high", "unknown"]);
    const total = (column: number) =>
      regimes.reduce((sum, cells) => sum + Number(cells[column]!.replaceAll(",", "")), 0);
    assert.deepEqual([total(1), total(6)], [pnl.length, scope.figures.straddles]);
    const fellows = (await rows("correlation")).map(([name]) => name);
    assert.equal(new Set(fellows).size, data.assets.length - 1);
    assert.ok(!fellows.includes("CL Comdty"));
    assert.ok(!(await page.isVisible("#concentration")), "of one asset");
    assert.deepEqual(depths, scope.drawdowns.map(({ depth }) => percent(depth / held)));
    await page.evaluate(() => location.hash = "");
    await page.waitForFunction(() =>
      document.querySelector("#figures h2")!.textContent === "Whole run"
    );
    await assertFigures(page, data.scopes[0]!);
  },
);

browserTest(
  "chosen days start every curve at 0, and figures, captions, charts and tables follow them",
  samplePage,
  WIDE,
  async (page, { data, columns }) => {
    const [total] = data.scopes;
    const day = unpack(columns, total!.series.day), pnl = unpack(columns, total!.series.pnl);
    const held = unpack(columns, total!.series.held.weight);
    const shown = () => page.textContent("[data-figure=pnl]");
    /** P&L from one day to another over the mean strikes held. */
    const between = (from: string, to: string) => {
      const at = (text: string) => day.findIndex((day) => formatDay(day) >= text);
      const [begin, last] = [at(from), at(to)];
      const strikes = held.slice(begin, last + 1);
      const mean = strikes.reduce((a, b) => a + b) / strikes.length;
      return percent((pnl[last]! - pnl[begin - 1]!) / mean);
    };
    await page.click("button:text-is('1 year')");
    await page.waitForFunction(() => location.hash === "#from=2024-01-02&to=2024-12-31");
    const year = between("2024-01-02", "2024-12-31");
    await page.waitForFunction(
      (text) => document.querySelector("[data-figure=pnl]")!.textContent === text,
      year,
    );
    const gists = await page.$$eval(
      "#cumulative .readout, #classes .readout",
      (all) => all.map((e) => e.textContent),
    );
    assert.match(gists[0]!, /^From 2024-01-02 to 2024-12-31, ends at /);
    assert.ok(gists[0]!.includes(year), gists[0]!);
    const wins = unpack(columns, data.straddles.expiry)
      .filter((day) => formatDay(day) >= "2024-01-02" && formatDay(day) <= "2024-12-31").length;
    assert.equal(
      await page.textContent("#straddles [role=status]"),
      `${wins} of ${wins} straddles`,
    );
    const classes = await page.locator("#classes canvas").boundingBox();
    const deepest = await page.textContent("#drawdowns tbody td");
    const days = await page.$$eval(
      "#extremes td:nth-of-type(odd)",
      (all) => all.map((cell) => cell.textContent!),
    );
    assert.ok(days.length === 20 && days.every((day) => day.startsWith("2024")), `${days}`);
    const inYear = day.filter((day) => formatDay(day) >= "2024-01-02").length;
    assert.equal(await page.textContent("#sharpe tbody th"), count(inYear));
    // What cannot follow says so.
    assert.equal(await page.getAttribute("#coverage-title", "data-shows"), "shows all days");

    // Dragging over the class chart chooses days for the whole page.
    await page.locator("#classes").scrollIntoViewIfNeeded();
    const box = (await page.locator("#classes .u-over").boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction(() => !location.hash.includes("to=2024-12-31"));
    const [from, to] = page.url().match(/\d{4}-\d\d-\d\d/g)!;
    assert.ok(from! > "2024-03-20" && from! < "2024-04-15" && to! > "2024-09-15", page.url());
    await page.waitForFunction(
      (from) => document.querySelector("#figures h2")!.textContent!.includes(from),
      from!,
    );
    assert.equal(await shown(), between(from!, to!));
    assert.notEqual(await page.textContent("#drawdowns tbody td"), deepest);
    assert.ok(classes !== null);

    const first = page.locator("[aria-label^='First day']");
    await first.fill("2021-02-30");
    await first.press("Enter");
    assert.equal(await first.inputValue(), from, "no such day");
    await first.fill("2021-02-26");
    await first.press("Enter");
    await page.waitForFunction(() => location.hash.startsWith("#from=2021-02-26"));
    await page.locator("#cumulative .u-over").first().dblclick();
    await page.waitForFunction(() => location.hash === "");
    await page.waitForFunction(() =>
      document.querySelector("#figures h2")!.textContent === "Whole run"
    );
    assert.equal(await shown(), percent(total!.figures.pnl / total!.figures.held!));
  },
);

browserTest(
  "a part's own parts, coverage and contributions are shown, and single lines are left out",
  samplePage,
  { ...WIDE, hash: "#class=Commodity" },
  async (page, { data }) => {
    const own = data.assets.filter((asset) => asset.class === "Commodity").map(({ name }) => name);
    const names = (selector: string) =>
      page.$$eval(selector, (all) => all.map((e) => e.textContent!).sort());
    assert.deepEqual(await names(".contribution button.link"), own.toSorted());
    const covered = await names("#coverage tbody th");
    assert.deepEqual(covered, ["All assets", ...own, "GHOST Comdty", "XPHANTOM Index"].sort());
    assert.equal(await page.textContent("#classes h3"), "One line an asset");
    await page.evaluate(() => location.hash = "asset=NG%20Comdty");
    await page.waitForFunction(() => document.querySelector<HTMLElement>("#classes")!.hidden);
    assert.deepEqual(await names("#coverage tbody th"), ["NG Comdty"]);
    assert.equal(
      await page.locator("nav#contents a:visible", { hasText: "part by part" }).count(),
      0,
    );
  },
);

browserTest(
  "every table is saved as CSV: plain numbers, units in the head, all rows of the straddles",
  samplePage,
  WIDE,
  async (page, { data }) => {
    const tables = await page.locator("main table:visible").count();
    assert.equal(await page.locator("main .csv:visible").count(), tables);
    assert.ok(tables >= 7, `${tables} tables`);
    const saved = async (selector: string) => {
      const waiting = page.waitForEvent("download");
      await page.locator(`${selector} .csv`).first().click();
      const download = await waiting;
      const text = await Deno.readTextFile(await download.path());
      return { name: download.suggestedFilename(), rows: text.trimEnd().split("\n") };
    };
    const falls = await saved("#drawdowns");
    assert.equal(falls.name, "run-drawdowns.csv");
    assert.match(falls.rows[0]!, /^#,Depth \(%\),High on,/);
    assert.match(falls.rows[1]!, /^1,\d+\.\d+,\d{4}-\d\d-\d\d,/);
    const straddles = await saved("#straddles");
    assert.equal(straddles.rows.length, 1 + data.straddles.count);
    assert.match(
      straddles.rows[1]!,
      /^[^,]+,[NF]\d+_[FR]\d_[\d.]+,\d{4}-\d\d,\d{4}-\d\d-\d\d,\d{4}-\d\d-\d\d(,-?[\d.]+){5}$/,
    );
    const months = await saved("#months");
    assert.equal(months.rows[0], "Year,Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec,Total");
    assert.match(months.rows[1]!, /^2020(,-?[\d.]+){13}$/);
  },
);

browserTest(
  "a part of the run is found by typing and chosen by Enter; the charts follow, and back undoes it",
  samplePage,
  WIDE,
  async (page, { data }) => {
    const before = await picture(page, OVER_TIME[0]!);
    const scatter = await picture(page, CHARTS.at(-1)!);
    await page.focus("#scope");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("equity class");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash === "#class=Equity%20index");
    await page.waitForFunction(() =>
      document.querySelector("#figures h2")!.textContent === "Equity index"
    );
    await assertFigures(page, scopeOf(data, "Equity index"));
    assert.notEqual(await picture(page, OVER_TIME[0]!), before);
    assert.notEqual(await picture(page, CHARTS.at(-1)!), scatter);
    const classes = new Map(data.assets.map((asset) => [asset.name, asset.class]));
    assert.ok((await column(page, 1)).every((name) => classes.get(name) === "Equity index"));
    await page.goBack();
    await page.waitForFunction(() =>
      document.querySelector("#figures h2")!.textContent === "Whole run"
    );
    assert.equal(await picture(page, OVER_TIME[0]!), before);
    await page.click(".contribution button:text-is('NG Comdty')");
    await page.waitForFunction(() =>
      document.querySelector("#figures h2")!.textContent === "NG Comdty"
    );
    await page.click(".picker button");
    await page.waitForFunction(() =>
      document.querySelector("#figures h2")!.textContent === "Whole run"
    );
  },
);

browserTest(
  "straddles are filtered by words, gain and path, and sorted by mouse and by keyboard",
  samplePage,
  WIDE,
  async (page, { data, columns }) => {
    const pnl = unpack(columns, data.straddles.pnl);
    const text = (value: number) => percent(value, 2);
    const sorted = pnl.toSorted();
    assert.deepEqual(await column(page, 8), Array.from(sorted.subarray(0, 50), text));
    const header = page.locator(".straddles thead button", { hasText: "P&L" });
    await header.click();
    assert.deepEqual(
      await column(page, 8),
      Array.from(sorted.subarray(-50), text).reverse(),
    );
    assert.equal(
      await page.getAttribute("th:has(> button:text-is('P&L'))", "aria-sort"),
      "descending",
    );
    await header.focus();
    await page.keyboard.press("Enter");
    assert.equal(
      await page.getAttribute("th:has(> button:text-is('P&L'))", "aria-sort"),
      "ascending",
    );
    await page.click("button:text-is('Next')");
    assert.deepEqual(await column(page, 8), Array.from(sorted.subarray(50, 100), text));

    await page.fill("#filter", "ng n5_f3 2022-0");
    const names = await column(page, 1), schedules = await column(page, 2);
    const months = await column(page, 3);
    assert.ok(names.length > 3 && names.length < 10);
    assert.ok(names.every((name) => name === "NG Comdty"));
    assert.ok(schedules.every((name) => name === "N5_F3_25"));
    assert.ok(months.every((month) => month.startsWith("2022-0")));
    await page.selectOption("#kind", "gains");
    assert.ok((await column(page, 8)).every((value) => !value.startsWith("−")));
    await page.fill("#filter", "");
    const gains = pnl.filter((value) => value > 0).length;
    assert.equal(
      await page.textContent("#straddles [role=status]"),
      `${gains.toLocaleString("en")} of ${pnl.length.toLocaleString("en")} straddles`,
    );
    await page.selectOption("#kind", "path");
    assert.equal(await page.locator(ROWS).count(), await page.locator(`${ROWS}.kept`).count());
    await page.fill("#filter", "no such thing");
    assert.equal(await page.locator(ROWS).count(), 0);
  },
);

browserTest(
  "a straddle opens by Enter and by mouse, shows its days, and Escape leads back to its row",
  samplePage,
  WIDE,
  async (page, { data, columns }) => {
    await page.selectOption("#kind", "path");
    const link = page.locator(`${ROWS} a`).first();
    await link.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open] canvas");
    const row = Number(/straddle=(\d+)$/.exec(page.url())![1]);
    const at = unpack(columns, data.paths.straddle).indexOf(row);
    const lengths = unpack(columns, data.paths.length);
    const from = lengths.slice(0, at).reduce((a, b) => a + b, 0);
    assert.equal(await page.locator("dialog tbody tr").count(), lengths[at]);
    const mv = unpack(columns, data.paths.mv).slice(from, from + lengths[at]!);
    assert.deepEqual(
      await page.$$eval("dialog tbody td:nth-child(4)", (all) => all.map((e) => e.textContent)),
      Array.from(mv, (value) => percent(value, 3)),
    );
    const pixels = await drawn(page, "dialog");
    assert.deepEqual(Object.keys(pixels), [
      "Price",
      "Cumulative P&L",
      "Implied vol",
      "Value (mv)",
    ]);
    for (const [name, count] of Object.entries(pixels)) assert.ok(count > 100, `${name}: ${count}`);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !document.querySelector("dialog")!.open);
    assert.ok(!page.url().includes("straddle="));
    assert.ok(await link.evaluate((e) => e === document.activeElement));
    await page.locator(`${ROWS} td`).nth(4).click();
    await page.waitForSelector("dialog[open] canvas");
    await page.click("dialog .close");
    await page.waitForFunction(() => !document.querySelector("dialog")!.open);
  },
);

browserTest(
  "a straddle whose days are not kept names the command that shows them",
  () => renamed(samplePage(), "NG Comdty", "it's; rm -rf $HOME"),
  WIDE,
  async (page) => {
    await page.fill("#filter", "rm -rf f10_f3");
    await page.locator(`${ROWS}:not(.kept) a`).first().click();
    const month = (await column(page, 3))[0];
    assert.ok(month);
    const text = await page.textContent("dialog pre");
    assert.match(
      text!,
      /^straddle value 'it'\\''s; rm -rf \$HOME' '\|\d{4}-\d\d\|\d{4}-\d\d\|F\|10\|F\|3\|12\.5\|' --amt /,
    );
    const [value, explain] = text!.split("\n");
    assert.equal(explain, value!.replace(" value ", " explain "));
    assert.ok(value!.endsWith(" --amt amt.yml --chain futs.csv --prices 'my prices.parquet'"));
    assert.equal(await page.locator("dialog canvas").count(), 0);
  },
);

browserTest(
  "arrow keys move the cursor over a chart and say the values there",
  samplePage,
  WIDE,
  async (page, { data, columns }) => {
    const host = page.locator("#cumulative [role=img]").first();
    const readout = page.locator("#cumulative .readout").first();
    const gist = await readout.textContent();
    await host.focus();
    await page.keyboard.press("End");
    const { series, figures } = data.scopes[0]!;
    const last = unpack(columns, series.pnl).at(-1)! / figures.held!;
    assert.match((await readout.textContent())!, /^2024-12-31: total /);
    assert.ok((await readout.textContent())!.includes(percent(last, 2)));
    await page.keyboard.press("ArrowLeft");
    assert.match((await readout.textContent())!, /^2024-12-30: /);
    await page.keyboard.press("Escape");
    assert.equal(await readout.textContent(), gist);
    const before = await picture(page, OVER_TIME[0]!);
    const toggle = page.locator("#cumulative .legend button", { hasText: "option" });
    await toggle.press("Space");
    assert.equal(await toggle.getAttribute("aria-pressed"), "false");
    await page.waitForFunction(
      (before) =>
        document.querySelector("#cumulative canvas") &&
        (document.querySelector("#cumulative canvas") as HTMLCanvasElement).toDataURL() !== before,
      before,
    );
  },
);

browserTest(
  "a dark system gives a dark page with other lines; the button turns it light",
  samplePage,
  { ...WIDE, colorScheme: "dark" },
  async (page) => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(await background(), "rgb(16, 20, 24)");
    const dark = await picture(page, "Drawdown");
    await page.click("#theme");
    assert.equal(await background(), "rgb(246, 247, 248)");
    await page.waitForFunction(() => document.querySelector("#theme")!.textContent === "Dark");
    assert.notEqual(await picture(page, "Drawdown"), dark);
  },
);

browserTest(
  "on paper the page is light, without controls, its charts fit, and long tables are cut",
  samplePage,
  { ...WIDE, colorScheme: "dark" },
  async (page) => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.waitForSelector("html.printing");
    assert.equal(
      await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
      "rgb(255, 255, 255)",
    );
    for (const control of ["#bar", "#filter", "#theme"]) {
      assert.ok(!(await page.isVisible(control)), control);
    }
    assert.equal(await page.locator(ROWS).filter({ visible: true }).count(), 40);
    // Headers come again on every page, which Chromium refuses to those that hold a button.
    const heads = await page.$$eval(
      "thead, thead button",
      (all) => all.map((e) => `${e.localName} ${getComputedStyle(e).display}`),
    );
    assert.deepEqual(new Set(heads), new Set(["thead table-header-group", "button contents"]));
    const margins = await page.evaluate(() =>
      [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
        .filter((rule) => rule instanceof CSSPageRule).map((rule) => rule.cssText).join()
    );
    assert.match(margins, /@bottom-right \{[^}]*counter\(page\) " of " counter\(pages\)/);
    const widths = await page.$$eval(".uplot", (all) => all.map((e) => e.clientWidth));
    assert.ok(widths.every((width) => width === 690 || width === 336), `${widths}`);
    for (const [name, count] of Object.entries(await drawn(page, "main"))) {
      assert.ok(count > 100, `${name}: ${count}`);
    }
    // As a print dialog has it: emulated, a screen would be printed.
    await page.emulateMedia({ media: null, colorScheme: "dark" });
    await page.waitForSelector("html:not(.printing)");
    const pdf = new TextDecoder("latin1").decode(await page.pdf({ format: "A4" }));
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    assert.ok(pages >= 3 && pages <= 12, `${pages} pages`);
    await page.waitForSelector("html:not(.printing)");
  },
);

browserTest(
  "at 390 pixels nothing makes the page scroll sideways, not even an opened straddle",
  samplePage,
  { viewport: { width: 390, height: 844 } },
  async (page) => {
    assert.ok(await overflow(page) <= 0);
    const widths = await page.$$eval(".uplot", (all) => all.map((e) => e.clientWidth));
    assert.ok(widths.every((width) => width > 250 && width <= 390), `${widths}`);
    await page.selectOption("#kind", "path");
    await page.locator(`${ROWS} a`).first().click();
    await page.waitForSelector("dialog[open] canvas");
    assert.ok(await overflow(page) <= 0);
    const sideways = await page.$eval("dialog", (e) => e.scrollWidth - e.clientWidth);
    assert.ok(sideways <= 0, `${sideways}`);
  },
);

browserTest(
  "tables too wide show it, are reached by Tab, and have the sorted column and the names in view",
  samplePage,
  { viewport: { width: 390, height: 844 } },
  async (page) => {
    for (const width of [390, 768]) {
      await page.setViewportSize({ width, height: 844 });
      await page.click("#straddles thead button:text-is('Asset')");
      const scroller = page.locator("#straddles .scroll");
      await page.waitForFunction(() =>
        document.querySelector("#straddles .table")!.matches(".more-right:not(.more-left)")
      );
      assert.equal(await scroller.evaluate((e) => e.scrollLeft), 0);
      assert.equal(await scroller.getAttribute("tabindex"), "0");
      assert.match((await scroller.getAttribute("aria-label"))!, /^Straddles, table$/);
      // Sorted by what is out of sight on a phone, as from a longer list of keys.
      await page.$eval("#straddles thead th:last-child button", (e) => (e as HTMLElement).click());
      const [inside, name, head] = await Promise.all(
        ["#straddles .scroll", "#straddles tbody th", "#straddles thead th:last-child"].map((at) =>
          page.locator(at).first().boundingBox()
        ),
      );
      assert.ok(head!.x >= name!.x + name!.width - 1, "the names do not cover it");
      assert.ok(head!.x + head!.width <= inside!.x + inside!.width + 1, "it is whole");
      assert.ok(Math.abs(name!.x - inside!.x) <= 1, "the names stay");
      await page.waitForSelector("#straddles .table.more-left");
      // What fits needs no stop of the Tab key, and no date is broken.
      const stops = await page.$$eval(
        ".scroll",
        (all) =>
          all.every((e) =>
            (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) ===
              e.hasAttribute("tabindex")
          ),
      );
      assert.ok(stops);
      const lines = await page.$$eval(
        ".date, .figures dd, td",
        (all) =>
          all.filter((e) => e.checkVisibility() && /^\d{4}-\d\d-\d\d$/.test(e.textContent!))
            .map((e) =>
              new Set([...function () {
                const range = document.createRange();
                range.selectNodeContents(e);
                return range.getClientRects();
              }()].map((rect) => Math.round(rect.top))).size
            ),
      );
      assert.ok(lines.length > 5 && lines.every((n) => n === 1), `${lines}`);
      assert.ok(await overflow(page) <= 0);
    }
  },
);

browserTest(
  "axe-core finds nothing at three widths, light and dark, nor in an opened straddle",
  () => samplePage({ ...FIVE_YEARS, assets: 4, years: 2, paths: 10 }),
  { ...WIDE, reducedMotion: "reduce" },
  async (page) => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1280, 768, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate(() => new Promise(requestAnimationFrame));
        assert.deepEqual(await findings(page), [], `${width} pixels, ${colorScheme}`);
      }
    }
    await page.selectOption("#kind", "path");
    await page.locator(`${ROWS} a`).first().click();
    await page.waitForSelector("dialog[open] canvas");
    assert.deepEqual(await findings(page), [], "a straddle's days");
  },
);

const HOSTILE = `</script><img src=x onerror="alert(1)">&'#%+=`;
browserTest(
  "names are text wherever they stand, and a link to them works",
  () => renamed(samplePage(), "NG Comdty", HOSTILE),
  WIDE,
  async (page, { data }) => {
    assert.equal(await page.locator("img").count(), 0);
    await page.click(`.contribution button:text("onerror")`);
    await page.waitForFunction(
      (name) => document.querySelector("#figures h2")!.textContent === name,
      HOSTILE,
    );
    await assertFigures(page, scopeOf(data, HOSTILE));
    await page.reload();
    await page.waitForSelector("html[data-ready]");
    assert.equal(await page.inputValue("#scope"), HOSTILE);
    assert.ok((await column(page, 1)).every((name) => name === HOSTILE));
    assert.equal(await page.textContent("h1"), `${HOSTILE} all assets`);
    assert.equal(await page.locator("img").count(), 0);
  },
);

browserTest(
  "a run that tells nothing shows dashes and words, never a zero or a fault",
  () => nothing(),
  WIDE,
  async (page) => {
    assert.equal(await page.textContent("[data-figure=sharpe]"), "–");
    assert.equal(await page.textContent("[data-figure=first]"), "–");
    assert.equal(await page.locator("canvas").count(), 0);
    assert.match((await page.textContent("#coverage"))!, /does not tell/);
    assert.match((await page.textContent("#about"))!, /does not tell/);
    assert.equal(await page.textContent("#straddles [role=status]"), "0 of 0 straddles");
  },
);

/** Two runs beside each other, the second of more assets and years. */
function twoRuns(): Sample {
  const small = samplePage({ ...FIVE_YEARS, assets: 3, years: 3, paths: 0 });
  const large = samplePage({ ...FIVE_YEARS, assets: 5, years: 5, paths: 0 });
  const columns = new Uint8Array(small.columns.length + large.columns.length);
  columns.set(small.columns);
  columns.set(large.columns, small.columns.length);
  /** The data with every packed column behind the first run's. */
  const moved = <T>(data: T): T => {
    if (Array.isArray(data)) return data.map(moved) as T;
    if (typeof data !== "object" || data === null) return data;
    const entries = Object.entries(data).map((
      [key, value],
    ) => [key, key === "offset" ? value + small.columns.length : moved(value)]);
    return Object.fromEntries(entries);
  };
  const data: PairData = {
    kind: "pair",
    title: "small and large",
    subtitle: "two runs",
    runs: [{ ...small.data, title: "small" }, { ...moved(large.data), title: "large" }],
    assets: [{
      ...{ name: "NG Comdty", both: 3, changed: 2, change: 0.5 },
      ...{ onlyA: 0, pnlOnlyA: 0, onlyB: 4, pnlOnlyB: 1 },
    }],
  };
  return { data: data as unknown as PageData, columns };
}

browserTest(
  "two runs: figures side by side, both curves, what only one has; part and days chosen for both",
  twoRuns,
  { ...WIDE, reducedMotion: "reduce" },
  async (page, { data }) => {
    const { runs } = data as unknown as PairData;
    const shown = async () =>
      await page.$$eval(
        "#figures tbody tr",
        (rows) =>
          Object.fromEntries(
            rows.map((row) => [...row.querySelectorAll("th, td")].map((e) => e.textContent!)).map((
              [name, ...cells],
            ) => [name, cells]),
          ),
      );
    const [a, b] = runs.map(({ scopes }) => scopes[0]!.figures.pnl / scopes[0]!.figures.held!);
    assert.deepEqual((await shown())["P&L"], [percent(a), percent(b!), percent(b! - a!)]);
    for (const [name, count] of Object.entries(await drawn(page, "main"))) {
      // The difference is drawn in ink, which has no colour.
      if (!name.startsWith("Difference")) assert.ok(count > 100, `${name}: ${count}`);
    }
    assert.match((await page.textContent("#straddles p"))!, /4 only in large; 2 in both/);
    assert.deepEqual(await findings(page), []);
    // A part that only the second run has.
    const own = new Set(runs[0].assets.map(({ name }) => name));
    const only = runs[1].assets.find(({ name }) => !own.has(name))!.name;
    await page.evaluate((name) => location.hash = `asset=${encodeURIComponent(name)}`, only);
    await page.waitForFunction(
      (name) => document.querySelector("#figures h2")!.textContent === name,
      only,
    );
    assert.equal((await shown())["P&L"]![0], "–");
    await page.evaluate(() => location.hash = "from=2021-01-01&to=2021-12-31");
    await page.waitForFunction(() =>
      document.querySelector("#figures h2")!.textContent!.includes("2021-01-01")
    );
    const [left, right] = (await shown())["P&L"]!;
    assert.ok(left !== percent(a) && right !== percent(b!) && left !== "–" && right !== "–");
    assert.equal(await page.getAttribute("#straddles-title", "data-shows"), "shows all days");
  },
);

/** The sample with an asset (and the run) of another name. */
function renamed({ data, columns }: Sample, from: string, to: string): Sample {
  const name = (old: string) => old === from ? to : old;
  const { assets } = data.facts;
  return {
    columns,
    data: {
      ...data,
      title: to,
      assets: data.assets.map((asset) => ({ ...asset, name: name(asset.name) })),
      scopes: data.scopes.map((scope) => ({ ...scope, name: name(scope.name) })),
      facts: {
        ...data.facts,
        assets: Object.fromEntries(Object.entries(assets).map(([old, fact]) => [name(old), fact])),
      },
    },
  };
}

/** A run without a straddle, from a file that tells nothing else. */
function nothing(): Sample {
  const { data, columns } = samplePage({ ...FIVE_YEARS, assets: 1, years: 1 });
  const none = { offset: 0, length: 0, width: 1, decimals: 0, delta: false };
  const empty = <T extends object>(columns: T): T =>
    Object.fromEntries(
      Object.entries(columns).map((
        [key, value],
      ) => [key, typeof value === "object" ? none : value]),
    ) as T;
  const total = data.scopes[0]!;
  const figures = Object.fromEntries(
    FIGURES.map(({ key }) => [
      key,
      ["days", "straddles", "pnl", "opnl", "hpnl"].includes(key) ? 0 : null,
    ]),
  ) as unknown as Scope["figures"];
  return {
    columns,
    data: {
      ...data,
      facts: {
        version: undefined,
        arguments: undefined,
        inputs: [],
        counts: undefined,
        assets: {},
      },
      assets: [],
      inputs: [],
      schedules: [],
      scheduleFields: [],
      scheduleWeights: [],
      scheduleFigures: [],
      scopes: [{
        ...total,
        figures,
        drawdowns: [],
        series: { ...empty(total.series), held: empty(total.series.held), added: {} },
        months: { first: 0, pnl: none },
        histogram: { from: 0, width: 0, counts: [] },
      }],
      straddles: { ...empty(data.straddles), count: 0 },
      paths: empty(data.paths),
    },
  };
}
