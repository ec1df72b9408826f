-- SPDX-License-Identifier: MIT
--
-- Defra's Grant Application Service (DEFRA/fg-gas-backend): one request that submits, under our own reference,
-- and one reading. Settings of the portal that are read: grant, sbi, frn, crn, config_version, status_map.

local function status_of(delivery, expect)
  return { method = "GET", effect = "read", expect = expect or { 200 },
    path = { "grants", delivery.portal.grant, "applications", delivery.reference, "status" } }
end

-- "PRE_AWARD:ASSESSMENT:RECEIVED" of an answer, or nil where it says something else.
local function state_of(response)
  local body, words = response.body, {}
  for i, key in ipairs { "phase", "stage", "status" } do
    local word = response.status == 200 and type(body) == "table" and body[key]
    if type(word) ~= "string" or not string.find(word, "^[A-Z_]+$") then
      return nil
    end
    words[i] = word
  end
  return table.concat(words, ":")
end

local required = { "grant", "sbi", "frn", "crn", "config_version" }
local events = { decide_fund = true, decide_reject = true, open_review = true }
local stages = { checks_passed = true, taken = true, late_refusal = true }

local function check(portal)
  local refused = {}
  local function refuse(field, message)
    table.insert(refused, { field = field, message = message })
  end
  for _, name in ipairs(required) do
    if type(portal[name]) ~= "string" or portal[name] == "" then
      refuse(name, "the portal needs it with every application: write it as text")
    end
  end
  if type(portal.status_map) ~= "table" then
    refuse("status_map", 'say what its states mean: { ["PRE_AWARD:ASSESSMENT:APPROVED"] = "decide_fund" }')
  else
    for state, event in pairs(portal.status_map) do
      if not events[event] and not stages[event] then
        refuse("status_map", state .. " means decide_fund, decide_reject, open_review, checks_passed, taken or " ..
          "late_refusal")
      end
    end
  end
  return #refused > 0 and { refused = refused } or nil
end

return {
  id = "gas", title = "Defra Grant Application Service", edition = "1", kinds = { "submit" }, files = "none",

  settings = { "grant", "sbi", "frn", "crn", "config_version", "status_map" }, check = check,

  steps = function()
    return { "submit", "confirm" }
  end,

  request = function(step, delivery)
    if step == "confirm" then
      return status_of(delivery)
    end
    local p = delivery.portal -- what was submitted before is replaced
    return { method = "POST", effect = "once", commits = true, path = { "grants", p.grant, "applications" },
      expect = { 204 }, body = json.object { metadata = json.object { clientRef = delivery.reference,
        sbi = p.sbi, frn = p.frn, crn = p.crn, configVersion = p.config_version,
        previousClientRef = delivery.memory.previous },
        answers = delivery.forms.main } }
  end,

  -- That the portal has the reference already is no refusal until it was asked, once (memory.asked is there
  -- when it was).
  answer = function(step, response, delivery)
    if step == "submit" and response.status == 409 then
      return delivery.memory.asked == nil and { ask = "the portal has this reference already" } or
        { hold = "the portal says that it has this reference, and shows no application under it" }
    elseif step == "confirm" and response.status == 404 then
      return { ask = "the portal does not show the application yet" }
    elseif step == "confirm" and response.status == 200 then
      local state = state_of(response)
      return state and { ok = true, remember = { state = state, application = delivery.reference },
        number = delivery.reference } or { again = "the portal's answer names no state" }
    end
  end,

  ask = function(_, delivery)
    return status_of(delivery, { 200, 404 })
  end,

  judge = function(_, response, delivery)
    if response.status == 404 then
      return { "absent" }
    end
    local state = state_of(response)
    return state and { "same", by = "reference", number = delivery.reference,
      remember = { state = state, application = delivery.reference } } or { "cannot_tell" }
  end,

  watch = function(delivery)
    return status_of(delivery)
  end,

  -- A state that the settings do not name is shown, and never read as a refusal.
  status = function(response, delivery)
    local state = state_of(response)
    local means = state and delivery.portal.status_map[state]
    return state and { event = events[means] and means, stage = stages[means] and means, text = state,
      remember = { state = state } }
  end,

  samples = {
    submit = { status = 204 },
    confirm = { status = 200, body = json.object { phase = "PRE_AWARD", stage = "ASSESSMENT", status = "RECEIVED" } },
  },
}
