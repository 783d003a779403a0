/** `straddle explain`: why one straddle has the rows it has, in words. */
import { Command, InvalidArgumentError, Option } from "commander";
import { parseDay } from "../base/calendar.ts";
import { EXIT } from "../base/errors.ts";
import type { InputOptions } from "../inputs/paths.ts";
import { addInputOptions, addRuleOptions } from "./input_options.ts";
import { NO_COLOR_HELP, textView } from "./output_options.ts";
import { addStraddleArguments, loadSingle, takeSingleSwitches } from "./single_options.ts";
import { addSwitchOptions, type SwitchOptions } from "./switch_options.ts";
import { sayWithoutEffect } from "./slips.ts";

interface ExplainOptions extends InputOptions, SwitchOptions {
  readonly format: "text" | "json";
  readonly day?: string;
}

export function explainCommand(): Command {
  const command = addStraddleArguments(
    new Command("explain")
      .description(
        "Tells how one straddle came about, step by step: its schedule, the series it is read from, " +
          "the entry and expiry day, the strikes, the P&L of these days and of those with the " +
          "largest, and the end state. Exit code 1 when it has no value.",
      ),
  );
  addRuleOptions(addInputOptions(command, true));
  return addSwitchOptions(command)
    .option("--day <date>", "also the P&L of this day (YYYY-MM-DD)", day)
    .addOption(
      new Option("-f, --format <format>", "words or data").choices(["text", "json"]).default(
        "text",
      ),
    )
    .option("--no-color", NO_COLOR_HELP)
    .addHelpText(
      "after",
      `
Examples:
  straddle explain 'KLP Comdty' 2024-03 0                        the first one
  straddle explain 'KLP Comdty' '|2024-02|2024-03|N|0|BD|4|25|'  as a run has it
  straddle explain 'KLP Comdty' 2024-03 0 --day 2024-03-05       that day too
  straddle explain 'KLP Comdty' 2024-03 -1 -f json               all, as data
  straddle explain 'KLP Comdty' 2024-03 0 --attribution          P&L by part
  straddle explain 'KLP Comdty' 2024-03 0 --hedge weekly         its trades`,
    )
    .action(action);
}

async function action(
  name: string,
  when: number | string,
  position: number | undefined,
  options: ExplainOptions,
): Promise<void> {
  sayWithoutEffect(options, { day: options.format === "json" && "on json, which holds every day" });
  const { inputs, database, asset, month, index } = await loadSingle(name, when, position, options);
  const { explain } = await import("../inspect/explain/explain.ts");
  const { explanationText } = await import("../inspect/explain/text.ts");
  const { writeJson, writeText } = await import("../output/write_text.ts");
  const switches = await takeSingleSwitches(options, inputs.amt, asset);
  const explanation = await explain(inputs, database, asset, month, index, switches);
  if (options.format === "json") await writeJson(explanation, undefined);
  else {
    const text = explanationText(explanation, { day: options.day, ...textView() });
    await writeText(text, undefined);
  }
  if (!explanation.complete) Deno.exitCode = EXIT.nothing;
}

function day(text: string): string {
  if (parseDay(text) === undefined) throw new InvalidArgumentError("Give a day as YYYY-MM-DD.");
  return text;
}
