-- expect: 1.lua:3: variable 'x' got a non-closable value
-- A variable that is closed needs a metatable, which nobody can make here.
do local x <close> = { } end
