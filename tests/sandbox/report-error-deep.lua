-- expect: attack.lua:3: deep
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  local function f(n) if n == 0 then error("deep") end f(n - 1) end f(150000)
end }
