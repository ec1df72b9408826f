-- expect: 99999
-- expect: ended
print(select("#", table.unpack({}, 1, 99999)))
