-- expect: script.lua:2: 'package' was never assigned
package.loadlib("x", "y")
