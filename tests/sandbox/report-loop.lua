-- expect: attack.lua:3: stopped: a template may take …
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  while true do end
end }
