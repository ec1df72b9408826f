-- SPDX-License-Identifier: MIT
--
-- For dialects whose portal takes forms, one after the other, and submits them together: the order of the
-- steps, careful reading of answers that may have any shape, and the comparison of what was sent with what
-- is there. Pure functions.

local forms = {}

-- Our reference ends the title, so that a person at the portal can find what a computer lost.
function forms.title(delivery)
  return delivery.application.title .. " [" .. delivery.reference .. "]"
end

-- The form that a step is about: "fill_main" is about "main".
function forms.of_step(step)
  return string.match(step, "^form_(.+)$") or string.match(step, "^fill_(.+)$")
end

-- Window and forms are read before anything is sent; after each change the portal's view is compared. With
-- `forms_in_window` the reading of the window tells the forms too.
function forms.steps(delivery, forms_in_window)
  local steps = { "window" }
  for name in pairs(forms_in_window and {} or delivery.portal.forms) do
    table.insert(steps, "form_" .. name)
  end
  table.insert(steps, "start")
  for name in pairs(delivery.portal.forms) do
    table.insert(steps, "fill_" .. name)
  end
  for _, step in ipairs { "review", "submit", "confirm" } do
    table.insert(steps, step)
  end
  return steps
end

function forms.read(path, expect)
  return { method = "GET", effect = "read", path = path, expect = expect or { 200 } }
end

-- What a portal says may have any shape: the member at the end of a path, or nil; a list, or an empty one.
function forms.get(value, ...)
  for _, key in ipairs { ... } do
    if type(value) ~= "table" then
      return nil
    end
    value = value[key]
  end
  return value
end

function forms.list(value, ...)
  local found = forms.get(value, ...)
  return type(found) == "table" and found or {}
end

function forms.text(value, ...)
  local found = forms.get(value, ...)
  return type(found) == "string" and found or nil
end

-- The data of an answer in an envelope, or nil.
function forms.data_of(response)
  local data = forms.get(response.body, "data")
  return type(data) == "table" and data or nil
end

-- Where `theirs` lacks something of `ours`, or has something else: the path of the first such place,
-- else nil. More at the portal is no difference: it may add members of its own.
function forms.difference(ours, theirs, path)
  if type(ours) ~= "table" then
    return ours ~= theirs and path or nil
  end
  if type(theirs) ~= "table" or #ours ~= #theirs then
    return path
  end
  for key, value in pairs(ours) do
    local place = type(key) == "number" and path .. "[" .. key .. "]" or path .. "." .. key
    local found = forms.difference(value, theirs[key], place)
    if found then
      return found
    end
  end
  return nil
end

-- The first difference between all our forms and what the portal has of each: `there(id)` gives the answers
-- to the form with that id, or nil.
function forms.first_difference(delivery, there)
  for name, id in pairs(delivery.portal.forms) do
    local found = forms.difference(delivery.forms[name], there(id), name)
    if found then
      return found
    end
  end
  return nil
end

-- What of our forms the portal's round does not have, as an answer that holds; nil when all are there.
-- `offered` has the ids of the portal's forms as keys.
function forms.check_offered(delivery, offered)
  for name, id in pairs(delivery.portal.forms) do
    if not offered[id] then
      return { hold = "the portal's competition has no form " .. id .. ", which the settings name for '" ..
        name .. "'" }
    end
  end
end

-- What the portal's form requires and we do not have, as an answer that is refused; nil when all is there.
function forms.check_required(delivery, name, schema)
  local missing = {}
  for _, field in ipairs(forms.list(schema, "required")) do
    if type(field) == "string" and delivery.forms[name][field] == nil then
      table.insert(missing, { field = name .. "." .. field, message = "the portal's form requires it" })
    end
  end
  return #missing > 0 and { refused = missing } or nil
end

-- A portal's list of { field, message } as refusals, added to `refused`. A field may be counted from the form
-- as "$": then the name of the form takes its place.
function forms.add_refusals(refused, errors, name)
  for _, item in ipairs(errors) do
    local field = forms.text(item, "field") or ""
    table.insert(refused, { field = name and string.gsub(field, "^%$", name) or field,
      message = forms.text(item, "message") or "refused" })
  end
  return refused
end

-- An answer about another application than was asked for, as one that holds; nil when it is ours. Asked again it
-- might be ours, but a portal that mixes up applications is for a person to look at.
function forms.check_id(id, delivery)
  local asked = delivery.memory.application
  if id ~= asked then
    return { hold = "the portal shows another application (" .. (type(id) == "string" and id or "without an id") ..
      ") than was asked for (" .. asked .. ")" }
  end
end

-- The dialects that know "accepted" cannot say whether it means money; who runs the portal can.
function forms.check_settings(portal)
  local refused = {}
  if portal.accepted_means ~= "funded" and portal.accepted_means ~= "received" then
    table.insert(refused, { field = "accepted_means",
      message = 'say what this portal means by \'accepted\': "funded" or "received"' })
  end
  if type(portal.forms) ~= "table" then
    table.insert(refused, { field = "forms", message = 'name the portal\'s form: { main = "its id" }' })
  end
  return #refused > 0 and { refused = refused } or nil
end

return forms
