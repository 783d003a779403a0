/** `straddle explain`: why one straddle has the rows it has, in words. */
import { Command, Option } from "commander";
import { EXIT } from "../errors.ts";
import type { InputOptions } from "../inputs.ts";
import { addInputOptions } from "./options.ts";
import { addStraddleArguments, loadSingle } from "./single_options.ts";

interface ExplainOptions extends InputOptions {
  readonly format: "text" | "json";
}

export function explainCommand(): Command {
  const command = addStraddleArguments(
    new Command("explain")
      .description(
        "Tells how one straddle came about, step by step: its schedule, the series it is read from, " +
          "the entry and expiry day, the strikes, the P&L and the end state. Exit code 1 when it " +
          "has no value.",
      ),
  );
  return addInputOptions(command, true)
    .addOption(
      new Option("-f, --format <format>", "words or data").choices(["text", "json"]).default(
        "text",
      ),
    )
    .addHelpText(
      "after",
      `
Examples:
  straddle explain 'CL Comdty' 2024-03 0              the first component of its schedule
  straddle explain 'CL Comdty' 2024-03 -1 -f json     the last one, as data`,
    )
    .action(action);
}

async function action(
  name: string,
  month: number,
  index: number,
  options: ExplainOptions,
): Promise<void> {
  const { inputs, database, asset } = await loadSingle(name, options);
  const { explain } = await import("../explain.ts");
  const { explanationText } = await import("../explain_text.ts");
  const { writeText } = await import("../output/small_text.ts");
  const explanation = await explain(inputs, database, asset, month, index);
  await writeText(
    options.format === "json"
      ? `${JSON.stringify(explanation, null, 2)}\n`
      : explanationText(explanation),
    undefined,
  );
  if (!explanation.complete) Deno.exitCode = EXIT.nothing;
}
