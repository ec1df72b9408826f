-- SPDX-License-Identifier: MIT
--
-- simpler.grants.gov (HHS/simpler-grants-gov): window with its forms, start, one form after the other, read back,
-- submit, read back. The portal's key travels in a header: auth = header { name = "X-SGG-Token", … }.
-- Settings of the portal that are read: rounds, forms, organization, accepted_means.

local forms = require "shared.forms"

local get, list, text, difference, read = forms.get, forms.list, forms.text, forms.difference, forms.read
local data_of, form_of, title_of = forms.data_of, forms.of_step, forms.title

-- The path of the application at the portal, with further segments.
local function application_path(delivery, ...)
  return { "alpha", "applications", delivery.memory.application, ... }
end

-- What the portal has of a form, or nil.
local function response_in(data, id)
  for _, form in pairs(list(data, "application_forms")) do
    if get(form, "form_id") == id then
      return get(form, "application_response")
    end
  end
end

local function forms_difference(delivery, data)
  return forms.first_difference(delivery, function(id) return response_in(data, id) end)
end

-- What the portal itself found wrong with the answers: warnings by the id of each form.
local function form_warnings(data, delivery)
  local refused = {}
  for name, id in pairs(delivery.portal.forms) do
    forms.add_refusals(refused, list(data, "form_validation_warnings", id), name)
  end
  return refused
end

-- ---- what an answer means, step by step ----

local answers = {}

function answers.window(data, delivery)
  if data.is_open ~= true then
    return { hold = "the competition " .. (text(data, "competition_title") or "") .. " is not open at the portal" }
  end
  local schemas = {}
  for _, item in pairs(list(data, "competition_forms")) do
    schemas[text(item, "form", "form_id") or ""] = get(item, "form", "form_json_schema") or true
  end
  local missing = forms.check_offered(delivery, schemas)
  for name, id in pairs(delivery.portal.forms) do
    missing = missing or forms.check_required(delivery, name, schemas[id])
  end
  return missing
end

function answers.start(data)
  local id = text(data, "application_id")
  if not id then
    return { ask = "the portal started something without an id" }
  end
  return { ok = true, remember = { application = id }, number = id }
end

function answers.fill(data, delivery, name)
  local found = difference(delivery.forms[name], data.application_response, name)
  if found then
    return { hold = "the portal stored another answer than was sent: " .. found }
  end
end

function answers.review(data, delivery)
  local other = forms.check_id(data.application_id, delivery)
  if other then
    return other
  end
  local found = forms_difference(delivery, data)
  if found then
    return { ask = "what the portal has differs from what was sent: " .. found } -- or it lags behind
  end
  local refused = form_warnings(data, delivery)
  if #refused > 0 then
    return { refused = refused }
  end
end

function answers.confirm(data, delivery)
  local value = text(data, "application_status")
  local other = forms.check_id(data.application_id, delivery)
  if other then
    return other
  elseif value == nil or value == "in_progress" then
    return { ask = "the portal does not show the application as submitted" }
  end
  local found = forms_difference(delivery, data)
  if found then
    return { hold = "what was submitted differs from what was sent: " .. found }
  end
  return { ok = true, remember = { state = value }, number = data.application_id }
end

-- A second submission is refused as "not in progress": before that is believed to be a refusal, the portal
-- is asked, once. That an earlier one was lost and asked about does not count: it may have come in since.
local function refused_submission(response, delivery)
  if response.status == 403 and delivery.memory.asked == nil then
    return { ask = "the portal does not let it be submitted; it may have it already" }
  end
end

-- ---- the dialect ----

local requests = {
  window = function(delivery)
    return read { "alpha", "competitions", delivery.round.competition }
  end,
  start = function(delivery)
    local body = json.object { competition_id = delivery.round.competition, application_name = title_of(delivery) }
    body.organization_id = delivery.portal.organization
    return { method = "POST", effect = "once", harmless = true, path = { "alpha", "applications", "start" },
      body = body, expect = { 200 } }
  end,
  review = function(delivery)
    return read(application_path(delivery))
  end,
  submit = function(delivery)
    return { method = "POST", effect = "once", commits = true, expect = { 200 },
      path = application_path(delivery, "submit") }
  end,
  confirm = function(delivery)
    return read(application_path(delivery))
  end,
}

