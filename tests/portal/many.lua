-- SPDX-License-Identifier: MIT
--
-- For tests: as many applications as the first argument says, each of a cluster of its own, up to where somebody
-- else has to sign; with a second argument "sign" that is done, and with "count" the stored attempts are counted.

local count, what = math.tointeger(tonumber((...))), (select(2, ...))

local function make(n)
  local first = 4 * n - 3
  for i = 0, 3 do
    local home = i < 2
    clachan.school_add { name = "School " .. first + i, country = home and "GB" or "MW",
      nation = home and "Scotland" or nil, phase = "primary", funding = "state", pupils = 200 }
    clachan.self_evaluation_add { school = "SCH-" .. first + i }
  end
  local cluster, application = "CLU-" .. n, "APP-" .. n
  clachan.cluster_create { name = "Clyde and Zomba " .. n, structure = "hub-and-spoke" }
  for i = 0, 3 do
    clachan.cluster_add { cluster = cluster, school = "SCH-" .. first + i, role = i == 0 and "lead" or "partner" }
  end
  clachan.cluster_pair { cluster = cluster, school = "SCH-" .. first, partner = "SCH-" .. first + 2 }
  clachan.cluster_pair { cluster = cluster, school = "SCH-" .. first + 1, partner = "SCH-" .. first + 3 }
  clachan.cluster_coordinator { cluster = cluster, school = "SCH-" .. first, name = "A. Teacher" }
  clachan.application_start { cluster = cluster, programme = "connecting-classrooms-scotland@2021",
    option = "reciprocal-visits", funding_model = "visits" }
  clachan.application_request { application = application, item = "visit", school = "SCH-" .. first }
  clachan.application_check { application = application }
  clachan.application_request_signoff { application = application }
end

-- Attempts of which at least a byte left.
local function attempts_of(delivery)
  local sent = 0
  for _, exchange in ipairs(delivery.exchanges) do
    for _, attempt in ipairs(exchange.attempts) do
      sent = sent + (attempt.phase ~= "none" and 1 or 0)
    end
  end
  return sent
end

local attempts = 0
for n = 1, count do
  if what == "sign" then
    clachan.application_sign { application = "APP-" .. n }
  elseif what == "count" then
    for _, delivery in ipairs(clachan.delivery_show { delivery = "DEL-" .. n }) do
      attempts = attempts + attempts_of(delivery)
    end
  else
    make(n)
  end
end
if what == "count" then
  print(attempts)
end
