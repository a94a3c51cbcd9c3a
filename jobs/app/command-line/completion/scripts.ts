/**
 * Scripts by shell. Each asks `joinery complete -- WORD…`, which answers a candidate a line, with its
 * description after a tab, and at last `:4`, cobra's word for "no files". Where it has no candidates the shell
 * offers files.
 */
export const completionScripts = {
  bash: `_joinery() {
  local IFS=$'\\n'
  COMPREPLY=($(joinery complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | sed -e '/^:/d' -e 's/\\t.*//'))
}
complete -o default -F _joinery joinery
`,
  zsh: `#compdef joinery
_joinery() {
  local line
  local -a candidates
  for line in "\${(@f)$(joinery complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z $line || $line == :* ]] || candidates+=("\${\${line//:/\\\\:}/$'\\t'/:}")
  done
  if (( $#candidates )); then _describe joinery candidates; else _files; fi
}
compdef _joinery joinery
`,
  fish: `complete -c joinery -e
complete -c joinery -a '(joinery complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null | string match -v ":*")'
`,
  kubectl: `#!/bin/sh
exec kubectl-joinery complete -- "$@"
`,
} as const;

export type CompletingShell = keyof typeof completionScripts;
