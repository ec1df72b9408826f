-- SPDX-License-Identifier: MIT
--
-- For programmes that are made for tests: a rule for each condition, and a test for each row of facts.

clause "C1" { source = "made for a test", sense = "Nothing but the words is tried." }

local ids = {}

-- rules { { "id", condition }, … }
local function rules(list)
  for _, row in ipairs(list) do
    ids[#ids + 1] = row[1]
    rule(row[1]) { stage = "form", title = row[1], cite = "C1", needs = row[2] }
  end
end

-- cases { { "name", facts, outcome of each rule, in order }, … }
local function cases(list)
  for _, row in ipairs(list) do
    local by_id, count = {}, 0
    for _, group in ipairs(row[3]) do
      for _, outcome in ipairs(group) do
        count = count + 1
        by_id[ids[count]] = outcome
      end
    end
    test(row[1]) { dossier = with({ date = "2021-04-20" }, row[2]), expect = { rules = by_id } }
  end
end

return { rules = rules, cases = cases }
