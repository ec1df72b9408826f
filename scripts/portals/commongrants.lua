-- SPDX-License-Identifier: MIT
--
-- CommonGrants 0.4.0 (https://commongrants.org): window and forms, start, one form after the other,
-- read back, submit, read back. Pure functions: what is sent where is decided here, the sending is
-- not. Settings of the portal that are read: rounds, forms, organization, accepted_means.

local forms = require "shared.forms"

local get, list, text, difference, read = forms.get, forms.list, forms.text, forms.difference, forms.read
local data_of, form_of, title_of = forms.data_of, forms.of_step, forms.title

local applications = { "common-grants", "applications" }

-- The path of the application at the portal, with further segments.
local function application_path(delivery, ...)
  local path = { applications[1], applications[2], delivery.memory.application }
  for _, segment in ipairs { ... } do
    table.insert(path, segment)
  end
  return path
end

-- The first difference between all our forms and an application as the portal shows it.
local function forms_difference(delivery, data)
  return forms.first_difference(delivery, function(id)
    for _, response in pairs(list(data, "formResponses")) do
      if get(response, "formId") == id then
        return get(response, "response")
      end
    end
  end)
end

-- What the portal itself found wrong with the answers, as { field, message }.
local function validation_errors(data)
  local refused = forms.add_refusals({}, list(data, "validationErrors"))
  for _, response in pairs(list(data, "formResponses")) do
    forms.add_refusals(refused, list(response, "validationErrors"))
  end
  return refused
end

-- ---- what an answer means, step by step ----

local answers = {}

function answers.window(data, delivery)
  local status = text(data, "status", "value")
  if status ~= "open" then
    return { hold = "the competition " .. (text(data, "title") or "") .. " is not open at the portal (it is " ..
      (status or "of no known state") .. ")" }
  end
  local offered = {}
  for _, form in pairs(list(data, "forms", "forms")) do
    offered[text(form, "id") or ""] = true
  end
  return forms.check_offered(delivery, offered)
end

function answers.form(data, delivery, name)
  return forms.check_required(delivery, name, get(data, "jsonSchema"))
end

function answers.start(data, delivery)
  local id = text(data, "id")
  if not id or data.competitionId ~= delivery.round.competition or data.title ~= title_of(delivery) then
    return { ask = "the portal started something else than was asked for" }
  end
  return { ok = true, remember = { application = id }, number = id }
end

function answers.fill(data, delivery, name)
  local found = difference(delivery.forms[name], data.response, name)
  if found then
    return { hold = "the portal stored another answer than was sent: " .. found }
  end
end

function answers.review(data, delivery)
  local other = forms.check_id(data.id, delivery)
  if other then
    return other
  end
  local found = forms_difference(delivery, data)
  if found then
    return { ask = "what the portal has differs from what was sent: " .. found } -- or it lags behind
  end
  local refused = validation_errors(data)
  if #refused > 0 then
    return { refused = refused }
  end
end

function answers.confirm(data, delivery)
  local value = text(data, "status", "value")
  local other = forms.check_id(data.id, delivery)
  if other then
    return other
  elseif value == nil or value == "inProgress" then
    return { ask = "the portal does not show the application as submitted" }
  end
  local found = forms_difference(delivery, data)
  if found then
    return { hold = "what was submitted differs from what was sent: " .. found }
  end
  return { ok = true, remember = { state = value }, number = data.id }
end

-- ---- awards: by pages, by the id of the application ----

local page_size = 50

local function award_of(items, delivery)
  for _, award in ipairs(items) do
    if get(award, "application", "id") == delivery.memory.application and text(award, "id") then
      return award
    end
  end
end

-- The ids of a page, made short.
local function mark_of(items)
  local ids = {}
  for i, award in ipairs(items) do
    ids[i] = text(award, "id") or "?"
  end
  return string.sub(sha256(table.concat(ids, " ")), 1, 16)
end

-- What follows a page without our award. The portal may move things between pages while they are read, or say
-- for ever that there is one more: the first page that comes twice ends it, and decides nothing.
local function next_page(items, delivery)
  local page, mark, seen = delivery.memory.looking, mark_of(items), delivery.memory.seen or ""
  if string.find(seen, mark, 1, true) then
    return { text = "accepted; the portal's list of awards goes round in circles", feedback = delivery.memory.feedback,
      remember = { looking = 0, seen = "" } }
  end
  return { more = true, remember = { looking = page + 1, seen = seen .. mark .. " " } }
end

local function read_awards(response, delivery)
  local items = get(response.body, "items")
  if type(items) ~= "table" then
    return nil -- no list of awards: asked again next time
  end
  local award = award_of(items, delivery)
  local state = award and text(award, "status", "value")
  if state == "awarded" then
    local money, paid = get(award, "funding", "awardedAmount"), get(award, "funding", "disbursedAmount")
    return { event = "decide_fund", text = state, award = award.id,
      amount = type(money) == "table" and money or nil,
      disbursed = type(paid) == "table" and paid or nil, feedback = delivery.memory.feedback,
      remember = { award = award.id, looking = 0, seen = "" } }
  elseif award then
    return { text = "award " .. (state or "of no known state"), remember = { looking = 0, seen = "" } }
  end
  local page, pages = delivery.memory.looking, get(response.body, "paginationInfo", "totalPages")
  if type(pages) ~= "number" then
    return nil
  elseif #items > 0 and page < 1000 and page < pages then
    return next_page(items, delivery)
  end
  -- Accepted, and no award is listed: the settings say that accepted means funded.
  return { event = "decide_fund", text = "accepted", feedback = delivery.memory.feedback,
    remember = { looking = 0, seen = "" } }
end

local function read_application(data, delivery)
  local value = text(data, "status", "value") or "nothing that is known"
  local feedback = text(data, "customFields", "feedback", "value") or text(data, "status", "description") or ""
  local shown = value == "custom" and text(data, "status", "customValue") or value
  local remember = { state = shown, feedback = feedback }
  if value == "rejected" then
    return { event = "decide_reject", text = shown, feedback = feedback, remember = remember }
  elseif value == "accepted" and delivery.portal.accepted_means == "funded" then
    remember.looking, remember.seen = 1, ""
    return { more = true, text = shown, remember = remember }
  elseif value == "accepted" then
    return { event = "open_review", stage = "taken", text = shown, feedback = feedback, remember = remember }
  end
  -- An unknown word of the portal is shown, and never read as a refusal.
  return { text = shown, feedback = feedback, remember = remember,
    contradicted = value == "inProgress" or nil }
end

-- What is said to a second submission the standard leaves open. A refusal that names no answer may be one:
-- before it is believed the portal is asked, once (memory.asked is there when it was).
local refusals = { [400] = true, [403] = true, [409] = true }

local function refused_submission(response, delivery)
  if #list(response.body, "errors") == 0 and delivery.memory.asked == nil then
    return { ask = "the portal refuses the submission and names no answer; it may have it already" }
  end
end

-- ---- the dialect ----

local requests = {
  window = function(delivery)
    return read { "common-grants", "competitions", delivery.round.competition }
  end,
  start = function(delivery)
    local body = json.object { competitionId = delivery.round.competition, title = title_of(delivery) }
    body.organizationId = delivery.portal.organization
    return { method = "POST", effect = "once", harmless = true, path = { applications[1],
      applications[2], "start" }, body = body, expect = { 201 } }
  end,
  review = function(delivery)
    return read(application_path(delivery))
  end,
  submit = function(delivery)
    return { method = "PUT", effect = "repeat", commits = true, expect = { 200 },
      path = application_path(delivery, "submit") }
  end,
  confirm = function(delivery)
    return read(application_path(delivery))
  end,
}

-- For the dry run; `remember` stands in for what the portal will say.
local draft = json.object { id = "30a12e5e-5940-4c08-921c-17a8960fcf4b", title = "",
  status = json.object { value = "submitted" }, formResponses = json.object {} }

return {
  id = "commongrants", title = "CommonGrants", edition = "0.4.0", kinds = { "submit" }, files = "none",

  settings = { "accepted_means", "organization" }, check = forms.check_settings,

  steps = function(delivery)
    return forms.steps(delivery)
  end,

  request = function(step, delivery)
    if requests[step] then
      return requests[step](delivery)
    end
    local name = form_of(step)
    local id = delivery.portal.forms[name]
    if string.find(step, "^form_") then
      return read { "common-grants", "forms", id }
    end
    return { method = "PUT", effect = "repeat", path = application_path(delivery, "forms", id),
      body = delivery.forms[name], expect = { 200 } }
  end,

  answer = function(step, response, delivery)
    if step == "submit" and refusals[response.status] then
      return refused_submission(response, delivery)
    elseif response.status == 404 and (step == "review" or step == "confirm") then
      return { ask = "the portal does not show the application yet" }
    elseif response.status >= 300 then
      return nil
    end
    local data = data_of(response)
    if not data and step == "submit" then
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
    if string.find(step, "^fill_") then
      return read(application_path(delivery, "forms", delivery.portal.forms[form_of(step)]),
        { 200, 404 })
    end
    if step == "review" or step == "submit" or step == "confirm" then
      return read(application_path(delivery))
    end
    return nil -- a lost start cannot be asked for: there is no list of drafts
  end,

  judge = function(step, response, delivery)
    local name = form_of(step)
    if response.status == 404 and (name or step == "review" or step == "confirm") then
      return { "absent" } -- the portal took it and does not show it, or lags behind
    end
    local data = data_of(response)
    if not data or response.status ~= 200 then
      return { "cannot_tell" }
    end
    if name then
      local found = difference(delivery.forms[name], data.response, name)
      return found and { "absent", detail = "another answer stands in " .. found } or { "same", by = "content" }
    end
    local value = text(data, "status", "value")
    if data.id ~= delivery.memory.application or value == nil then
      return { "cannot_tell" }
    end
    local found = forms_difference(delivery, data)
    if step == "review" then
      return found and { "absent" } or { "same", by = "content" }
    elseif value == "inProgress" then
      return { "absent" }
    elseif found then
      return { "different", detail = found }
    end
    return { "same", by = "content", remember = { state = value }, number = data.id }
  end,

  watch = function(delivery)
    local page = delivery.memory.looking or 0
    if page > 0 then
      return { method = "GET", effect = "read", path = { "common-grants", "awards" }, expect = { 200 },
        query = { page = tostring(page), pageSize = tostring(page_size) } }
    end
    return read(application_path(delivery))
  end,

  -- Further keys for poll: more = read again with what is remembered; feedback, amount, award.
  status = function(response, delivery)
    if response.status ~= 200 or type(response.body) ~= "table" then
      return nil
    end
    if (delivery.memory.looking or 0) > 0 then
      return read_awards(response, delivery)
    end
    local data = data_of(response)
    return data and data.id == delivery.memory.application and read_application(data, delivery) or nil
  end,

  samples = {
    window = { status = 200, body = json.object { data = json.object { title = "Round",
      status = json.object { value = "open" }, forms = json.object { forms = json.object {} } } } },
    start = { status = 201, body = json.object { data = draft },
      tells = "id", remember = json.object { application = "id-from-start" } },
    review = { status = 200, body = json.object { data = draft } },
    submit = { status = 200, body = json.object { data = draft } },
    confirm = { status = 200, body = json.object { data = draft } },
  },
}
