-- SPDX-License-Identifier: MIT
--
-- About every fifth request goes wrong, in every way that waiting and asking mend.

-- luacheck: globals faults, read globals chance
local share = 0.009 -- of each fault

faults = {
  chance(share):drop_before(), chance(share):reset_before(), chance(share):reset_mid(),
  chance(share):drop_after(), chance(share):reset_after(), chance(share):cut(), chance(share):truncated_json(),
  chance(share):status(429, "1s"), chance(share):status(503, "1s", "-3h"), chance(share):status(503),
  chance(share):status(500), chance(share):status_after(500), chance(share):status_after(503, "1s"),
  chance(share):html_502(), chance(share):html_200(), chance(share):empty_200(), chance(share):not_utf8(),
  chance(share):huge_head(), chance(share):slow_head("2s"), chance(share):slow_body("2s"),
  chance(share):duplicate(), chance(share):null_fields(),
  chance(share):extra_fields(), chance(share):clock("+5h"),
}
