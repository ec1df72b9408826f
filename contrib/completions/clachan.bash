# SPDX-License-Identifier: MIT
#
# Completion for bash. It asks the program, so that it never offers what that program does not take. Installed
# as share/bash-completion/completions/clachan; to try it: . contrib/completions/clachan.bash

_clachan()
{
    local word meaning
    COMPREPLY=()
    while IFS=$'\t' read -r word meaning; do
        [ "$word" = :files ] || COMPREPLY+=("$word")
    done < <("$1" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}

# Where the program has nothing to offer, files are.
complete -o default -F _clachan clachan
