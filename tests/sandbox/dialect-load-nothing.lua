-- expect: attack.lua: dialect: the file returns a table, found nothing
local x = 1
