-- SPDX-License-Identifier: MIT
--
-- Clauses on Erasmus+ unit costs, in our own words.

clause "W30" { source = "loczluchow.pl/zycie-szkolne/erasmus/o-projekcie/stawki-jednostkowe", place = "annex of unit costs", sense = "School education: travel by distance band, daily support by group of countries, organisational support, inclusion support and course fees are fixed amounts." }
clause "W31" { source = "wikis.ec.europa.eu, KA121 organisational support", place = "call 2025", sense = "Accompanying persons do not count for organisational support." }
clause "W32" { source = "wikis.ec.europa.eu/x/UINTC", place = "travel days", sense = "Two travel days are funded at most, six when travelling in a sustainable way." }
clause "W33" { source = "spotidoc.com/doc/4848039", place = "annex of unit costs", sense = "Adult education 2014: travel bands, daily rates by country, seven tenths of them from day 15 to day 60, organisational support and course fees." }
