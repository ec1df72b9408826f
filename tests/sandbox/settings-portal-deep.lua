-- expect: FOLDER/portals.lua:2: portal: nested too deeply
local t = {} for i = 1, 100000 do t = { t } end portal "x" { dialect = "d", settings = t }
