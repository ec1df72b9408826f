-- SPDX-License-Identifier: MIT
--
-- The form of the portal in a box as a JSON Schema, and a checker for the few words of JSON Schema
-- that it uses: type, required, properties, items, enum, minItems, minLength, pattern of money.

local schema = {}

local function text(title, more)
  local made = json.object { type = "string", title = title, minLength = 1 }
  for key, value in pairs(more or {}) do
    made[key] = value
  end
  return made
end

local function object(title, required, properties)
  return json.object { type = "object", title = title, required = json.array(required),
    properties = json.object(properties) }
end

local function list(title, items, least)
  return json.object { type = "array", title = title, items = items, minItems = least }
end

local school = object("School", { "id", "role", "country" }, {
  id = text "Id", name = text "School", country = text "Country",
  role = text("Role", { enum = json.array { "lead", "partner", "network", "sponsor" } }),
  phase = text "Phase", funding = text "Funding", self_evaluation = text "Self-evaluation",
  pupils = json.object { type = "integer", title = "Pupils" },
  partners = list("Paired with", text "School"),
})

local function money(title)
  return object(title, { "amount", "currency" }, {
    amount = text("Amount", { pattern = "^-?[0-9]+\\.[0-9]{2}$" }), currency = text "Currency" })
end

schema.main = object("Application", { "reference", "cluster", "programme", "grant" }, {
  reference = text "Reference", programme = text "Programme", edition = text "Edition",
  date = text "Date", option = text "Option", funding_model = text "Funding model",
  cluster = object("Cluster", { "name", "schools" }, {
    name = text "Name", structure = text "Structure", schools = list("Schools", school, 1) }),
  requests = list("What is asked for", object("Request", { "item" }, {
    item = text "Item", school = text "School", cost = text "Cost" })),
  lines = list("Lines of the grant", object("Line", { "id", "amount" }, {
    id = text "Line", title = text "Title", amount = money "Amount" })),
  grant = money "Grant",
})

local kinds = {
  string = function(value) return type(value) == "string" end,
  integer = function(value) return math.type(value) == "integer" end,
  array = function(value) return type(value) == "table" and (#value > 0 or next(value) == nil) end,
  object = function(value) return type(value) == "table" and #value == 0 end,
}

local function one_of(value, allowed)
  for _, word in ipairs(allowed) do
    if word == value then
      return true
    end
  end
  return false
end

local check

local function check_text(value, rule, path, add)
  if rule.minLength and #value < rule.minLength then
    add(path, "An answer is required")
  elseif rule.enum and not one_of(value, rule.enum) then
    add(path, "One of " .. table.concat(rule.enum, ", ") .. " is expected")
  elseif rule.pattern and not string.match(value, "^%-?%d+%.%d%d$") then
    add(path, "An amount with two decimals is expected, such as 1500.00")
  end
end

local function check_members(value, rule, path, add)
  for _, name in ipairs(rule.required or {}) do
    if value[name] == nil then
      add(path .. "." .. name, (rule.properties[name].title or name) .. " is required")
    end
  end
  for name, inner in pairs(rule.properties or {}) do
    if value[name] ~= nil then
      check(value[name], inner, path .. "." .. name, add)
    end
  end
end

check = function(value, rule, path, add)
  if not kinds[rule.type](value) then
    add(path, "This should be of the type " .. rule.type)
  elseif rule.type == "string" then
    check_text(value, rule, path, add)
  elseif rule.type == "object" then
    check_members(value, rule, path, add)
  elseif rule.type == "array" then
    if rule.minItems and #value < rule.minItems then
      add(path, "At least " .. rule.minItems .. " is expected")
    end
    for i, item in ipairs(value) do
      check(item, rule.items, path .. "[" .. i .. "]", add)
    end
  end
end

-- Everything that is wrong with an answer, sorted by its place, as { field, message }.
function schema.check(value, rule, path)
  local errors = {}
  check(value, rule, path, function(field, message)
    table.insert(errors, { field = field, message = message })
  end)
  table.sort(errors, function(a, b) return a.field < b.field end)
  return errors
end

return schema
