-- SPDX-License-Identifier: MIT
--
-- A portal in a box that speaks as simpler.grants.gov does: its application routes with state, and the pages on
-- which an assessor decides. The standard knows no rejection and no award: a decision shows as "accepted", or
-- not at all.
--
--   clachan portal serve --script scripts/portals/box/simpler-grants.lua

local desk = require "desk"
local schema = require "schema"

-- ---- answers ----

local function answer(status, message, members)
  local body = json.object { status_code = status, message = message }
  for key, value in pairs(members or {}) do
    body[key] = value
  end
  return { status = status, body = body }
end

local function ok(data, warnings)
  return answer(200, "Success", { data = data, warnings = warnings })
end

local function failure(status, message, errors)
  return answer(status, message, { errors = json.array(errors or {}), data = json.object {},
    internal_request_id = "b0c5ba5e-0000-4000-8000-00000000000f" })
end

local function issue(field, message)
  return json.object { field = field, message = message, type = "invalid" }
end

-- What is wrong with a form, the place in the form's own terms: "$.cluster.name".
local function warnings_of(form)
  local warnings = json.array {}
  for _, item in ipairs(form.errors) do
    table.insert(warnings, issue((string.gsub(item.field, "^main", "$")), item.message))
  end
  return warnings
end

-- ---- what the portal's documents look like ----

local function form_document()
  return json.object { form_id = desk.form, form_name = "Main form", short_form_name = "main", form_version = "1.0",
    agency_code = "BOX", form_json_schema = schema.main, form_ui_schema = json.array {} }
end

local function competition_document()
  return json.object { competition_id = desk.competition, opportunity_id = desk.opportunity,
    competition_title = "School partnerships", is_open = desk.state.competition == "open",
    is_simpler_grants_enabled = true, open_to_applicants = json.array { "organization" },
    competition_instructions = json.array {},
    competition_forms = json.array { json.object { form = form_document(), is_required = true } } }
end

local states = { inProgress = "in_progress", changesRequested = "in_progress", submitted = "submitted",
  accepted = "accepted", rejected = "submitted" }

local function state_of(application)
  return states[application.status] or "on_the_back_burner"
end

local function response_document(application, form)
  return json.object { application_form_id = form.id, application_id = application.id, form_id = form.form,
    application_name = application.title, application_status = state_of(application), form = form_document(),
    application_response = form.response, application_form_status = #form.errors == 0 and "complete" or "in_progress",
    is_included_in_submission = form.included, is_required = true, created_at = form.created,
    updated_at = form.modified, application_attachments = json.array {} }
end

local function application_document(application)
  local responses, warnings = json.array {}, json.object {}
  for _, form in ipairs(application.forms) do
    table.insert(responses, response_document(application, form))
    if #form.errors > 0 then
      warnings[form.form] = warnings_of(form)
    end
  end
  return json.object { application_id = application.id, application_name = application.title,
    application_status = state_of(application), application_forms = responses, form_validation_warnings = warnings,
    competition = competition_document(), users = json.array {}, application_attachments = json.array {} }
end

-- ---- the routes ----

local function start(request)
  local body = request.body
  if type(body) ~= "table" then
    return failure(422, "Validation error", { issue("", "The body is not JSON") })
  elseif body.competition_id ~= desk.competition then
    return failure(404, "There is no such competition")
  elseif body.organization_id ~= nil and not desk.is_uuid(body.organization_id) then
    return failure(422, "Validation error", { issue("organization_id", "Not a valid UUID.") })
  elseif desk.state.competition ~= "open" then
    return failure(422, "Cannot start application - competition is not open for applications")
  end
  local title = type(body.application_name) == "string" and body.application_name or "Without a name"
  return ok(json.object { application_id = desk.start(title).id })
end

local function put_form(application, id, request)
  local body = request.body
  if id ~= desk.form then
    return failure(404, "The competition has no such form")
  elseif type(body) ~= "table" or type(body.application_response) ~= "table" then
    return failure(422, "Validation error", { issue("application_response", "Missing data for required field.") })
  elseif not desk.editable(application) then
    return failure(403, "Cannot modify application, not currently in progress")
  end
  local form = desk.fill(application, body.application_response)
  form.included = body.is_included_in_submission == true
  return ok(response_document(application, form), warnings_of(form))
end

local function submit(application)
  if not desk.editable(application) then
    return failure(403, "Cannot submit application, not currently in progress")
  elseif desk.state.competition ~= "open" then
    return failure(422, "Cannot submit application - competition is not open for applications")
  end
  local errors = {}
  for _, item in ipairs(desk.form_errors(application)) do
    table.insert(errors, issue(item.field, item.message))
  end
  if #errors > 0 then
    return failure(422, "The application has issues in its form responses.", errors)
  end
  desk.submit(application)
  return ok(json.object {})
end

local function applications_route(request, segments)
  local method = request.method
  if segments[3] == "start" and #segments == 3 then
    return method == "POST" and start(request) or failure(405, "Applications are started with POST")
  end
  local application = desk.find(desk.state.applications, "id", segments[3])
  if not application then
    return failure(404, "There is no such application")
  elseif #segments == 3 and method == "GET" then
    return ok(application_document(application), json.array {})
  elseif #segments == 4 and segments[4] == "submit" and method == "POST" then
    return submit(application)
  elseif #segments == 5 and segments[4] == "forms" and method == "PUT" then
    return put_form(application, segments[5], request)
  end
  return failure(405, "This application does not know " .. method .. " here")
end

local function routes(request, segments)
  local noun, id = segments[2], segments[3]
  if noun == "applications" and id then
    return applications_route(request, segments)
  elseif request.method ~= "GET" then
    return failure(405, "Only GET is known here")
  elseif noun == "competitions" and id == desk.competition and #segments == 3 then
    return ok(competition_document())
  elseif noun == "forms" and id == desk.form and #segments == 3 then
    return ok(form_document())
  end
  return failure(404, "There is nothing here")
end

return desk.box {
  steps = { window = "GET /alpha/competitions/*", start = "POST /alpha/applications/start",
    fill_main = "PUT /alpha/applications/*/forms/*", submit = "POST /alpha/applications/*/submit",
    read = "GET /alpha/applications/*" },
  dialect = "simpler-grants", api = "alpha", routes = routes, failure = failure,
  settings = string.format('  accepted_means = "funded",\n' ..
    "  rounds = { any = { competition = %q } },\n  forms = { main = %q },\n", desk.competition, desk.form),
}
