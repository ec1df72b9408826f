-- SPDX-License-Identifier: MIT
--
-- Made-up clusters for the tests of the cluster editions. cluster(1, 2, 1, 3) has one lead, two partner
-- schools and one network school in the UK (s1 s2 s3, n1) and three partner schools in Malawi (o1 o2 o3).
-- Leads and partners are paired with the overseas schools in order; who is left over shares the last one.

local most = 40 -- schools of one kind

-- The partners of school 1, 2, …: each the next id, the last one for all that follow; none where count is 0.
local function in_order(prefix, count)
  local pairs_of = {}
  for i = 1, most do pairs_of[i] = {} end
  for n = 1, count do
    for i = n, most do pairs_of[i] = { prefix .. n } end
  end
  return pairs_of
end

local function school(id, name, country, role, partners)
  return {
    id = id, name = name, country = country, role = role, partners = partners, phase = "primary",
    funding = "state", pupils = 200, self_evaluation = "2012-10-10", holds_grant = false,
  }
end

local function cluster(leads, partners, networks, overseas)
  local schools = {}
  local across, back = in_order("o", overseas), in_order("s", leads + partners)
  local function add(s) schools[#schools + 1] = s end

  for i = 1, leads do add(school("s" .. i, "Lead " .. i, "GB", "lead", across[i])) end
  for i = leads + 1, leads + partners do add(school("s" .. i, "Partner " .. i, "GB", "partner", across[i])) end
  for i = 1, networks do add(school("n" .. i, "Network " .. i, "GB", "network", {})) end
  for i = 1, overseas do add(school("o" .. i, "Overseas " .. i, "MW", "partner", back[i])) end
  return { name = "Clyde and Zomba", coordinator = { name = "A. Teacher", school = "s1" }, schools = schools }
end

-- One visit for each id that is given.
local function visits(ids)
  local requests = {}
  for i, id in ipairs(ids) do requests[i] = { item = "visit", school = id } end
  return requests
end

return { cluster = cluster, visits = visits, school = school }
