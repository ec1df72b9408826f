-- expect: 1.lua:2: there is no word 'require' here
require "os"
