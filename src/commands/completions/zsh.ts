/** Completion for zsh 5. */
import type { CompletedOption, CompletionTree } from "./tree.ts";

export function zshScript({ program, options, commands }: CompletionTree): string {
  const list = commands.map(({ name, summary }) =>
    `    ${quoted(`${name}:${summary.replaceAll(":", "\\:")}`)}`
  );
  const cases = commands.map(({ name, options, choices, isAsset }) => {
    const rest = isAsset
      ? [`:asset:{_${program}_assets; compadd -- ${choices.join(" ")}}`, "*:file:_files"]
      : [choices.length > 0 ? `:value:(${choices.join(" ")})` : "*:file:_files"];
    const lines = [...options.map(optionSpec), ...rest.map(quoted)];
    return `    ${name})\n      _arguments -s ${lines.join(" \\\n        ")} ;;`;
  });
  return `#compdef ${program}
# ${program} for zsh. Put into ~/.zshrc, after compinit: source <(${program} completions zsh)
_${program}_assets() {
  local -a names
  names=("\${(@f)$(\${(Q)invoked} __complete "\${(@)words[1,CURRENT-1]}" 2>/dev/null)}")
  compadd -a names
}
_${program}() {
  local invoked=$words[1]
  local -a commands
  commands=(
${list.join("\n")}
  )
  if (( CURRENT == 2 )); then
    if [[ $PREFIX == -* ]]; then
      _arguments ${options.map(optionSpec).join(" \\\n        ")}
    else
      _describe -t commands command commands
    fi
    return
  fi
  # Each command's arguments are counted from its own name.
  shift words
  (( CURRENT-- ))
  case $words[1] in
${cases.join("\n")}
  esac
}
if [[ $funcstack[1] == _${program} ]]; then
  _${program} "$@"
else
  compdef _${program} ${program}
fi
`;
}

/** `'(-o --output)'{-o,--output}'[write to a file]:value:_files'`. */
function optionSpec({ flags, description, takesValue, choices }: CompletedOption): string {
  const text = description.replace(/[\\[\]:]/g, "\\$&");
  const action = choices.length > 0 ? `(${choices.join(" ")})` : "_files";
  const tail = quoted(`[${text}]${takesValue ? `:value:${action}` : ""}`);
  if (flags.length === 1) return `${flags[0]}${tail}`;
  return `'(${flags.join(" ")})'{${flags.join(",")}}${tail}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
