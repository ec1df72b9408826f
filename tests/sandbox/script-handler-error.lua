-- expect: false	error in error handling
-- expect: ended
print(xpcall(error, function() error("again") end))
