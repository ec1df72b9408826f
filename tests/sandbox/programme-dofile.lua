-- expect: 1.lua:2: there is no word 'dofile' here
dofile "/etc/passwd"
