clause "Q1" { source = "a page", sense = "Four." }
local t = bands "t" { [10] = "20.00", [100] = "165.00", cite = "Q1" }
local m = marginal "m" { [1] = "350.00", [101] = "200.00", cite = "Q1" }
local l = lookup "l" { keys = { "k" }, { { "GB", "MW" }, "1.00" }, cite = "Q1" }
fact "km" { kind = "number", unit = "km" }
line "a" { title = "a", cite = "Q1", amount = to_cent(share_of("1/3", t(F.answers.km)), "half_even") }
line "b" { title = "b", cite = "Q1", amount = m(F.cluster.schools:count()) }
line "c" { title = "c", cite = "Q1", each = F.cluster.schools, amount = function(s) return l(s.country) end }
test "x" { dossier = { date = "2021-04-20" }, expect = { verdict = "eligible" } }
