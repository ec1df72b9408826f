-- expect: attack.lua:3: there is no name 'os' here
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  os.execute("id")
end }
