-- expect: FOLDER/portals.lua:2: password: portal: a secret is written as a reference: "env:NAME", "file:PATH" or "credential:NAME"
portal "x" { dialect = "d", settings = { { password = "hunter2" } } }
