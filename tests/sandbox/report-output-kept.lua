-- expect: attack.lua:4: output
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  out:line("x")
  error(out)
end }
