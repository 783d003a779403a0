/** `straddle completions`: a script that teaches a shell the program's commands and options. */
import { Argument, Command } from "commander";
import { fileOption, takeOutput } from "./output_options.ts";

const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

export function completionsCommand(): Command {
  return new Command("completions")
    .description(
      "Prints a script that makes a shell complete the program's commands, options and their values, " +
        "and the assets of the asset table at hand.",
    )
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addOption(fileOption())
    .addHelpText(
      "after",
      `
Where it goes:
  ~/.bashrc                  source <(straddle completions bash)
  ~/.zshrc, after compinit   source <(straddle completions zsh)
  once, for fish
    straddle completions fish -o ~/.config/fish/completions/straddle.fish
  $PROFILE, for PowerShell
    straddle completions powershell | Out-String | Invoke-Expression`,
    )
    .action(action);
}

async function action(
  shell: typeof SHELLS[number],
  options: { readonly output?: string },
  command: Command,
): Promise<void> {
  const output = takeOutput(options.output);
  const { completionTree } = await import("./completions/tree.ts");
  const { writeText } = await import("../output/write_text.ts");
  const tree = completionTree(command.parent!);
  await writeText((await scriptOf(shell))(tree), output);
}

async function scriptOf(shell: typeof SHELLS[number]) {
  switch (shell) {
    case "bash":
      return (await import("./completions/bash.ts")).bashScript;
    case "zsh":
      return (await import("./completions/zsh.ts")).zshScript;
    case "fish":
      return (await import("./completions/fish.ts")).fishScript;
    case "powershell":
      return (await import("./completions/powershell.ts")).powershellScript;
  }
}
