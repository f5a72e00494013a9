extension Shell {
  /// What the shell runs: it asks `tally complete`, so that a new version needs no new script.
  var script: String {
    switch self {
    case .bash: Self.bashScript
    case .zsh: Self.zshScript
    case .fish: Self.fishScript
    }
  }

  // Bash cuts a line at : = and, if it completes host names, at @. So tally takes the line itself apart, and is told
  // how much of the last word Bash is going to replace.
  private static let bashScript = #"""
    # Completion of tally for Bash.
    _tally() {
      local IFS=$'\n'
      COMPREPLY=($(tally complete --bash -- "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null))
      case ${COMPREPLY[0]-} in
        $'\tfile')
          COMPREPLY=()
          compopt -o default
          ;;
        *[@#=/,]) compopt -o nospace ;;
      esac 2>/dev/null
    }
    complete -F _tally tally

    """#

  private static let zshScript = #"""
    #compdef tally
    # Completion of tally for Zsh.
    _tally() {
      local line word text
      local -a going_on whole
      for line in "${(@f)$(tally complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}"; do
        case $line in
          '') continue ;;
          $'\tfile')
            [[ $PREFIX == --*=* ]] && compset -P '*='
            _files
            return
            ;;
        esac
        word=${line%%$'\t'*}
        text=${word//:/\\:}
        [[ $line == *$'\t'* ]] && text+=:${line#*$'\t'}
        case $word in
          *[@#=/,]) going_on+=("$text") ;;
          *) whole+=("$text") ;;
        esac
      done
      _describe -V tally going_on -S '' -- whole
    }
    if [[ ${funcstack[1]} == _tally ]]; then _tally "$@"; else compdef _tally tally; fi

    """#

  private static let fishScript = #"""
    # Completion of tally for fish.
    function __tally_complete
      set -l words (commandline -opc)
      set -l current (commandline -ct | string replace -r '^["\']' '')
      set -l lines (tally complete -- $words[2..] "$current" 2>/dev/null)
      if test "$lines[1]" = \tfile
        set -l lead (string match -r -- '^--[^=]*=' "$current")
        set -l path (string replace -r -- '^--[^=]*=' '' "$current")
        __fish_complete_path "$path" | string replace -r '^' -- "$lead"
      else
        printf '%s\n' $lines
      end
    end
    complete -c tally -f -a '(__tally_complete)'

    """#
}
