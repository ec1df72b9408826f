-- SPDX-License-Identifier: MIT
--
-- connecting-classrooms-scotland@2021 as a plain Lua function over tables, for the benchmark: the same
-- rules, the same record, as tests/bench/plain.c. A fact that is missing is nil, "there is none" is false.

local NO, OPEN, YES = 0, 1, 2
local PASS, FAIL, UNKNOWN, JUDGEMENT = 0, 1, 2, 4
local outcomes = { [NO] = FAIL, [OPEN] = UNKNOWN, [YES] = PASS }
local last_day = "2021-06-21"
local min, max = math.min, math.max

local participating = {}
for code in ("EG IQ JO LB MA PS TN YE AF BD IN NP PK ET GH KE LS MW MZ NG RW SL ZA SS SD TZ UG ZM ZW"):gmatch "%u%u" do
  participating[code] = true
end

local function yes_if(condition)
  return condition and YES or NO
end

local function is(value, wanted)
  if value == nil then return OPEN end
  return value == wanted and YES or NO
end

local function at_least(low, high, n)
  return low >= n and YES or high < n and NO or OPEN
end

local function equal(a_low, a_high, b_low, b_high)
  if a_low == a_high and b_low == b_high then return yes_if(a_low == b_low) end
  return (a_high < b_low or b_high < a_low) and NO or OPEN
end

local function look_across(school)
  if school.partners == nil then return OPEN, OPEN end
  local overseas, home = NO, NO
  for _, other in ipairs(school.partners) do
    local country = other.country
    overseas = max(overseas, country == nil and OPEN or yes_if(participating[country]))
    home = max(home, is(country, "GB"))
  end
  return overseas, home
end

