-- expect: 1.lua:3: lookup 'rates': '../../../../etc/passwd' is no relative file name of at most 59 letters, digits, '_', '-', '.' and '/'
-- expect: 1.lua:3: lookup 'rates': it has no rows
lookup "rates" { keys = { "a" }, file = "../../../../etc/passwd", value = "money", cite = "C1" }
