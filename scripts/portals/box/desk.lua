-- SPDX-License-Identifier: MIT
--
-- What every portal in a box has, whatever its dialect: state, ids, idempotency keys, an assessor with pages,
-- and the routes of the box itself. A box gives its own routes and the words of its refusals.
--
-- /_box/state, /_box/counts and /_box/log show what it holds, GET /_box/portals.lua the settings that make
-- clachan use it, POST /_box/reset empties it, POST /_box/competition {"status": "closed"} closes the window.
-- A header X-Box-Fault (NAME or NAME=TIME, from `portal serve --faults`) makes it do one thing wrong: see `faults`.
-- POST /_box/auth {"client": …, "secret": …} makes it ask for a token, which POST /token gives for these two;
-- further members try a client: "life" (seconds), "uses" (requests until a token is refused), "down", "deny".

local pages = require "pages"
local schema = require "schema"

local log_limit = 1000

-- The one competition, its opportunity and its form, the same in every box.
local desk = { competition = "7c1c2d7e-0c5b-4f0e-9a41-5d8f6b1f0a01",
  opportunity = "7c1c2d7e-0c5b-4f0e-9a41-5d8f6b1f0a02", form = "7c1c2d7e-0c5b-4f0e-9a41-5d8f6b1f0a03",
  epoch = "2021-01-01T00:00:00Z" }

local state -- also desk.state: what the box holds
local log = {}
local address = "http://127.0.0.1"

local function hold(held)
  state = held
  desk.state = held
end

local function fresh()
  return { made = 0, competition = "open", applications = json.array {}, awards = json.array {},
    keys = json.array {}, counts = json.object {} }
end

function desk.now()
  return os.date "!%Y-%m-%dT%H:%M:%SZ"
end

-- Ids count up, so that a run can be repeated and compared.
function desk.new_id()
  state.made = state.made + 1
  return string.format("b0c5ba5e-0000-4000-8000-%012x", state.made)
end

function desk.find(list, key, value)
  for _, item in ipairs(list) do
    if item[key] == value then
      return item
    end
  end
end

local find = desk.find

local function copy(value)
  if type(value) ~= "table" then
    return value
  end
  local made = {}
  for key, inner in pairs(value) do
    made[key] = copy(inner)
  end
  return #value > 0 and json.array(made) or made
end

-- What each application was before its last change, for readings that lag behind; false: it was not there.
local before, stale_until = {}, {}

local function remember(application)
  before[application.id] = copy(application)
end

function desk.is_uuid(text)
  return type(text) == "string" and
    string.match(text, "^%x%x%x%x%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x$") ~= nil
end

-- A new application that nobody has submitted.
function desk.start(title, id)
  local application = { id = id or desk.new_id(), title = title, status = "inProgress", created = desk.now(),
    modified = desk.now(), forms = json.array {}, submits = 0 }
  table.insert(state.applications, application)
  before[application.id] = false
  return application
end

function desk.editable(application)
  return application.status == "inProgress" or application.status == "changesRequested"
end

-- Keeps the answers to the form, with what is wrong with them.
function desk.fill(application, response)
  local form = find(application.forms, "form", desk.form)
  remember(application)
  if not form then
    form = { id = desk.new_id(), form = desk.form, created = desk.now() }
    table.insert(application.forms, form)
  end
  form.response = response
  form.errors = schema.check(response, schema.main, "main")
  form.modified = desk.now()
  application.modified = desk.now()
  return form
end

function desk.form_errors(application)
  local form = find(application.forms, "form", desk.form)
  return form and form.errors or { { field = "main", message = "The main form is not filled in" } }
end

function desk.submit(application)
  if before[application.id] then
    remember(application)
  end
  application.status = "submitted"
  application.submitted = desk.now()
  application.modified = desk.now()
  application.submits = application.submits + 1
end

