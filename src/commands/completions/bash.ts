/** Completion for bash 3.2 and later. */
import type { CompletedOption, CompletionTree } from "./tree.ts";

export function bashScript({ program, options, commands }: CompletionTree): string {
  const names = commands.map(({ name }) => name);
  const flagsOf = (options: readonly CompletedOption[]) => options.flatMap(({ flags }) => flags);
  const values = commands.flatMap(({ name, options }) =>
    options.filter(({ takesValue }) => takesValue).map(({ flags, choices }) =>
      `    ${flags.map((flag) => `"${name} ${flag}"`).join("|")}) ` +
      `words="${choices.join(" ")}"; value=1 ;;`
    )
  );
  const cases = commands.map(({ name, options, choices, isAsset }) =>
    `    ${name}) flags="${flagsOf(options).join(" ")}"; words="${choices.join(" ")}"` +
    `${isAsset ? "; assets=1" : ""} ;;`
  );
  // Without any reply "-o default" offers files.
  return `# ${program} for bash. Put into ~/.bashrc: source <(${program} completions bash)
_${program}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}"
  local flags="" words="" value=0 assets=0 name plain form
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${[...names, ...flagsOf(options)].join(" ")}" -- "$current"))
    return
  fi
  case "$command \${COMP_WORDS[COMP_CWORD-1]}" in
${values.join("\n")}
    *) case "$command" in
${cases.join("\n").replace(/^/gm, "  ")}
    esac ;;
  esac
  case "$value$current" in
    0-*) words="$flags" ;;
  esac
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
  case "$value$assets$current" in
    01-*) ;;
    01*)
      # Names have blanks: what was typed may have quotes or backslashes for them.
      case "$current" in
        [\\"\\']*) plain="\${current:1}" form=%s ;;
        *) plain="\${current//\\\\/}" form=%q ;;
      esac
      while IFS= read -r name; do
        case "$name" in
          "$plain"*) COMPREPLY+=("$(printf "$form" "$name")") ;;
        esac
      done < <("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null) ;;
  esac
}
complete -o bashdefault -o default -F _${program} ${program}
`;
}
