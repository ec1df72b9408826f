-- expect: FOLDER/portals.lua:2: token: bearer: a secret is written as a reference: "env:NAME", "file:PATH" or "credential:NAME"
portal "x" { dialect = "d", auth = bearer { token = "hunter2" } }
