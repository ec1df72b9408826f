-- SPDX-License-Identifier: MIT
--
-- A funding portal in a box, for rehearsals and tests: the application routes of CommonGrants 0.4.0
-- with state, and pages on which an assessor decides. It has one competition with one form.
--
--   clachan portal serve --script scripts/portals/box/commongrants.lua
--
-- /_box/state, /_box/counts and /_box/log show what it holds, GET /_box/portals.lua the settings
-- that make clachan use it, POST /_box/reset empties it, POST /_box/competition {"status": "closed"}
-- closes the window.

local pages = require "pages"
local schema = require "schema"

local competition_id = "7c1c2d7e-0c5b-4f0e-9a41-5d8f6b1f0a01"
local opportunity_id = "7c1c2d7e-0c5b-4f0e-9a41-5d8f6b1f0a02"
local form_id = "7c1c2d7e-0c5b-4f0e-9a41-5d8f6b1f0a03"
local epoch = "2021-01-01T00:00:00Z"
local log_limit = 1000

local state
local log = {}
local address = "http://127.0.0.1"

local function fresh()
  return { made = 0, competition = "open", applications = json.array {}, awards = json.array {},
    keys = json.array {}, counts = json.object {} }
end

local function now()
  return os.date "!%Y-%m-%dT%H:%M:%SZ"
end

-- Ids count up, so that a run can be repeated and compared.
local function new_id()
  state.made = state.made + 1
  return string.format("b0c5ba5e-0000-4000-8000-%012x", state.made)
end

local function find(list, key, value)
  for _, item in ipairs(list) do
    if item[key] == value then
      return item
    end
  end
end

-- ---- answers ----

local function answer(status, message, members)
  local body = json.object { status = status, message = message }
  for key, value in pairs(members or {}) do
    body[key] = value
  end
  return { status = status, body = body }
end

local function ok(data, message, status)
  return answer(status or 200, message or "Success", { data = data })
end

local function failure(status, message, errors)
  return answer(status, message, { errors = json.array(errors or {}) })
end

