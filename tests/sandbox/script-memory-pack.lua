-- expect: memory limit of 24 MiB reached
-- No line: the buffer grows, and whoever refuses that may not read the frames (src/script/vm.c).
local s = string.pack("c1000000000", "x")
