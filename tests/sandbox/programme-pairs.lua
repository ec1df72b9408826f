-- expect: 1.lua:2: there is no word 'pairs' here; did you mean 'ipairs'?
for k, v in pairs({ b = 1, a = 2 }) do end