local function html(text, status)
  return { status = status or 200, body = text, content_type = "text/html; charset=utf-8", headers = {
    ["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; " ..
      "frame-ancestors 'none'; base-uri 'none'",
    ["X-Content-Type-Options"] = "nosniff", ["Cache-Control"] = "no-store" } }
end

-- ---- what the documents of the standard look like ----

local function form_document()
  return json.object { id = form_id, name = "Main form", version = "1", jsonSchema = schema.main,
    description = "The cluster, what it asks for, and the grant that its programme allows",
    createdAt = epoch, lastModifiedAt = epoch }
end

local function competition_document()
  return json.object { id = competition_id, opportunityId = opportunity_id, title = "School partnerships",
    description = "One round for clusters of schools",
    status = json.object { value = state.competition }, createdAt = epoch, lastModifiedAt = epoch,
    forms = json.object { forms = json.object { main = form_document() },
      validation = json.object { required = json.array { "main" } } } }
end

local function errors_of(list)
  local errors = json.array {}
  for _, item in ipairs(list) do
    table.insert(errors, json.object { field = item.field, message = item.message })
  end
  return errors
end

local function response_document(application, form)
  local complete = #form.errors == 0
  return json.object { applicationId = application.id, id = form.id, formId = form.form,
    response = form.response, validationErrors = errors_of(form.errors),
    status = json.object { value = complete and "complete" or "inProgress",
      description = complete and "All that is required is there" or "Something is missing" },
    createdAt = form.created, lastModifiedAt = form.modified }
end

local descriptions = {
  inProgress = "The application is being written",
  submitted = "The application was submitted and is being assessed",
  accepted = "The application is funded", rejected = "The application is not funded",
  changesRequested = "The assessor asks for changes",
}

local function status_document(application)
  local custom = application.status == "changesRequested"
  return json.object { value = custom and "custom" or application.status,
    customValue = custom and application.status or nil, description = descriptions[application.status] }
end

local function application_document(application)
  local responses = json.object {}
  for _, form in ipairs(application.forms) do
    responses[form.form] = response_document(application, form)
  end
  local fields = nil
  if application.feedback then
    fields = json.object { feedback = json.object { name = "feedback", fieldType = "string",
      value = application.feedback, description = "The assessor's words for the applicant" } }
  end
  return json.object { id = application.id, title = application.title, competitionId = competition_id,
    opportunityId = opportunity_id, formResponses = responses, status = status_document(application),
    submittedAt = application.submitted, customFields = fields, validationErrors = json.array {},
    createdAt = application.created, lastModifiedAt = application.modified }
end

local function money(amount, currency)
  return json.object { amount = amount, currency = currency }
end

local function award_document(award)
  local application = find(state.applications, "id", award.application)
  return json.object { id = award.id, title = application.title,
    description = "Grant for the application of the same title",
    status = json.object { value = "awarded", description = "The award has been made" },
    funding = json.object { requestedAmount = money(award.requested, award.currency),
      awardedAmount = money(award.amount, award.currency),
      disbursedAmount = money("0.00", award.currency) },
    keyDates = json.object { awardDate = json.object { name = "Award date", eventType = "singleDate",
      date = string.sub(award.created, 1, 10) } },
    opportunity = json.object { id = opportunity_id, title = "School partnerships" },
    application = json.object { id = application.id, title = application.title },
    createdAt = award.created, lastModifiedAt = award.created }
end

-- ---- the routes of the standard ----

local function is_uuid(text)
  return type(text) == "string" and
    string.match(text, "^%x%x%x%x%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x$") ~= nil
end

local function start(request)
  local body = request.body
  local errors = {}
  if type(body) ~= "table" then
    return failure(400, "The body is not JSON")
  end
  if body.competitionId ~= competition_id then
    table.insert(errors, json.object { field = "competitionId", message = "There is no such competition" })
  end
  if type(body.title) ~= "string" or body.title == "" then
    table.insert(errors, json.object { field = "title", message = "A title is required" })
  end
  if body.organizationId ~= nil and not is_uuid(body.organizationId) then
    table.insert(errors, json.object { field = "organizationId", message = "This is no UUID" })
  end
  if #errors > 0 then
    return failure(400, "The application cannot be started", errors)
  end
  if state.competition ~= "open" then
    return failure(400, "The competition is closed")
  end
  local application = { id = new_id(), title = body.title, status = "inProgress", created = now(),
    modified = now(), forms = json.array {}, submits = 0 }
  table.insert(state.applications, application)
  return ok(application_document(application), "Started", 201)
end

local function editable(application)
  return application.status == "inProgress" or application.status == "changesRequested"
end

local function put_form(application, id, request)
  if id ~= form_id then
    return failure(404, "The competition has no such form")
  end
  if type(request.body) ~= "table" then
    return failure(400, "The body is not a JSON object")
  end
  if not editable(application) then
    return failure(403, "The application is not in progress")
  end
  local form = find(application.forms, "form", id)
  if not form then
    form = { id = new_id(), form = id, created = now() }
    table.insert(application.forms, form)
  end
  form.response = request.body
  form.errors = schema.check(request.body, schema.main, "main")
  form.modified = now()
  application.modified = now()
  return ok(response_document(application, form))
end

local function get_form(application, id)
  local form = find(application.forms, "form", id)
  if not form then
    return failure(404, "This form has not been filled in")
  end
  return ok(response_document(application, form))
end

-- Refusals carry the status 400 in the body, because the standard's answer for this route allows no other.
local function submit(application)
  if not editable(application) then
    return failure(400, "The application has been submitted already")
  end
  if state.competition ~= "open" then
    return failure(400, "The competition is closed")
  end
  local form = find(application.forms, "form", form_id)
  local errors = form and form.errors or { { field = "main", message = "The main form is not filled in" } }
  if #errors > 0 then
    return failure(400, "Application submission failed due to validation errors", errors_of(errors))
  end
  application.status = "submitted"
  application.submitted = now()
  application.modified = now()
  application.submits = application.submits + 1
  return ok(application_document(application), "Submitted")
end

local function awards(request)
  local page = math.tointeger(tonumber(request.query.page or "1"))
  local size = math.tointeger(tonumber(request.query.pageSize or "100"))
  local items = json.array {}
  if not page or not size or page < 1 or size < 1 then
    return failure(400, "page and pageSize are whole numbers from 1")
  end
  for i = (page - 1) * size + 1, math.min(page * size, #state.awards) do
    table.insert(items, award_document(state.awards[#state.awards + 1 - i])) -- the newest first
  end
  return answer(200, "Success", { items = items, paginationInfo = json.object { page = page, pageSize = size,
    totalItems = #state.awards, totalPages = math.max(1, (#state.awards + size - 1) // size) } })
end

local function applications_route(request, segments)
  local method = request.method
  if segments[3] == "start" and #segments == 3 then
    return method == "POST" and start(request) or failure(405, "Applications are started with POST")
  end
  local application = find(state.applications, "id", segments[3])
  if not application then
    return failure(404, "There is no such application")
  end
  if #segments == 3 and method == "GET" then
    return ok(application_document(application))
  elseif #segments == 4 and segments[4] == "submit" and method == "PUT" then
    return submit(application)
  elseif #segments == 5 and segments[4] == "forms" and method == "PUT" then
    return put_form(application, segments[5], request)
  elseif #segments == 5 and segments[4] == "forms" and method == "GET" then
    return get_form(application, segments[5])
  end
  return failure(405, "This application does not know " .. method .. " here")
end

local function standard(request, segments)
  local noun, id = segments[2], segments[3]
  if noun == "applications" and id then
    return applications_route(request, segments)
  end
  if request.method ~= "GET" then
    return failure(405, "Only GET is known here")
  elseif noun == "competitions" and id == competition_id and #segments == 3 then
    return ok(competition_document())
  elseif noun == "forms" and id == form_id and #segments == 3 then
    return ok(form_document())
  elseif noun == "awards" and not id then
    return awards(request)
  elseif noun == "awards" and #segments == 3 and find(state.awards, "id", id) then
    return ok(award_document(find(state.awards, "id", id)))
  end
  return failure(404, "There is nothing here")
end

-- ---- idempotency: the same key and request get the same answer, once applied ----

local function keyed(request, segments)
  local key = request.headers["idempotency-key"]
  if not key or request.method == "GET" then
    return standard(request, segments)
  end
  local known = find(state.keys, "key", key)
  if known and (known.method ~= request.method or known.path ~= request.path or
    known.text ~= request.text) then
    return failure(422, "This key was used for another request")
  end
  if known then
    return { status = known.status, body = known.answer, headers = { ["Idempotent-Replayed"] = "true" } }
  end
  local made = standard(request, segments)
  table.insert(state.keys, { key = key, method = request.method, path = request.path,
    text = request.text or "", status = made.status, answer = made.body })
  return made
end

-- ---- the assessor ----

local function grant_of(application)
  local form = find(application.forms, "form", form_id)
  local grant = form and form.response.grant or {}
  return grant.amount or "0.00", grant.currency or "GBP"
end

local function decision_faults(application, given)
  local faults = {}
  if not find({ { id = "accept" }, { id = "reject" }, { id = "changes" } }, "id", given.outcome) then
    table.insert(faults, { field = "outcome", message = "Choose what is decided" })
  end
  if given.outcome == "accept" and not string.match(given.amount or "", "^%d+%.%d%d$") then
    table.insert(faults, { field = "amount", message = "Write the amount with two decimals, such as 1500.00" })
  end
  if given.outcome ~= "accept" and not string.match(given.feedback or "", "%S") then
    table.insert(faults, { field = "feedback", message = "Say why, so that the applicant can act on it" })
  end
  if application.status ~= "submitted" then
    table.insert(faults, { field = "outcome", message = "Only a submitted application is decided; this one is " ..
      application.status })
  end
  return faults
end

local outcomes = { accept = "accepted", reject = "rejected", changes = "changesRequested" }

local function decide(application, given)
  local faults = decision_faults(application, given)
  if #faults > 0 then
    return html(pages.application(application, schema.main, faults, given), 400)
  end
  application.status = outcomes[given.outcome]
  application.feedback = string.match(given.feedback or "", "%S") and given.feedback or nil
  application.modified = now()
  if given.outcome == "accept" then
    local requested, currency = grant_of(application)
    application.amount = given.amount
    table.insert(state.awards, { id = new_id(), application = application.id, amount = given.amount,
      requested = requested, currency = currency, created = now() })
  end
  return { status = 303, headers = { Location = "/applications/" .. application.id } }
end

local function assessor(request, segments)
  if request.method == "GET" and #segments == 0 then
    return html(pages.list(state.applications, state.competition))
  end
  local application = segments[1] == "applications" and find(state.applications, "id", segments[2])
  if application and request.method == "GET" and #segments == 2 then
    local requested = grant_of(application)
    return html(pages.application(application, schema.main, {}, { amount = requested }))
  elseif application and request.method == "POST" and segments[3] == "decision" and #segments == 3 then
    return decide(application, pages.read_form(request.text or ""))
  end
  return html(pages.message("There is nothing here", "The address may be mistyped."), 404)
end

-- ---- the box itself ----

local settings = [[
-- Settings that make clachan use this portal in a box.
portal "box" {
  dialect = "commongrants", base = "%s",
  programmes = { "connecting-classrooms-scotland", "connecting-classrooms" },
  accepted_means = "funded",
  idempotency = { header = "Idempotency-Key", form = "quoted", honoured = "yes", lifetime = "24h" },
  settle = "1s", lost_start = "repeat",
  rounds = { any = { competition = "%s" } }, -- or by deadline: ["2021-04-26"] = { competition = "…" }
  forms = { main = "%s" },
}
]]

local function box(request, segments)
  local what = segments[2]
  if request.method == "GET" and what == "state" then
    return { status = 200, body = json.object(state) }
  elseif request.method == "GET" and what == "counts" then
    return { status = 200, body = state.counts }
  elseif request.method == "GET" and what == "log" then
    return { status = 200, body = json.array(log) }
  elseif request.method == "GET" and what == "portals.lua" then
    return { status = 200, content_type = "text/plain; charset=utf-8",
      body = string.format(settings, address, competition_id, form_id) }
  elseif request.method == "POST" and what == "reset" then
    state, log = fresh(), {}
    return { status = 204 }
  elseif request.method == "POST" and what == "competition" and type(request.body) == "table" then
    state.competition = request.body.status == "open" and "open" or "closed"
    return { status = 204 }
  end
  return failure(404, "The box has state, counts, log, portals.lua, reset and competition")
end

-- What is counted: method and route, ids left out, so that "how often was it submitted" is one number.
local function note(request, segments, status)
  local route = { request.method }
  for i, segment in ipairs(segments) do
    route[i + 1] = is_uuid(segment) and "{id}" or segment
  end
  local name = table.concat(route, " ")
  state.counts[name] = (state.counts[name] or 0) + 1
  table.insert(log, json.object { at = now(), method = request.method, path = request.path,
    key = request.headers["idempotency-key"], status = status })
  if #log > log_limit then
    table.remove(log, 1)
  end
end

return {
  start = function(options)
    address = options.address or address
    state = options.state or fresh()
  end,

  handle = function(request)
    local segments = request.segments
    if segments[1] == "_box" then
      return box(request, segments)
    end
    local made = segments[1] == "common-grants" and keyed(request, segments) or assessor(request, segments)
    note(request, segments, made.status)
    return made
  end,
}
