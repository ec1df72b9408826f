-- expect: 1.lua:2: there is no word 'package' here
package.loadlib("libc.so.6", "*")