local function html(text, status)
  return { status = status or 200, body = text, content_type = "text/html; charset=utf-8", headers = {
    ["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; " ..
      "frame-ancestors 'none'; base-uri 'none'",
    ["X-Content-Type-Options"] = "nosniff", ["Cache-Control"] = "no-store" } }
end

-- ---- idempotency: the same key and request get the same answer, once applied ----

local function keyed(box, request, segments)
  local key = request.headers["idempotency-key"]
  if not key or request.method == "GET" then
    return box.routes(request, segments)
  end
  local known = find(state.keys, "key", key)
  if known and (known.method ~= request.method or known.path ~= request.path or
    known.text ~= request.text) then
    return box.failure(422, "This key was used for another request")
  end
  if known then
    return { status = known.status, body = known.answer, headers = { ["Idempotent-Replayed"] = "true" } }
  end
  local made = box.routes(request, segments)
  table.insert(state.keys, { key = key, method = request.method, path = request.path,
    text = request.text or "", status = made.status, answer = made.body })
  return made
end

-- ---- ETags: off, unless POST /_box/etags {"on": true} ----

local etags = false

local function tag_of(answer)
  return '"' .. string.sub(sha256(json.text(answer.body)), 1, 16) .. '"'
end

-- As `answer` gives it; with the conditions of the request looked at, and the version told.
local function tagged(box, request, segments, answer)
  if not etags or request.method ~= "GET" and request.method ~= "PUT" then
    return answer()
  end
  local wanted = request.headers["if-match"]
  if wanted then
    local now = box.routes({ method = "GET", path = request.path, query = {}, headers = {} }, segments)
    if now.status ~= 200 or tag_of(now) ~= wanted then
      return box.failure(412, "It was changed meanwhile")
    end
  end
  local given = answer()
  if request.method == "GET" and given.status == 200 then
    local tag = tag_of(given)
    if request.headers["if-none-match"] == tag then
      given = { status = 304 }
    end
    given.headers = { ETag = tag }
  end
  return given
end

-- ---- the assessor ----

local function grant_of(application)
  local form = find(application.forms, "form", desk.form)
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
  application.modified = desk.now()
  if given.outcome == "accept" then
    local requested, currency = grant_of(application)
    application.amount = given.amount
    table.insert(state.awards, { id = desk.new_id(), application = application.id, amount = given.amount,
      requested = requested, currency = currency, created = desk.now() })
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

-- ---- tokens ----

local auth, tokens, made = nil, {}, 0 -- in no state file

local function encoded(text)
  local digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  local bits = string.gsub(text, ".", function(c)
    local byte, made_bits = string.byte(c), ""
    for i = 7, 0, -1 do
      made_bits = made_bits .. (byte >> i & 1)
    end
    return made_bits
  end)
  local made_text = string.gsub(bits .. string.rep("0", -#bits % 6), "%d%d%d%d%d%d", function(six)
    local at = tonumber(six, 2) + 1
    return string.sub(digits, at, at)
  end)
  return made_text .. string.rep("=", -#made_text % 4)
end

local function escaped(text)
  return (string.gsub(text, "[^%w%-._~]", function(c) return string.format("%%%02X", string.byte(c)) end))
end

local function is_client(request, form)
  local basic = "Basic " .. encoded(escaped(auth.client) .. ":" .. escaped(auth.secret))
  return request.headers.authorization == basic or
    request.headers.authorization == nil and form.client_id == auth.client and form.client_secret == auth.secret
end

local function give_token(request)
  local form = pages.read_form(request.text or "")
  if not auth or request.method ~= "POST" then
    return { status = 404 }
  elseif auth.down then
    return { status = 503, headers = { ["Retry-After"] = "1" } }
  elseif form.grant_type ~= "client_credentials" or not is_client(request, form) then
    return { status = 401, body = json.object { error = "invalid_client" } }
  end
  made = made + 1
  local token = "box-token-" .. made .. "-k33p-out"
  tokens[token] = { left = auth.uses or 1000000, until_time = os.time() + (auth.life or 3600) }
  return { status = 200, headers = { ["Cache-Control"] = "no-store" }, body = json.object { access_token = token,
    token_type = "Bearer", expires_in = auth.life or 3600 } }
end

local function is_allowed(request)
  local token = tokens[string.match(request.headers.authorization or "", "^Bearer (.+)$") or ""]
  if not auth then
    return true
  elseif auth.deny or not token or token.left == 0 or os.time() >= token.until_time then
    return false
  end
  token.left = token.left - 1
  return true
end

-- ---- faults: one thing goes wrong, as a scenario of `portal serve --faults` wants it ----

-- Answers as if the applications were others; what the request itself changes is not kept.
local function with_applications(change, answer)
  local real = state.applications
  local others = json.array {}
  for _, application in ipairs(real) do
    table.insert(others, change(copy(application), application))
  end
  state.applications = others
  local given = answer()
  state.applications = real
  return given
end

-- Every object of a value gets further members.
local function add_members(value, members)
  if type(value) ~= "table" then
    return value
  end
  for key, inner in pairs(value) do
    value[key] = add_members(inner, members)
  end
  if #value == 0 and next(value) ~= nil then
    for key, inner in pairs(members) do
      value[key] = inner
    end
  end
  return value
end

local function replace_text(value, old, new)
  if type(value) ~= "table" then
    return value == old and new or value
  end
  for key, inner in pairs(value) do
    value[key] = replace_text(inner, old, new)
  end
  return value
end

local function with_members(members)
  return function(_, answer)
    local given = answer()
    given.body = add_members(copy(given.body), members)
    return given
  end
end

local function with_status(status)
  return function(_, answer)
    return with_applications(function(application)
      application.status = status
      return application
    end, answer)
  end
end

local function seconds_of(text)
  return tonumber(string.match(text, "^(%d+)s$") or "0")
end

-- Each is called with the request, a function that answers it, and the fault's time.
local faults = {
  close_round = function(_, answer)
    state.competition = "closed"
    return answer()
  end,
  token_expired = function(_, answer)
    tokens = {}
    return answer()
  end,
  -- As if it had come before: what a portal without keys says to the second.
  duplicate = function(request, answer)
    answer()
    request.headers["idempotency-key"] = nil
    return answer()
  end,
  replayed_500 = function(request)
    local failed = { status = 500, body = json.object { message = "This key failed once" } }
    table.insert(state.keys, { key = request.headers["idempotency-key"] or "", method = request.method,
      path = request.path, text = request.text or "", status = failed.status, answer = failed.body })
    return failed
  end,
  stale_read = function(_, answer, time)
    for _, application in ipairs(state.applications) do
      stale_until[application.id] = os.time() + seconds_of(time)
    end
    return with_applications(function(_, application)
      return before[application.id] or nil
    end, answer)
  end,
  wrong_id = function(request, answer)
    local given = answer()
    for _, segment in ipairs(request.segments) do
      if find(state.applications, "id", segment) then
        given.body = replace_text(copy(given.body), segment, "b0c5ba5e-0000-4000-8000-ffffffffffff")
      end
    end
    return given
  end,
  other_content = function(_, answer)
    return with_applications(function(application)
      for _, form in ipairs(application.forms) do
        form.response = add_members(form.response, { name = "Another", role = "lead" })
      end
      return application
    end, answer)
  end,
  status_back = with_status "inProgress",
  unknown_custom = with_status "onTheBackBurner",
  null_fields = with_members { description = json.null, somethingNew = json.null },
  extra_fields = with_members { somethingNew = json.object { value = "unheard of" } },
  page_loop = function(request, answer)
    local asked = math.tointeger(tonumber(request.query.page or "1")) or 1
    request.query.page = "1"
    local given = answer()
    if given.body.paginationInfo then
      given.body.paginationInfo.totalPages = asked + 1
    end
    return given
  end,
  -- An award to somebody else, in front of all the others.
  page_moves = function(_, answer)
    local other = desk.start("Somebody else")
    table.insert(state.awards, { id = desk.new_id(), application = other.id, amount = "1.00", requested = "1.00",
      currency = "GBP", created = desk.now() })
    return answer()
  end,
}

-- While a reading lags behind, others of the same application do as well.
local function is_stale(request)
  for _, segment in ipairs(request.segments) do
    if request.method == "GET" and stale_until[segment] and os.time() < stale_until[segment] then
      return true
    end
  end
end

local function spoilt(box, request, answer)
  local name, time = string.match(request.headers["x-box-fault"] or "", "^([%w_]+)=?(.*)$")
  if not name and is_stale(request) then
    name, time = "stale_read", "0s"
  end
  if not name then
    return answer()
  end
  local fault = faults[name]
  return fault and fault(request, answer, time) or box.failure(500, "The box knows no fault " .. name)
end

-- ---- the box itself ----

local function own_routes(box, request, segments)
  local what = segments[2]
  if request.method == "GET" and what == "state" then
    return { status = 200, body = json.object(state) }
  elseif request.method == "GET" and what == "counts" then
    return { status = 200, body = state.counts }
  elseif request.method == "GET" and what == "log" then
    return { status = 200, body = json.array(log) }
  elseif request.method == "GET" and what == "steps" then
    return { status = 200, body = json.object(box.steps) }
  elseif request.method == "GET" and what == "portals.lua" then
    return { status = 200, content_type = "text/plain; charset=utf-8", body = string.format(
      "-- Settings that make clachan use this portal in a box.\nportal \"box\" {\n  dialect = %q, base = %q,\n" ..
      '  programmes = { "connecting-classrooms-scotland", "connecting-classrooms" },\n' ..
      '  idempotency = { header = "Idempotency-Key", form = "quoted", honoured = "yes", lifetime = "24h" },\n' ..
      '  settle = "1s", lost_start = "repeat",\n%s}\n', box.dialect, address, box.settings) }
  elseif request.method == "POST" and what == "reset" then
    hold(fresh())
    log, before, stale_until = {}, {}, {}
    return { status = 204 }
  elseif request.method == "POST" and what == "competition" and type(request.body) == "table" then
    state.competition = request.body.status == "open" and "open" or "closed"
    return { status = 204 }
  end
  if request.method == "POST" and what == "auth" and type(request.body) == "table" then
    auth = request.body
    return { status = 204 }
  end
  if request.method == "POST" and what == "etags" and type(request.body) == "table" then
    etags = request.body.on == true
    return { status = 204 }
  end
  if request.method == "POST" and what == "disbursed" and type(request.body) == "table" then
    for _, award in ipairs(state.awards) do
      award.disbursed = request.body.amount
    end
    return { status = 204 }
  end
  return box.failure(404, "The box has state, counts, log, steps, portals.lua, reset, competition, auth, etags " ..
    "and disbursed")
end

-- An application that came all at once: before that there was nothing to read.
function desk.came_at_once(application)
  before[application.id] = false
end

-- What is counted: method and route, ids left out, so that "how often was it submitted" is one number.
local function note(request, segments, status)
  local route = { request.method }
  for i, segment in ipairs(segments) do
    local id = desk.is_uuid(segment) or string.match(segment, "^app%-%d+%-r%d+$")
    route[i + 1] = id and "{id}" or segment
  end
  local name = table.concat(route, " ")
  state.counts[name] = (state.counts[name] or 0) + 1
  table.insert(log, json.object { at = desk.now(), method = request.method, path = request.path,
    key = request.headers["idempotency-key"], status = status })
  if #log > log_limit then
    table.remove(log, 1)
  end
end

-- The script of a box: { dialect, settings (lines of portals.lua), api (first segment of its routes), steps (method
-- and pattern of each step's request), routes(request, segments), failure(status, message, errors) }.
function desk.box(box)
  return {
    start = function(options)
      address = options.address or address
      hold(options.state or fresh())
    end,

    handle = function(request)
      local segments = request.segments
      if segments[1] == "_box" then
        return own_routes(box, request, segments)
      end
      local answered
      if segments[1] == "token" then
        answered = give_token(request)
      elseif segments[1] ~= box.api then
        answered = assessor(request, segments)
      else
        answered = spoilt(box, request, function()
          return is_allowed(request) and tagged(box, request, segments, function()
            return keyed(box, request, segments)
          end) or box.failure(401, "A token is needed, and this is none")
        end)
      end
      note(request, segments, answered.status)
      return answered
    end,
  }
end

return desk
