// deno-lint-ignore-file no-console
/** `deno task screenshots`: the pictures of README and docs of reports, on the sample data. */
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { CHROMIUM } from "../tests/report/browser.ts";

const docs = fileURLToPath(new URL("./", import.meta.url));
const folder = Deno.makeTempDirSync();
const made = {
  report: ["backtest", "-q", "-o", `${folder}/sample.parquet`],
  sweep: ["sweep", "-q", "-o", `${folder}/sweep.parquet`, "--vary", "entry=N0,N2,N4,N6,N8,N10,F0"]
    .concat("--vary", "expiry=F1,F2,F3,F4,R2,W2"),
};
function straddle(...args: readonly string[]): void {
  const command = ["task", "-q", "straddle", ...args];
  const { success } = new Deno.Command(Deno.execPath(), { args: command }).outputSync();
  if (!success) throw new Error(`Cannot run straddle ${args.join(" ")}`);
}
straddle(...made.report, "--report", `${folder}/report.html`);
straddle(...made.sweep);
straddle("sweep", "report", `${folder}/sweep.parquet`, "-o", `${folder}/sweep.html`);
const browser = await chromium.launch({ executablePath: CHROMIUM!, args: ["--no-sandbox"] });
const SHOTS = [
  { name: "report", of: "report", hash: "", scheme: "light", width: 1080, height: 1130 },
  { name: "report-dark", of: "report", hash: "", scheme: "dark", width: 768, height: 1000 },
  { name: "report-phone", of: "report", hash: "", scheme: "light", width: 390, height: 844 },
  { name: "report-print", of: "report", hash: "", scheme: "light", width: 794, height: 1123 },
  {
    name: "straddle",
    of: "report",
    hash: "#straddle=426",
    scheme: "dark",
    width: 1080,
    height: 820,
  },
  { name: "sweep", of: "sweep", hash: "", scheme: "light", width: 1080, height: 1010 },
] as const;
for (const { name, of, hash, scheme, width, height } of SHOTS) {
  const viewport = { width, height };
  const page = await browser.newPage({ viewport, colorScheme: scheme, reducedMotion: "reduce" });
  await page.goto(`file://${folder}/${of}.html${hash}`);
  await page.waitForSelector("html[data-ready]");
  await page.waitForSelector(hash === "" ? "canvas" : "dialog canvas");
  if (name === "report-print") {
    await page.emulateMedia({ media: "print" });
    await page.evaluate("document.body.style.padding = '40px 38px'");
  }
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${docs}${name}.png` });
  console.log(`docs/${name}.png`);
}
await browser.close();
Deno.removeSync(folder, { recursive: true });
