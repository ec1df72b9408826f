-- expect: FOLDER/portals.lua:2: portal: nested too deeply
local t = {} t.t = t portal "x" { dialect = "d", settings = t }
