# SPDX-License-Identifier: MIT
#
# Completion for fish. It asks the program, so that it never offers what that program does not take. Installed
# as share/fish/vendor_completions.d/clachan.fish.

function __clachan_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l found ($words[1] complete -- $words[2..-1] (commandline --current-token --cut-at-cursor) 2>/dev/null)
    if test (count $found) -eq 0; or test "$found[1]" = :files
        __fish_complete_path (commandline --current-token)
    else
        printf '%s\n' $found
    end
end

complete --command clachan --no-files --arguments '(__clachan_complete)'
