-- expect: attack.lua:3: memory limit of 256 MiB reached
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  local t = {} for i = 1, 100000000 do t[i] = { i } end
end }
