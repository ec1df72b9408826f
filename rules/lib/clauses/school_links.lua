-- SPDX-License-Identifier: MIT
--
-- Clauses of the directory of school links, before 2018, and of the 2012/13 round, in our own words.

local page = "Directory of school link organisations (before 2018)"

clause "Q60" { source = page, place = "Connecting Classrooms", sense = "Each school of a project may get £1,500 for visits to its partners and back." }
clause "Q61" { source = page, place = "Connecting Classrooms", sense = "Schools abroad look for partnerships of two or three schools with the UK." }
clause "Q62" { source = page, place = "Connecting Classrooms", sense = "Schools that have met and begun to work together may apply for a grant." }
clause "Q63" { source = page, place = "Connecting Classrooms", sense = "The money pays for all travel: flights, visas, lodging and the like." }
clause "Q64" { source = page, place = "Connecting Classrooms", sense = "There are three deadlines a year." }
clause "Q65" { source = page, place = "Connecting Classrooms", sense = "Schools of 184 countries can be found." }
clause "Q66" { source = page, place = "Connecting Classrooms", sense = "Partners are found with the tool of Schools Online." }
clause "Q67" { source = page, place = "agreements", sense = "An agreement between partners states their aims and is looked at again regularly." }
clause "Q68" { source = page, place = "kinds of link", sense = "Some clusters link with a cluster abroad." }
clause "Q69" { source = page, place = "kinds of link", sense = "Some partnerships have two schools in each of two countries." }

clause "W18" { source = "Connecting Classrooms 2012/13, yumpu.com/en/document/view/51277808/", place = "pages 8 and 9", sense = "The agreement runs for ten months; two signed copies and bank details are due within a month, receipts are kept." }
