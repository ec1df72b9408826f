-- expect: attack.lua:3: there is no name 'pcall' here
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  pcall(error)
end }
