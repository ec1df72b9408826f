-- expect: 1.lua:2: clause 'C2\x0a1.lua:9: forged': the name is one line of text
clause "C2\n1.lua:9: forged" { source = "x", sense = "y" }
