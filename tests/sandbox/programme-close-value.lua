-- expect: 1.lua:2: variable 'x' got a non-closable value
do local x <close> = F end
