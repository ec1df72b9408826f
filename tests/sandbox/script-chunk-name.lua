-- expect: script.lua:2: /etc/passwd:1: syntax error near 'x'
error(select(2, load("x x", "@/etc/passwd")))
