-- expect: FOLDER/portals.lua:2: 'portal' is a setting and cannot be replaced
portal = nil