-- For the dry run; `remember` stands in for what the portal will say.
local sample = { status = 200, body = json.object { data = json.object {
  application_id = "30a12e5e-5940-4c08-921c-17a8960fcf4b", application_status = "submitted" } } }

return {
  id = "simpler-grants", title = "simpler.grants.gov", edition = "alpha", kinds = { "submit" }, files = "none",

  settings = { "accepted_means", "organization" }, check = forms.check_settings,

  -- The forms' own route wants a key of another kind than all the others.
  steps = function(delivery)
    return forms.steps(delivery, true)
  end,

  request = function(step, delivery)
    if requests[step] then
      return requests[step](delivery)
    end
    local name = form_of(step)
    return { method = "PUT", effect = "repeat",
      path = application_path(delivery, "forms", delivery.portal.forms[name]),
      body = json.object { application_response = delivery.forms[name], is_included_in_submission = true },
      expect = { 200 } }
  end,

  answer = function(step, response, delivery)
    if response.status == 404 and (step == "review" or step == "confirm") then
      return { ask = "the portal does not show the application yet" }
    elseif response.status >= 300 then
      return step == "submit" and refused_submission(response, delivery) or nil
    end
    local data = data_of(response)
    if step == "submit" then
      return nil -- its data may have any shape: the reading that follows decides
    elseif not data and (step == "start" or string.find(step, "^fill_")) then
      return { ask = "the answer has no data" }
    elseif not data then
      return { again = "the answer has no data" }
    end
    local name = form_of(step)
    local means = answers[name and string.sub(step, 1, 4) or step]
    return means and means(data, delivery, name) or nil
  end,

  ask = function(step, delivery)
    if string.find(step, "^fill_") or step == "review" or step == "submit" or step == "confirm" then
      return read(application_path(delivery))
    end
    return nil -- a lost start cannot be asked for: there is no list of drafts
  end,

  judge = function(step, response, delivery)
    local data = data_of(response)
    if response.status == 404 and (step == "review" or step == "confirm") then
      return { "absent" } -- the portal took it and does not show it, or lags behind
    elseif not data or response.status ~= 200 or data.application_id ~= delivery.memory.application then
      return { "cannot_tell" }
    end
    local name, value = form_of(step), text(data, "application_status")
    if name then
      local found = difference(delivery.forms[name], response_in(data, delivery.portal.forms[name]), name)
      return found and { "absent", detail = "another answer stands in " .. found } or { "same", by = "content" }
    end
    local found = forms_difference(delivery, data)
    if step == "review" then
      return found and { "absent" } or { "same", by = "content" }
    elseif value == "in_progress" then
      return { "absent" }
    elseif value == nil then
      return { "cannot_tell" }
    elseif found then
      return { "different", detail = found }
    end
    return { "same", by = "content", remember = { state = value }, number = data.application_id }
  end,

  watch = function(delivery)
    return read(application_path(delivery))
  end,

  -- "accepted" alone ends it: rejections and awards have no place in this portal's answers.
  status = function(response, delivery)
    local data = data_of(response)
    local value = text(data, "application_status")
    if response.status ~= 200 or not value or data.application_id ~= delivery.memory.application then
      return nil
    end
    local event = value == "accepted" and
      (delivery.portal.accepted_means == "funded" and "decide_fund" or "open_review") or nil
    return { event = event, stage = event == "open_review" and "taken" or nil, text = value,
      remember = { state = value }, contradicted = value == "in_progress" or nil }
  end,

  samples = {
    start = { status = 200, body = sample.body, tells = "application_id",
      remember = json.object { application = "id-from-start" } },
    review = sample, submit = sample, confirm = sample,
  },
}
