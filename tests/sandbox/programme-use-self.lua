-- expect: lib/self.lua:2: lib/self.lua uses itself, directly or through another file
use "lib.self"
