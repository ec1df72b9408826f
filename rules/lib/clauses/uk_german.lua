-- SPDX-License-Identifier: MIT
--
-- Clauses on the Flexible Funding Scheme of UK-German Connection, in our own words.

local page = "grantway.induct.net, UK-German Connection, Flexible Funding Scheme"

clause "W50" { source = page, place = "amounts", sense = "The grant is three quarters of the total cost at most, and £10,000 at most." }
clause "W51" { source = page, place = "amounts", sense = "One-way visits get £5,000 at most." }
clause "W52" { source = page, place = "conditions", sense = "Young people work together on three days or more, travel not counted; exceptions can be asked for." }
