-- expect: 1.lua:3: 99999999999999999999999999 has more digits than can be kept exactly
-- expect: 1.lua:3: param 'p': it has no value; write ["2021-01-01"] = …, or unpublished = true where no source gives one
param "p" { ["2021-01-01"] = "99999999999999999999999999", cite = "C1" }
param "q" { ["2021-01-01"] = 9223372036854775807, cite = "C1" }
line "a" { title = "A", cite = "C1", amount = F.total * P.q * P.q }
