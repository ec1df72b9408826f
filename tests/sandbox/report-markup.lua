-- expect: attack.lua:3: out:raw takes markup only, got a text; write html.markup("…", …) or out:text(…)
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  out:raw("<script>")
end }
