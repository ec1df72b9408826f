-- expect: 1.lua:10: use: there is no file lib/m1.lua in FOLDER/attack, FOLDER
-- expect: 1.lua:10: use: there is no file lib/m2.lua in FOLDER/attack, FOLDER
-- expect: 1.lua:10: use: there is no file lib/m3.lua in FOLDER/attack, FOLDER
-- expect: 1.lua:10: use: there is no file lib/m4.lua in FOLDER/attack, FOLDER
-- expect: 1.lua:10: use: there is no file lib/m5.lua in FOLDER/attack, FOLDER
-- expect: 1.lua:10: use: there is no file lib/m6.lua in FOLDER/attack, FOLDER
-- expect: 1.lua:10: use: there is no file lib/m7.lua in FOLDER/attack, FOLDER
-- expect: 1.lua:10: use: there is no file lib/m8.lua in FOLDER/attack, FOLDER
-- expect: and more
for i = 1, 100000 do use("lib.m" .. i) end
