/** Section 16 explained: every formula's number is the engine's, whatever the model, rules and policy. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { parsePolicy } from "../../../src/engine/hedging/policy.ts";
import type { Switches } from "../../../src/engine/switches.ts";
import { CURRENT, REFERENCE } from "../../../src/inputs/rules.ts";
import { openPrices } from "../../../src/inputs/prices/database.ts";
import { explain } from "../../../src/inspect/explain/explain.ts";
import { explanationText } from "../../../src/inspect/explain/text.ts";
import { loadAmt, loadInputs } from "../../../src/loader.ts";
import { SAMPLE } from "../../cli/program.ts";

const POLICIES = ["daily", "weekly", "every:3", "band:0.1", "edge:0.1", "ww:0.01", "entry", "none"];

const at = (name: string) => join(SAMPLE, name);
const paths = { chain: at("futs.csv"), overrides: at("overrides.csv") };
const database = await openPrices([at("prices.parquet")]);
const inputs = loadInputs(loadAmt(at("amt.yml")), { ...paths, rules: CURRENT });
const MONTH = 2024 * 12 + 2;

function switchesOf(policy: string, side: 1 | -1 = 1): Switches {
  return {
    greeks: true,
    attribution: true,
    hedge: parsePolicy(policy)!,
    costs: { side, optionFactor: 2, hedge: { byName: { Swap: 0.25 }, others: 1 } },
  };
}

Deno.test("G-1…G-6: the formulas of every day agree with the engine, under every policy", async () => {
  // An explanation throws where a formula's number is not the engine's.
  let trades = 0, parts = 0;
  for (const [n, asset] of [...inputs.amt.byUnderlying.values()].entries()) {
    const rules = asset.model !== "NS" && n % 2 === 0 ? REFERENCE : CURRENT;
    for (let index = 0; index < 3; index++) {
      const policy = POLICIES[(3 * n + index) % POLICIES.length]!;
      const switches = switchesOf(policy, index === 1 ? -1 : 1);
      const single = { ...inputs, rules };
      const { pnl } = await explain(single, database, asset, MONTH, index, switches);
      for (const { study } of pnl?.days ?? []) {
        if (study!.trade) trades++;
        if (study!.largest === null) continue;
        const sizes = ["theta", "gamma", "vega", "delta"].map((part) =>
          Math.abs(study!.added[`pnl_${part}`] ?? 0)
        );
        assert.equal(Math.max(...sizes), Math.abs(study!.added[`pnl_${study!.largest}`]!));
        parts++;
      }
      if (pnl === null) continue;
      const { sums } = pnl;
      const sum = (names: string[]) => names.reduce((sum, name) => sum + (sums![name] ?? 0), 0);
      const whole = sum(["pnl_theta", "pnl_gamma", "pnl_vega", "pnl_delta"]);
      assert.ok(Math.abs(whole - pnl.pnl) < 1e-12);
    }
  }
  assert.ok(trades > 200 && parts > 600, `${trades} trades, ${parts} days`);
});

Deno.test("the words name the largest part, the break-even move, each trade and whose reading costs are", async () => {
  const asset = inputs.amt.byUnderlying.get("KLP Comdty")!;
  const explanation = await explain(inputs, database, asset, MONTH, 0, switchesOf("weekly"));
  const text = explanationText(explanation);
  for (
    const words of [
      "theta part = f(141.73, 41.98, 12) − mv before = 0.06125909359 − 0.06373460280753314 = ",
      "theta + gamma + vega + delta = pnl = 0.019210049461551984; the largest is gamma, of the price",
      "break-even move σ·S / √252 = 41.98 %·141.73 / √252 = 3.748037703; S moved -6.61, 1.76 times it",
      "held = -0.37815796418573044, before 0.3349323374407924: buys 0.7130903016 at S = 135.12",
      "cost_option = κ · Slippage · SlippageFactor · vega = 2 · 2.5 · 0.002245235548 = ",
      "(Slippage as points of vol: our reading)",
      "Each day's P&L by what moved (% of the strike), and how far the price had to move:",
      "2024-02-23   1.9210  -0.2476   1.1429  -0.0394   1.0650    gamma       3.748  -6.61",
      "2024-02-23   buys   0.71309  135.12  -0.37816  0.0069",
    ]
  ) assert.ok(text.includes(words), `${words}\nis not in\n${text}`);
});

Deno.test("without switches an explanation has no word of them", async () => {
  const asset = inputs.amt.byUnderlying.get("KLP Comdty")!;
  const explanation = await explain(inputs, database, asset, MONTH, 0);
  assert.ok(explanation.pnl!.days.every((day) => !("study" in day)));
  assert.equal("sums" in explanation.pnl!, false);
  assert.doesNotMatch(explanationText(explanation), /theta|held|cost_|break-even/);
});
