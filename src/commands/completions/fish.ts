/** Completion for fish 3. */
import type { CompletedOption, CompletionTree } from "./tree.ts";

export function fishScript({ program, options, commands }: CompletionTree): string {
  const first = `complete -c ${program} -n __fish_use_subcommand`;
  const lines = [
    `# ${program} for fish. Save as ~/.config/fish/completions/${program}.fish`,
    ...options.map((option) => `${first}${optionSpec(option)}`),
  ];
  for (const { name, summary, options, choices } of commands) {
    const inside = `complete -c ${program} -n '__fish_seen_subcommand_from ${name}'`;
    lines.push(`${first} -f -a ${name} -d ${quoted(summary)}`);
    lines.push(...options.map((option) => `${inside}${optionSpec(option)}`));
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
