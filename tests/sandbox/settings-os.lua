-- expect: FOLDER/portals.lua:2: there is no setting 'os' here
os.execute("id")
