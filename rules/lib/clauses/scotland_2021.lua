-- SPDX-License-Identifier: MIT
--
-- Clauses of the Scottish page of 2020/21, in our own words.

local page = "Connecting Classrooms in Scotland, Cluster Partnerships (2020/21)"

clause "Q1"  { source = page, place = "the three options", sense = "Whichever option is chosen, a cluster has four schools or more, and one or more of them lies in a participating country overseas." }
clause "Q2"  { source = page, place = "introduction", sense = "Four schools are the least, and schools from participating countries outside the UK are among them." }
clause "Q3"  { source = page, place = "introduction", sense = "There is no upper limit to the number of schools." }
clause "Q4"  { source = page, place = "option 1", sense = "A reciprocal-visits cluster has four or more partner schools, as many in the UK as in the participating country it chose." }
clause "Q5"  { source = page, place = "option 1", sense = "One of the UK partner schools leads, and the co-ordinator of the cluster works there." }
clause "Q6"  { source = page, place = "option 1", sense = "A network school gets no money for visits and has no overseas partner of its own." }
clause "Q7"  { source = page, place = "option 2", sense = "An online cluster is built like option 1 and applies under the online model, whose amount grows with the number of partner schools." }
clause "Q8"  { source = page, place = "option 2", sense = "Under the online model only lead and partner schools count towards the amount; network schools add nothing." }
clause "Q9"  { source = page, place = "option 3", sense = "More UK schools may join as network or partner schools; four schools in all are needed, the overseas partner included." }
clause "Q10" { source = page, place = "option 3", sense = "A cluster with a single lead school and its overseas partner gets the £400 of a one-to-one partnership." }
clause "Q11" { source = page, place = "option 3", sense = "A lead or partner school that wants to visit applies under the reciprocal visits model." }
clause "Q12" { source = page, place = "roles, lead school", sense = "The lead school is in the UK." }
clause "Q13" { source = page, place = "roles, lead school", sense = "The lead school is paired with a school of a participating country." }
clause "Q14" { source = page, place = "roles, network school", sense = "A network school has no partner school of its own in a participating country." }
clause "Q15" { source = page, place = "roles, partner school", sense = "A partner school is paired across the border: a UK school with one in a participating country, an overseas school with one in the UK." }
clause "Q16" { source = page, place = "step 3", sense = "All schools in the UK evaluate themselves; overseas schools may do so." }
clause "Q17" { source = page, place = "step 4", sense = "A cluster may use 27 hours of an advisor free of charge, at any time of its project." }
clause "Q18" { source = page, place = "step 5", sense = "The deadlines that are left are 26 April 2021 and 21 June 2021." }
clause "Q19" { source = page, place = "step 5", sense = "Applications are assessed each quarter, for the last time in June 2021." }
clause "Q20" { source = page, place = "step 8", sense = "Four fifths of the grant are paid at the start." }
clause "Q21" { source = page, place = "step 8", sense = "After a refusal an advisor helps for three more hours to apply again." }
clause "Q22" { source = page, place = "step 10", sense = "The last fifth is paid when the final report has been checked and is in order." }
clause "Q23" { source = page, place = "introduction", sense = "Early years, primary, secondary and special schools may be mixed." }
clause "Q24" { source = page, place = "introduction", sense = "The schools may come from any local authority and any part of the UK." }
clause "Q25" { source = page, place = "roles, lead school", sense = "Somebody in the lead school is the co-ordinator of the cluster." }
clause "Q26" { source = page, place = "roles, lead school", sense = "The lead school applies for the grant and looks after it." }
clause "Q27" { source = page, place = "roles, partner school", sense = "A partner school lies in the UK or in a participating country." }
clause "Q28" { source = page, place = "step 4", sense = "The advisor helps with self-evaluations, planning, the application and training." }
clause "Q29" { source = page, place = "step 11", sense = "At the end the schools get the International School Award at the level they reached." }
clause "Q77" { source = page, place = "option 3", sense = "One UK school leads and is paired with a school of the chosen participating country." }
clause "Q78" { source = page, place = "roles, lead school", sense = "The lead school knows international work and learning for sustainability." }
clause "Q79" { source = page, place = "roles, partner school", sense = "A partner school preferably has some such experience." }
clause "Q80" { source = page, place = "roles, network school", sense = "A network school may be new to such work." }
clause "Q81" { source = page, place = "step 3", sense = "Finished self-evaluations go to the project manager, who then introduces the advisor." }
clause "Q82" { source = page, place = "step 5", sense = "Applications go through the funding portal of the British Council." }
clause "Q83" { source = page, place = "step 9", sense = "An interim report is due as the funding contract says." }
clause "Q84" { source = page, place = "step 10", sense = "A final report is due as the funding contract says." }
clause "Q85" { source = page, place = "step 8", sense = "Free training for teachers stays open to the schools after a refusal, too." }
clause "Q86" { source = page, place = "notice at the top", sense = "No new clusters are taken on in 2021." }
clause "Q87" { source = page, place = "introduction", sense = "Partners can be found in more than thirty countries." }

-- W17 stands on a version of the page between 2019/20 and 2020/21.
clause "W17" { source = "learningforsustainabilityscotland.org/connectingclassrooms/cluster-partnerships/", place = "roles, network school", sense = "A network school is in the UK." }
