-- expect: nil	line 1: more than 64 objects and arrays inside each other
-- expect: ended
print(json.parse(("["):rep(100000)))
