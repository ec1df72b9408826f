-- SPDX-License-Identifier: MIT
--
-- Clauses of the UK-wide page on cluster groups, 2020/21, in our own words. Q41 (the ceiling) stands in
-- lib.connecting_classrooms_rates, which other editions share.

local page = "British Council, cluster groups (UK-wide page)"

clause "Q40"  { source = page, place = "introduction", sense = "Four schools, one of them overseas, make a cluster; there is no upper limit." }
clause "Q42"  { source = page, place = "co-ordinator", sense = "One person in the UK, the co-ordinator, is the contact for the whole cluster." }
clause "Q43"  { source = page, place = "roles, lead school", sense = "The lead school applies for the grant and looks after it." }
clause "Q44"  { source = page, place = "roles, lead school", sense = "The lead school is in the UK." }
clause "Q45"  { source = page, place = "roles, lead school", sense = "The lead school knows work with partners abroad and development education well." }
clause "Q46"  { source = page, place = "roles, partner school", sense = "A partner school preferably has some such experience." }
clause "Q47"  { source = page, place = "roles, network school", sense = "A network school may be new to such work and wants to learn from the others." }
clause "Q48"  { source = page, place = "introduction", sense = "Four schools are the least, one of them in a participating country outside the UK." }
clause "Q49"  { source = page, place = "co-ordinator", sense = "Normally a teacher of the lead school co-ordinates; parts of the work may be handed on." }
clause "Q97"  { source = page, place = "roles, lead school", sense = "The lead school takes part in co-ordinating what the cluster does." }
clause "Q98"  { source = page, place = "introduction", sense = "Primary and secondary schools may be mixed." }
clause "Q99"  { source = page, place = "working together", sense = "Schools work together online and may ask for travel money once travel is possible again." }
clause "Q100" { source = page, place = "funding", sense = "The grant is for all global learning of the cluster, visits and training included." }
clause "Q101" { source = page, place = "finding a partner", sense = "The programme's team matches schools that like similar themes." }
clause "Q102" { source = page, place = "finding a partner", sense = "Schools can look for partners in the UK and in participating countries themselves." }

-- The Scottish page says it in so many words, and it is one grant.
clause "Q6" { source = "Connecting Classrooms in Scotland, Cluster Partnerships (2020/21)", place = "option 1", sense = "A network school gets no money for visits and has no overseas partner of its own." }
