-- expect: 1.lua:8: rule 'a': there is no key 'alpha'
-- expect: 1.lua:8: rule 'a': there is no key 'beta'
-- expect: 1.lua:8: rule 'a': there is no key 'delta'
-- expect: 1.lua:8: rule 'a': there is no key 'epsilon'
-- expect: 1.lua:8: rule 'a': there is no key 'gamma'
-- expect: 1.lua:8: rule 'a': there is no key 'zeta'
-- Keys of a table arrive in an order that differs in every process; what is printed may not.
rule "a" { zeta = 1, alpha = 2, beta = 3, gamma = 4, delta = 5, epsilon = 6,
  stage = "form", level = "hard", cite = "C1", title = "A", needs = F.activities:at_least(1) }