local function judge_rules(dossier, out)
  local cluster, option = dossier.cluster, dossier.option
  local leads_low, leads_high, paired_low, paired_high = 0, 0, 0, 0
  local home_low, home_high, overseas_low, overseas_high = 0, 0, 0, 0
  local across_low, across_high, countries_low, countries_high = 0, 0, 0, 0
  local in_uk, is_paired, are_paired, partner_countries = YES, YES, YES, YES
  local network_alone, network_in_uk, evaluated, state_funded = YES, YES, YES, YES
  local seen = {}
  for _, s in ipairs(cluster.schools) do
    local role, country = s.role, s.country
    local lead, partner, network = is(role, "lead"), is(role, "partner"), is(role, "network")
    local paired = role == nil and OPEN or max(lead, partner)
    local home = is(country, "GB")
    local abroad = country == nil and OPEN or yes_if(participating[country])
    local there, here = look_across(s)
    local paired_home, paired_abroad = min(paired, home), min(paired, abroad)
    if lead == YES then leads_low = leads_low + 1 end
    if lead ~= NO then leads_high = leads_high + 1 end
    if paired == YES then paired_low = paired_low + 1 end
    if paired ~= NO then paired_high = paired_high + 1 end
    if paired_home == YES then home_low = home_low + 1 end
    if paired_home ~= NO then home_high = home_high + 1 end
    if abroad == YES then overseas_low = overseas_low + 1 end
    if abroad ~= NO then overseas_high = overseas_high + 1 end
    if paired_abroad == YES then across_low = across_low + 1 end
    if paired_abroad ~= NO then
      across_high = across_high + 1
      if paired_abroad == OPEN then
        countries_high = countries_high + 1
      elseif not seen[country] then
        seen[country] = true
        countries_low, countries_high = countries_low + 1, countries_high + 1
      end
    end
    in_uk = min(in_uk, max(YES - lead, home))
    is_paired = min(is_paired, max(YES - lead, there))
    are_paired = min(are_paired, max(YES - partner, min(max(YES - home, there), max(home, here))))
    partner_countries = min(partner_countries, max(YES - partner, home, abroad))
    network_alone = min(network_alone, max(YES - network, s.partners == nil and OPEN or yes_if(#s.partners == 0)))
    network_in_uk = min(network_in_uk, max(YES - network, home))
    evaluated = min(evaluated, max(YES - home, s.self_evaluation == nil and OPEN or yes_if(s.self_evaluation)))
    state_funded = min(state_funded, max(YES - lead, is(s.funding, "state")))
  end

  local asked = option == nil and OPEN or yes_if(option ~= "one-to-one")
  local pairs_asked = option == nil and OPEN or yes_if(option == "reciprocal-visits" or option == "online")
  local online = is(dossier.funding_model, "online")
  local one = countries_high <= 1 and YES or countries_low > 1 and NO or OPEN
  local coordinator = cluster.coordinator
  local there = coordinator == nil and OPEN or yes_if(coordinator)
  local leads = OPEN
  if there == YES and coordinator.school then leads = is(coordinator.school.role, "lead") end
  local wanted = NO
  for _, r in ipairs(dossier.requests) do
    local visit = is(r.item, "visit")
    if visit ~= NO then
      local role = r.school and r.school.role
      wanted = max(wanted, min(visit, role == nil and OPEN or yes_if(role == "lead" or role == "partner")))
    end
  end

  out[1] = outcomes[max(YES - asked, yes_if(#cluster.schools >= 4))]
  out[2] = outcomes[at_least(overseas_low, overseas_high, 1)]
  out[3] = outcomes[max(YES - pairs_asked, at_least(paired_low, paired_high, 4))]
  out[4] = outcomes[max(YES - pairs_asked, equal(home_low, home_high, across_low, across_high))]
  out[5] = (pairs_asked == NO or one == YES) and PASS or (pairs_asked == OPEN or one == OPEN) and UNKNOWN or JUDGEMENT
  out[6] = outcomes[equal(leads_low, leads_high, 1, 1)]
  out[7], out[8], out[9] = outcomes[in_uk], outcomes[is_paired], outcomes[are_paired]
  out[10], out[11], out[12] = outcomes[partner_countries], outcomes[network_alone], outcomes[network_in_uk]
  out[13], out[14], out[15] = outcomes[evaluated], outcomes[there], outcomes[max(YES - there, leads)]
  out[16] = outcomes[max(YES - online, YES - wanted)]
  out[17], out[18] = outcomes[yes_if(dossier.date <= last_day)], outcomes[state_funded]
  return home_high
end

local function verdict_up_to(out, last)
  local unknown, judgement = false, false
  for i = 1, last do
    local outcome = out[i]
    if outcome == FAIL then return "ineligible" end
    unknown = unknown or outcome == UNKNOWN
    judgement = judgement or outcome == JUDGEMENT
  end
  return unknown and "undetermined" or judgement and "needs-judgement" or "eligible"
end

local function lower_of_cost_and(request, rate)
  local cost = request.cost
  return cost and cost < rate and cost or rate
end

local function refuse(part)
  part.paid, part.amount = false, 0
end

local function keep_dearest(parts)
  for i = 1, #parts do
    for j = i + 1, #parts do
      local a, b = parts[i], parts[j]
      if a.paid and b.paid and a.request.school == b.request.school then
        refuse(b.amount > a.amount and a or b)
      end
    end
  end
end

local function keep_so_many(parts, most)
  for _ = most + 1, #parts do
    local cheapest
    for _, part in ipairs(parts) do
      if part.paid and (not cheapest or part.amount <= cheapest.amount) then cheapest = part end
    end
    refuse(cheapest)
  end
end

local function keep_so_many_days(parts)
  local left, done = 7, {}
  for _ = 1, #parts do
    local best
    for _, part in ipairs(parts) do
      if not done[part] and (not best or part.amount * best.request.days > best.amount * part.request.days) then
        best = part
      end
    end
    done[best] = true
    local days = best.request.days
    if left == 0 then
      refuse(best)
    elseif days > left and 20000 * left < best.amount then
      best.amount = 20000 * left
    end
    left = left - min(days, left)
  end
end

local function price(dossier, record, line, item, amount, limit)
  local parts, sum = {}, 0
  for _, request in ipairs(dossier.requests) do
    if request.item == item then
      local part = { request = request, paid = true }
      part.amount = amount(request)
      if not part.amount then refuse(part) end
      parts[#parts + 1] = part
    end
  end
  limit(parts)
  for _, part in ipairs(parts) do
    sum = sum + part.amount
  end
  if #parts > 0 then record.lines[line] = { amount = sum, parts = parts } end
  return sum
end

local function visit_amount(r)
  if r.school.role ~= "network" and r.school.funding ~= "fee-paying" then return lower_of_cost_and(r, 150000) end
end

local function no_amount()
end

local function supply_amount(r)
  return lower_of_cost_and(r, r.days * 20000)
end

local function training_amount(r)
  local role = r.school.role
  if role ~= "lead" and role ~= "sponsor" then return lower_of_cost_and(r, role == "network" and 25000 or 10000) end
end

local function event_amount(r)
  return lower_of_cost_and(r, 25000)
end

local function project_amount(r)
  return lower_of_cost_and(r, 50000)
end

local function at_most_two(parts)
  keep_so_many(parts, 2)
end

-- Ids become the schools that they name, and amounts whole pence: before the clock runs.
local function prepare(dossier)
  local schools = {}
  for _, s in ipairs(dossier.cluster.schools) do
    schools[s.id] = s
  end
  for _, s in ipairs(dossier.cluster.schools) do
    for i, id in ipairs(s.partners) do
      s.partners[i] = schools[id]
    end
  end
  for _, r in ipairs(dossier.requests) do
    r.school = schools[r.school]
    r.cost = r.cost and math.tointeger((r.cost:gsub("%.", "")))
  end
  if dossier.cluster.coordinator then
    dossier.cluster.coordinator.school = schools[dossier.cluster.coordinator.school]
  end
end

local function decide(dossier)
  local record = { rules = {}, lines = {} }
  local home = judge_rules(dossier, record.rules)
  local online, known = dossier.funding_model == "online", true
  record.form = verdict_up_to(record.rules, 12)
  record.apply = verdict_up_to(record.rules, 17)
  record.verdict = verdict_up_to(record.rules, 18)
  local sum = price(dossier, record, "visits", "visit", online and no_amount or visit_amount, keep_dearest)
  if online then
    known = home <= 1
    record.lines.online = { amount = known and 40000 or nil }
    if known then sum = sum + 40000 end
  end
  sum = sum + price(dossier, record, "supply", "supply", supply_amount, keep_so_many_days)
  sum = sum + price(dossier, record, "training", "training", training_amount, keep_dearest)
  sum = sum + price(dossier, record, "events", "event", event_amount, at_most_two)
  sum = sum + price(dossier, record, "projects", "project", project_amount, at_most_two)
  if sum > 3500000 then
    record.lines.ceiling = { amount = 3500000 - sum }
    sum = 3500000
  end
  if known then
    record.grant = sum
    if record.verdict ~= "ineligible" then
      record.upfront = sum * 4 // 5
      record.final = sum - record.upfront
    end
  end
  return record
end

return { prepare = prepare, decide = decide }
