-- expect: attack.lua:7: 1 3 alpha beta zeta
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local names = {}
    for name in pairs({ zeta = 1, alpha = 2, [3] = 3, beta = 4, [1] = 5 }) do names[#names + 1] = tostring(name) end
    error(table.concat(names, " "))
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
