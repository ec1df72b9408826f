-- SPDX-License-Identifier: MIT
--
-- A portal in a box that speaks as Defra's Grant Application Service does: one route that takes an application
-- under the applicant's reference, one that tells its state, and the pages on which an assessor decides.
--
--   clachan portal serve --script scripts/portals/box/gas.lua

local desk = require "desk"
local schema = require "schema"

local grant = "school-partnerships"
local names = { [400] = "Bad Request", [401] = "Unauthorized", [403] = "Forbidden", [404] = "Not Found",
  [405] = "Method Not Allowed", [409] = "Conflict", [422] = "Unprocessable Entity" }

local function failure(status, message)
  return { status = status, body = json.object { statusCode = status, error = names[status], message = message } }
end

local states = { inProgress = "DRAFT", submitted = "RECEIVED", accepted = "APPROVED", rejected = "REJECTED",
  changesRequested = "CHANGES_REQUESTED", replaced = "REPLACED" }

local function status(application)
  return { status = 200, body = json.object { phase = "PRE_AWARD", stage = "ASSESSMENT",
    status = states[application.status] or "ON_THE_BACK_BURNER", clientRef = application.id, grantCode = grant } }
end

-- The first thing that is wrong with an application, or nil.
local function fault_of(body)
  local metadata = type(body) == "table" and body.metadata
  if type(metadata) ~= "table" or type(body.answers) ~= "table" then
    return "metadata and answers are required"
  end
  for _, name in ipairs { "clientRef", "sbi", "frn", "crn", "configVersion" } do
    if type(metadata[name]) ~= "string" or metadata[name] == "" then
      return '"metadata.' .. name .. '" is required'
    end
  end
  if not string.find(metadata.clientRef, "^[a-z0-9-]+$") then
    return '"metadata.clientRef" fails to match the required pattern'
  end
  local errors = schema.check(body.answers, schema.main, "answers")
  return errors[1] and '"' .. errors[1].field .. '" is not right: ' .. errors[1].message or nil
end

local function take(body)
  local fault = fault_of(body)
  if fault then
    return failure(400, fault)
  elseif desk.find(desk.state.applications, "id", body.metadata.clientRef) then
    return failure(409, "Application with clientRef " .. body.metadata.clientRef .. " exists")
  elseif desk.state.competition ~= "open" then
    return failure(403, "The grant is not open for applications")
  end
  local previous = body.metadata.previousClientRef
  local replaced = previous and desk.find(desk.state.applications, "id", previous)
  if previous and (not replaced or replaced.status ~= "changesRequested") then
    return failure(409, "Application with clientRef " .. previous .. " cannot be replaced")
  elseif replaced then
    replaced.status = "replaced"
  end
  local title = body.answers.cluster.name .. " [" .. body.metadata.clientRef .. "]"
  local application = desk.start(title, body.metadata.clientRef)
  desk.fill(application, body.answers)
  desk.submit(application)
  desk.came_at_once(application)
  return { status = 204 }
end

local function routes(request, segments)
  if segments[2] ~= grant or segments[3] ~= "applications" then
    return failure(404, "Grant not found")
  elseif #segments == 3 then
    return request.method == "POST" and take(request.body) or failure(405, "Applications are sent with POST")
  end
  local application = desk.find(desk.state.applications, "id", segments[4])
  if not application or segments[5] ~= "status" or #segments ~= 5 then
    return failure(404, "Application not found")
  end
  return request.method == "GET" and status(application) or failure(405, "The status is read with GET")
end

return desk.box {
  steps = { submit = "POST /grants/*/applications", read = "GET /grants/*/applications/*/status" },
  dialect = "gas", api = "grants", routes = routes, failure = failure,
  settings = string.format("  grant = %q, sbi = \"106284736\", frn = \"1102838829\", crn = \"1102838829\",\n" ..
    "  config_version = \"1.0.0\", rounds = { any = {} },\n  status_map = {\n" ..
    '    ["PRE_AWARD:ASSESSMENT:APPROVED"] = "decide_fund",\n' ..
    '    ["PRE_AWARD:ASSESSMENT:RECEIVED"] = "taken", ["PRE_AWARD:ASSESSMENT:CHANGES_REQUESTED"] = "late_refusal",\n' ..
    '    ["PRE_AWARD:ASSESSMENT:REJECTED"] = "decide_reject" },\n', grant),
}
