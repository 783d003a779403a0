// deno-lint-ignore-file no-console
/** `deno task screenshots`: the README's pictures of a report, on the sample data. */
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { CHROMIUM } from "../tests/report/browser.ts";

const docs = fileURLToPath(new URL("./", import.meta.url));
const folder = Deno.makeTempDirSync();
const report = `${folder}/report.html`;
const command = new Deno.Command(Deno.execPath(), {
  args: ["task", "-q", "straddle", "backtest", "-q", "-o", `${folder}/sample.parquet`]
    .concat("--report", report),
});
if (!command.outputSync().success) throw new Error("Cannot make the sample's report");
const browser = await chromium.launch({ executablePath: CHROMIUM!, args: ["--no-sandbox"] });
const SHOTS = [
  { name: "report", hash: "", scheme: "light", height: 930 },
  { name: "straddle", hash: "#straddle=426", scheme: "dark", height: 820 },
] as const;
for (const { name, hash, scheme, height } of SHOTS) {
  const viewport = { width: 1080, height };
  const page = await browser.newPage({ viewport, colorScheme: scheme, reducedMotion: "reduce" });
  await page.goto(`file://${report}${hash}`);
  await page.waitForSelector(hash === "" ? "canvas" : "dialog canvas");
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${docs}${name}.png` });
  console.log(`docs/${name}.png`);
}
await browser.close();
Deno.removeSync(folder, { recursive: true });
