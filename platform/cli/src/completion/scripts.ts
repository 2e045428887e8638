/**
 * Completion scripts, by shell. Each asks the very program that is typed, so that one script serves every checkout; see
 * completionLines() for what it answers.
 */
export const completionScripts = {
  bash: `# bash completion for gitops
_gitops() {
  local program=\${COMP_WORDS[0]/#\\~/$HOME} strip= line word i
  local words=()
  # Readline splits words at "=", which is a part of ours.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((\${#words[@]})) && [[ $word == "=" || \${COMP_WORDS[i - 1]} == "=" ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done
  word=\${words[\${#words[@]} - 1]}
  [[ $word == --*=* ]] && strip=\${word%%=*}=
  COMPREPLY=()
  while IFS=$'\\t' read -r line _; do
    if [[ $line == :files ]]; then
      compopt -o default
      return
    fi
    COMPREPLY+=("\${line#"$strip"}")
  done < <("$program" __complete "\${words[@]}" 2>/dev/null)
}
complete -F _gitops gitops
`,
  zsh: `#compdef gitops
# zsh completion for gitops
_gitops() {
  local -a lines described
  local line
  lines=("\${(@f)$("\${~words[1]}" __complete "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ $lines[1] == :files ]]; then
    _files
    return
  fi
  for line in $lines; do
    described+=("\${\${line//:/\\\\:}/$'\\t'/:}")
  done
  _describe -V gitops described
}
compdef _gitops gitops
`,
  fish: `# fish completion for gitops
function __gitops_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    set -l lines ($program __complete $words[2..-1] 2>/dev/null)
    if test "$lines" = :files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $lines
    end
end
complete -c gitops -f -k -a '(__gitops_complete)'
`,
} as const
