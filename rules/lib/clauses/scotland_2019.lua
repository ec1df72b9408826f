-- SPDX-License-Identifier: MIT
--
-- Clauses of the earlier Scottish page, of 2019/20, in our own words.

local page = "Connecting Classrooms in Scotland, Cluster Partnerships (2019/20)"

clause "Q30" { source = page, place = "who is in a cluster", sense = "A cluster has two or more UK schools and two or more international partner schools." }
clause "Q31" { source = page, place = "who is in a cluster", sense = "There is no upper limit to the number of schools." }
clause "Q32" { source = page, place = "who is in a cluster", sense = "Further UK schools that are new to such work and want no travel money may be added as network schools." }
clause "Q33" { source = page, place = "who is in a cluster", sense = "A cluster in which nobody wants to travel may be a virtual partnership as a whole." }
clause "Q34" { source = page, place = "who is in a cluster", sense = "The page advises to have as many schools in the UK as overseas." }
clause "Q35" { source = page, place = "step 5", sense = "Applications are assessed each quarter until December 2020; the deadline after this page was written is 27 January 2020." }
clause "Q36" { source = page, place = "step 4", sense = "The three days and three hours of an advisor's help may be used at any time of the project." }
clause "Q37" { source = page, place = "step 8", sense = "After a refusal an advisor helps for three more hours." }
clause "Q38" { source = page, place = "step 2", sense = "One UK school leads, and somebody there is advised to take on the work of the co-ordinator." }
clause "Q39" { source = page, place = "step 3", sense = "All schools in the UK fill in a self-evaluation of their own." }
clause "Q88" { source = page, place = "step 1", sense = "One or more further UK schools and two international partner schools are to be found." }
clause "Q89" { source = page, place = "step 1", sense = "The international partner schools come from the countries that the page lists." }
clause "Q90" { source = page, place = "step 3", sense = "International partner schools may evaluate themselves, too, but need not." }
clause "Q91" { source = page, place = "step 4", sense = "The advisor helps to bring the self-evaluations together and to plan, apply and train." }
clause "Q92" { source = page, place = "funding", sense = "Money is there for travel, supply cover of co-ordinators, training, events and projects." }
clause "Q93" { source = page, place = "step 8", sense = "Four fifths of the grant are paid at the start." }
clause "Q94" { source = page, place = "step 9", sense = "An interim report is due as the funding contract says." }
clause "Q95" { source = page, place = "step 10", sense = "The last fifth is paid when the final report has been checked and is in order." }
clause "Q96" { source = page, place = "step 11", sense = "At the end the schools get the International School Award at the level they reached." }
