/** Completion for fish 3. */
import type { CompletedOption, CompletionTree } from "./tree.ts";

export function fishScript({ program, options, commands }: CompletionTree): string {
  const first = `complete -c ${program} -n __fish_use_subcommand`;
  const lines = [
    `# ${program} for fish. Save as ~/.config/fish/completions/${program}.fish`,
    ...options.map((option) => `${first}${optionSpec(option)}`),
  ];
  // The words before the one that is typed, the program's own name first.
  const ask = "(set -l t (commandline -opc); $t[1] __complete $t[2..-1] 2>/dev/null)";
  for (const { name, summary, options, choices, isAsset } of commands) {
    const inside = `complete -c ${program} -n '__fish_seen_subcommand_from ${name}'`;
    lines.push(`${first} -f -a ${name} -d ${quoted(summary)}`);
    lines.push(...options.map((option) => `${inside}${optionSpec(option)}`));
    if (isAsset) lines.push(`${inside} -a ${quoted(ask)}`);
    if (choices.length > 0) lines.push(`${inside} -f -a ${quoted(choices.join(" "))}`);
  }
  return lines.join("\n") + "\n";
}

/** ` -s o -l output -r -d 'write to a file'`. */
function optionSpec({ flags, description, takesValue, choices }: CompletedOption): string {
  const names = flags.map((flag) =>
    flag.startsWith("--") ? ` -l ${flag.slice(2)}` : ` -s ${flag.slice(1)}`
  );
  const values = choices.length > 0
    ? ` -x -a ${quoted(choices.join(" "))}`
    : takesValue
    ? " -r"
    : "";
  return `${names.join("")}${values} -d ${quoted(description)}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
