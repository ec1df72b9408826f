-- expect: attack.lua:3: stopped: a template may write 67108864 bytes
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  local s = ("x"):rep(1000000) while true do out:line(s) end
end }
