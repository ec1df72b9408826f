-- expect: attack.lua:3: stack overflow
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  local function f(n) return 1 + f(n + 1) end f(1)
end }
