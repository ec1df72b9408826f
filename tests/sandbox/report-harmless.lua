-- expect: rendered Clyde
-- expect: 
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  out:line(snapshot.name)
end }
