/** Completion for PowerShell 5.1 and later. */
import type { CompletedOption, CompletionTree } from "./tree.ts";

export function powershellScript({ program, options, commands }: CompletionTree): string {
  const flagLines = (options: readonly CompletedOption[]) =>
    options.flatMap(({ flags, description }) => flags.map((flag) => pair(flag, description)));
  const values = (options: readonly CompletedOption[]) =>
    options.filter(({ takesValue }) => takesValue).flatMap(({ flags, choices }) =>
      flags.map((flag) => `${quoted(flag)} = @(${choices.map(quoted).join(", ")})`)
    );
  const cases = commands.map(({ name, options, choices, isAsset }) =>
    `    ${quoted(name)} {
      $flags = ${list(flagLines(options))}
      $values = @{ ${values(options).join("; ")} }
      $words = ${list(choices.map((choice) => pair(choice, choice)))}
      $assets = $${isAsset}
    }`
  );
  // No result at all makes PowerShell offer files.
  return `# ${program} for PowerShell. Put into $PROFILE: ${program} completions powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ${quoted(program)} -ScriptBlock {
  param($current, $ast, $cursor)
  $before = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() })
  $flags = ${list(flagLines(options))}
  $values = @{}
  $assets = $false
  $words = ${list(commands.map(({ name, summary }) => pair(name, summary)))}
  if ($before.Count -gt 1) {
    $words = @()
    switch -CaseSensitive ($before[1]) {
${cases.join("\n").replace(/^/gm, "  ")}
    }
  }
  $last = $before[-1]
  if ($values.ContainsKey($last)) {
    $words = @($values[$last] | ForEach-Object { , @($_, $_) })
  } elseif ($current.StartsWith('-')) {
    $words = $flags
  } elseif ($assets) {
    # Names have blanks, so they come in quotes, whether or not one was typed.
    $typed = $current.Trim("'", '"')
    & $before[0] __complete @($before | Select-Object -Skip 1) 2>$null |
      Where-Object { $_.StartsWith($typed) } | ForEach-Object {
        $text = "'" + $_.Replace("'", "''") + "'"
        [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
      }
  }
  $words | Where-Object { $_[0].StartsWith($current) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
  }
}
`;
}

/** Pairs as a list; without the comma in front PowerShell would unfold a list of one. */
function list(pairs: readonly string[]): string {
  return pairs.length === 1 ? `@(, ${pairs[0]})` : `@(${pairs.join(", ")})`;
}

/** A word and its tool tip. */
function pair(word: string, tip: string): string {
  return `@(${quoted(word)}, ${quoted(tip)})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
