-- expect: FOLDER/portals.lua:2: there is no setting 'setmetatable' here
setmetatable({}, {})
