-- expect: FOLDER/portals.lua:2: there is no setting 'error' here
error("x")
