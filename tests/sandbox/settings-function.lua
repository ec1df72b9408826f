-- expect: FOLDER/portals.lua:2: f: portal: settings are texts, whole numbers, true, false and tables; found a function
portal "x" { dialect = "d", settings = { f = function() end } }
