-- SPDX-License-Identifier: MIT
--
-- Clauses of the funding pages of Connecting Classrooms through Global Learning, in our own words.

local site = "connecting-classrooms.britishcouncil.org"

clause "W1"  { source = site, place = "funding, cluster groups", sense = "A school gets £1,500 at most for one visit, a pair £3,000 for both legs; one visit a school is paid." }
clause "W2"  { source = site, place = "apply for funding, cluster", sense = "Supply cover for the co-ordinator is paid with £200 a day at most, for seven days at most." }
clause "W3"  { source = site, place = "apply for funding, cluster", sense = "Training is paid with £250 at most for a network school and £100 at most for a partner school." }
clause "W4"  { source = site, place = "apply for funding, cluster", sense = "Two events are paid, each with £250 at most." }
clause "W5"  { source = site, place = "apply for funding, cluster", sense = "Two projects are paid, each with £500 at most." }
clause "W6"  { source = site, place = "who can apply", sense = "Grant money goes to state schools only; a fee-paying school may take part and pays for its own travel." }
clause "W7"  { source = site, place = "who can take part", sense = "The UK and 29 countries overseas take part." }
clause "W8"  { source = site, place = "funding, cluster groups", sense = "A cluster that asks for money has two schools in the UK and two in participating countries." }
clause "W9"  { source = site, place = "who can take part", sense = "No school holds more than one grant at a time." }
clause "W10" { source = site, place = "funding, cluster groups", sense = "Travel money is for flights, transfers, lodging, meals, visas, needed vaccinations and insurance; visits fall in term time." }
clause "W11" { source = site, place = "who can take part", sense = "Partnerships with the Middle East and North Africa are agreed with the programme beforehand." }
clause "W12" { source = site, place = "putting your application together", sense = "Headteachers support the application, and UK schools have evaluated themselves before it." }
clause "W13" { source = site, place = "checklist", sense = "A cluster names a theme or more, one of them from a partner's country." }
clause "W14" { source = site, place = "who can take part", sense = "A former one-to-one school may come back in a cluster; a lead may come back after a good final report, with mostly new schools." }
clause "W15" { source = site, place = "who can apply", sense = "Where money is short, clusters come first." }
clause "W16" { source = site, place = "application process", sense = "A cluster's contract lasts 21 months; four fifths are paid within a month of signing, the rest after the final report." }
