-- SPDX-License-Identifier: MIT
--
-- A funding portal in a box, for rehearsals and tests: the application routes of CommonGrants 0.4.0
-- with state, and pages on which an assessor decides. It has one competition with one form.
--
--   clachan portal serve --script scripts/portals/box/commongrants.lua

local desk = require "desk"
local schema = require "schema"

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

-- ---- what the documents of the standard look like ----

local function form_document()
  return json.object { id = desk.form, name = "Main form", version = "1", jsonSchema = schema.main,
    description = "The cluster, what it asks for, and the grant that its programme allows",
    createdAt = desk.epoch, lastModifiedAt = desk.epoch }
end

local function competition_document()
  return json.object { id = desk.competition, opportunityId = desk.opportunity, title = "School partnerships",
    description = "One round for clusters of schools",
    status = json.object { value = desk.state.competition }, createdAt = desk.epoch, lastModifiedAt = desk.epoch,
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

local plain_states = { inProgress = true, submitted = true, accepted = true, rejected = true }

local function status_document(application)
  local custom = not plain_states[application.status]
  return json.object { value = custom and "custom" or application.status,
    customValue = custom and application.status or nil,
    description = descriptions[application.status] or "See the portal" }
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
  return json.object { id = application.id, title = application.title, competitionId = desk.competition,
    opportunityId = desk.opportunity, formResponses = responses, status = status_document(application),
    submittedAt = application.submitted, customFields = fields, validationErrors = json.array {},
    createdAt = application.created, lastModifiedAt = application.modified }
end

local function money(amount, currency)
  return json.object { amount = amount, currency = currency }
end

local function award_document(award)
  local application = desk.find(desk.state.applications, "id", award.application)
  return json.object { id = award.id, title = application.title,
    description = "Grant for the application of the same title",
    status = json.object { value = "awarded", description = "The award has been made" },
    funding = json.object { requestedAmount = money(award.requested, award.currency),
      awardedAmount = money(award.amount, award.currency),
      disbursedAmount = money(award.disbursed or "0.00", award.currency) },
    keyDates = json.object { awardDate = json.object { name = "Award date", eventType = "singleDate",
      date = string.sub(award.created, 1, 10) } },
    opportunity = json.object { id = desk.opportunity, title = "School partnerships" },
    application = json.object { id = application.id, title = application.title },
    createdAt = award.created, lastModifiedAt = award.created }
end

-- ---- the routes of the standard ----

local function start(request)
  local body = request.body
  local errors = {}
  if type(body) ~= "table" then
    return failure(400, "The body is not JSON")
  end
  if body.competitionId ~= desk.competition then
    table.insert(errors, json.object { field = "competitionId", message = "There is no such competition" })
  end
  if type(body.title) ~= "string" or body.title == "" then
    table.insert(errors, json.object { field = "title", message = "A title is required" })
  end
  if body.organizationId ~= nil and not desk.is_uuid(body.organizationId) then
    table.insert(errors, json.object { field = "organizationId", message = "This is no UUID" })
  end
  if #errors > 0 then
    return failure(400, "The application cannot be started", errors)
  end
  if desk.state.competition ~= "open" then
    return failure(400, "The competition is closed")
  end
  return ok(application_document(desk.start(body.title)), "Started", 201)
end

local function put_form(application, id, request)
  if id ~= desk.form then
    return failure(404, "The competition has no such form")
  end
  if type(request.body) ~= "table" then
    return failure(400, "The body is not a JSON object")
  end
  if not desk.editable(application) then
    return failure(403, "The application is not in progress")
  end
  return ok(response_document(application, desk.fill(application, request.body)))
end

local function get_form(application, id)
  local form = desk.find(application.forms, "form", id)
  if not form then
    return failure(404, "This form has not been filled in")
  end
  return ok(response_document(application, form))
end

-- Refusals carry the status 400 in the body, because the standard's answer for this route allows no other.
local function submit(application)
  if not desk.editable(application) then
    return failure(400, "The application has been submitted already")
  end
  if desk.state.competition ~= "open" then
    return failure(400, "The competition is closed")
  end
  local errors = desk.form_errors(application)
  if #errors > 0 then
    return failure(400, "Application submission failed due to validation errors", errors_of(errors))
  end
  desk.submit(application)
  return ok(application_document(application), "Submitted")
end

local function awards(request)
  local page = math.tointeger(tonumber(request.query.page or "1"))
  local size = math.tointeger(tonumber(request.query.pageSize or "100"))
  local items = json.array {}
  if not page or not size or page < 1 or size < 1 then
    return failure(400, "page and pageSize are whole numbers from 1")
  end
  for i = (page - 1) * size + 1, math.min(page * size, #desk.state.awards) do
    table.insert(items, award_document(desk.state.awards[#desk.state.awards + 1 - i])) -- the newest first
  end
  return answer(200, "Success", { items = items, paginationInfo = json.object { page = page, pageSize = size,
    totalItems = #desk.state.awards, totalPages = math.max(1, (#desk.state.awards + size - 1) // size) } })
end

local function applications_route(request, segments)
  local method = request.method
  if segments[3] == "start" and #segments == 3 then
    return method == "POST" and start(request) or failure(405, "Applications are started with POST")
  end
  local application = desk.find(desk.state.applications, "id", segments[3])
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
  elseif noun == "competitions" and id == desk.competition and #segments == 3 then
    return ok(competition_document())
  elseif noun == "forms" and id == desk.form and #segments == 3 then
    return ok(form_document())
  elseif noun == "awards" and not id then
    return awards(request)
  elseif noun == "awards" and #segments == 3 and desk.find(desk.state.awards, "id", id) then
    return ok(award_document(desk.find(desk.state.awards, "id", id)))
  end
  return failure(404, "There is nothing here")
end

return desk.box {
  steps = { window = "GET /common-grants/competitions/*", form_main = "GET /common-grants/forms/*",
    start = "POST /common-grants/applications/start", fill_main = "PUT /common-grants/applications/*/forms/*",
    submit = "PUT /common-grants/applications/*/submit", read = "GET /common-grants/applications/*" },
  dialect = "commongrants", api = "common-grants", routes = standard, failure = failure,
  settings = string.format("  accepted_means = \"funded\",\n" ..
    "  rounds = { any = { competition = %q } }, -- or by deadline: [\"2021-04-26\"] = { competition = … }\n" ..
    "  forms = { main = %q },\n", desk.competition, desk.form),
}
