-- expect: script.lua:2: there are no finalizers; write local x <close>
setmetatable({}, { __gc = function() while true do end end })
