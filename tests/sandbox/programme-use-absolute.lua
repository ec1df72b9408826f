-- expect: 1.lua:2: use: '/etc/passwd' is no module name: lower-case names joined by dots, at most 8, such as lib.cluster
use "/etc/passwd"
