-- expect: 1.lua:2: use: 'lib.self' is no module name: lower-case names joined by dots, at most 8, such as lib.cluster
use "lib.self\0.txt"
