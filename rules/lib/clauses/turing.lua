-- SPDX-License-Identifier: MIT
--
-- Clauses on the Turing Scheme, in our own words.

clause "W40" { source = "napier.awardmanagement.co.uk/opportunities/342", place = "short placements 2021/22", sense = "Short placements of two to eight weeks have weekly rates by group of countries; widening access has higher rates from four weeks on, and travel by distance band." }
clause "W41" { source = "schoolsweek.co.uk/schools-to-get-10m-turing-scheme-cash-for-5000-placements/", place = "organisational support", sense = "A school gets £315 for each of its first hundred participants and £180 for each further one." }
clause "W42" { source = "Turing pages of salford.ac.uk, sgul.ac.uk and gold.ac.uk", place = "rates 2024/25", sense = "Placements of 28 to 365 days have daily rates; from day 57 on the lower rate holds for the whole placement." }
