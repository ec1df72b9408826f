-- expect: loaded
test "x" { dossier = "../../../../etc/passwd", expect = { verdict = "eligible" } }
