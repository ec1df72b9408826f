-- expect: nil	/etc/passwd: Permission denied (below FOLDER)
-- expect: ended
print(io.open("/etc/passwd"))
