/** Scripts that make a shell ask `headroom --get-yargs-completions`. yargs writes in the form of the shell that SHELL names. */

const BASH = `# headroom completion bash >> ~/.bashrc
_headroom_completions() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(SHELL=bash headroom --get-yargs-completions "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o bashdefault -o default -F _headroom_completions headroom llm-headroom
`;

const ZSH = `#compdef headroom llm-headroom
# headroom completion zsh >> ~/.zshrc, after compinit; or into a file _headroom of your fpath
_headroom_completions() {
  local -a reply
  reply=("\${(@f)$(SHELL=zsh headroom --get-yargs-completions "\${(@)words[1,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${reply[*]}" ]]; then _describe 'headroom' reply; else _files; fi
}
compdef _headroom_completions headroom llm-headroom
`;

const FISH = `# headroom completion fish > ~/.config/fish/completions/headroom.fish
function __headroom_completions
  SHELL=fish headroom --get-yargs-completions (commandline -opc) (commandline -ct) 2>/dev/null
end
complete -c headroom -a '(__headroom_completions)'
complete -c llm-headroom -a '(__headroom_completions)'
`;

/** The script by the name of its shell. */
export const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;
