-- expect: read {"portals":{}}
local _ENV = {}
