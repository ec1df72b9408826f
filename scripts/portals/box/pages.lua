-- SPDX-License-Identifier: MIT
--
-- The assessor's pages of the portal in a box: plain HTML, without scripts, that a keyboard and a
-- screen reader can use. Every text is escaped once, by esc().

local pages = {}

local entities = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }

local function esc(value)
  return (string.gsub(tostring(value), "[&<>\"']", entities))
end

-- "An {x} b" with each {name} replaced by the escaped member, {{name}} by the member as it is. In one pass,
-- so that braces in a member stay what they are.
local function fill(template, values)
  return (string.gsub(template, "({+)(%w+)}+", function(braces, name)
    return #braces == 2 and values[name] or esc(values[name])
  end))
end

local style = [[
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 0 1rem 3rem; color: #111;
  overflow-wrap: anywhere; }
a { color: #00458b; } a:focus, input:focus, textarea:focus, button:focus { outline: 3px solid #b35900; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: bold; }
th, td { border-bottom: 1px solid #767676; padding: .4rem; text-align: left; vertical-align: top; }
dt { font-weight: bold; } dd { margin: 0 0 .5rem 1rem; } fieldset { margin: 0 0 1rem; border: 1px solid #767676; }
label { display: block; } input[type=text], textarea { font: inherit; width: 100%; max-width: 30rem; }
.choice label { display: inline; } .skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; }
.faults { border: 3px solid #a80000; padding: .5rem 1rem; }
.fault { display: block; color: #a80000; font-weight: bold; }
button { font: inherit; padding: .5rem 1.5rem; background: #00458b; color: #fff; border: 0; }
]]

local function page(title, body)
  return fill([[<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – portal in a box</title><style>{{style}}</style></head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><nav aria-label="Portal"><a href="/">All applications</a></nav></header>
<main id="main">
<h1>{title}</h1>
{{body}}
</main>
<footer><p>A portal in a box: for rehearsals and tests, on this machine alone.</p></footer>
</body>
</html>
]], { title = title, body = body, style = style })
end

function pages.message(title, text)
  return page(title, "<p>" .. esc(text) .. "</p>")
end

local words = { inProgress = "being written", submitted = "to be decided", accepted = "funded",
  rejected = "not funded", changesRequested = "changes asked for" }

function pages.list(applications, competition)
  local rows = {}
  for i = #applications, 1, -1 do
    local a = applications[i]
    table.insert(rows, fill('<tr><th scope="row"><a href="/applications/{id}">{title}</a></th>' ..
      "<td>{state}</td><td>{submitted}</td></tr>", { id = a.id, title = a.title,
      state = words[a.status] or a.status, submitted = a.submitted or "not yet" }))
  end
  if #rows == 0 then
    return page("Applications", "<p>There are none yet. The competition is " .. esc(competition) .. ".</p>")
  end
  return page("Applications", fill("<table><caption>{count} of them, the newest first. The competition is " ..
    '{competition}.</caption><thead><tr><th scope="col">Title</th><th scope="col">State</th>' ..
    '<th scope="col">Submitted</th></tr></thead><tbody>{{rows}}</tbody></table>',
    { count = #rows, competition = competition, rows = table.concat(rows, "\n") }))
end

-- ---- answers ----

local function label_of(name)
  local plain = string.gsub(name, "_", " ")
  return string.upper(string.sub(plain, 1, 1)) .. string.sub(plain, 2)
end

local function sorted(object)
  local names = {}
  for name in pairs(object) do
    table.insert(names, name)
  end
  table.sort(names)
  return names
end

local show

local function is_money(value)
  return type(value) == "table" and type(value.amount) == "string" and type(value.currency) == "string"
end

-- What fits in a cell: a value, an amount, a list of values.
local function is_plain(value)
  if type(value) ~= "table" or is_money(value) then
    return true
  end
  for _, item in pairs(value) do
    if type(item) == "table" then
      return false
    end
  end
  return #value > 0 or next(value) == nil
end

-- The columns of a table of records: every name that occurs, "id" and "name" first. Nil where a record
-- does not fit in a row.
local function columns_of(records)
  local seen = {}
  for _, record in ipairs(records) do
    if type(record) ~= "table" or #record > 0 then
      return nil
    end
    for name, value in pairs(record) do
      if not is_plain(value) then
        return nil
      end
      seen[name] = true
    end
  end
  local columns = sorted(seen)
  local rank = { id = 1, name = 2, item = 2, title = 2 }
  table.sort(columns, function(x, y)
    local first, second = rank[x] or 3, rank[y] or 3
    return first < second or first == second and x < y
  end)
  return columns
end

local function show_table(records, columns, rule)
  local rows, head = {}, {}
  local properties = rule and rule.properties or {}
  for i, name in ipairs(columns) do
    local title = properties[name] and properties[name].title or label_of(name)
    head[i] = '<th scope="col">' .. esc(title) .. "</th>"
  end
  for _, record in ipairs(records) do
    local cells = {}
    for i, name in ipairs(columns) do
      local cell = record[name] ~= nil and show(record[name], properties[name]) or ""
      cells[i] = i == 1 and '<th scope="row">' .. cell .. "</th>" or "<td>" .. cell .. "</td>"
    end
    table.insert(rows, "<tr>" .. table.concat(cells) .. "</tr>")
  end
  return "<table><thead><tr>" .. table.concat(head) .. "</tr></thead><tbody>" .. table.concat(rows, "\n") ..
    "</tbody></table>"
end

local function show_list(value, rule)
  local items = {}
  if is_plain(value) then
    for i, item in ipairs(value) do
      items[i] = show(item, rule.items)
    end
    return table.concat(items, ", ")
  end
  local columns = columns_of(value)
  if columns then
    return show_table(value, columns, rule.items)
  end
  for i, item in ipairs(value) do
    items[i] = "<li>" .. show(item, rule.items) .. "</li>"
  end
  return "<ol>" .. table.concat(items, "\n") .. "</ol>"
end

local function show_object(value, rule)
  local parts = {}
  for _, name in ipairs(sorted(value)) do
    local inner = rule.properties and rule.properties[name] or {}
    table.insert(parts, "<dt>" .. esc(inner.title or label_of(name)) .. "</dt><dd>" ..
      show(value[name], inner) .. "</dd>")
  end
  return "<dl>" .. table.concat(parts, "\n") .. "</dl>"
end

show = function(value, rule)
  rule = rule or {}
  if type(value) ~= "table" then
    return value == true and "yes" or value == false and "no" or esc(value)
  elseif is_money(value) then
    return esc(value.currency .. " " .. value.amount)
  elseif #value > 0 then
    return show_list(value, rule)
  elseif next(value) == nil then
    return "none"
  end
  return show_object(value, rule)
end

-- ---- the decision ----

local function faults_box(faults)
  local lines = {}
  for _, fault in ipairs(faults) do
    table.insert(lines, fill('<li><a href="#{field}">{message}</a></li>', fault))
  end
  return #lines > 0 and '<div class="faults" role="alert"><h2>Nothing was decided</h2><ul>' ..
    table.concat(lines) .. "</ul></div>" or ""
end

local function fault_of(faults, field)
  for _, fault in ipairs(faults) do
    if fault.field == field then
      return fill('<span class="fault" id="{field}-fault">{message}</span>', fault),
        fill(' aria-invalid="true" aria-describedby="{field}-hint {field}-fault"', fault)
    end
  end
  return "", fill(' aria-describedby="{field}-hint"', { field = field })
end

local function choices(given)
  local made = {}
  for i, choice in ipairs { { "accept", "Fund it" }, { "reject", "Do not fund it" },
    { "changes", "Ask for changes" } } do
    table.insert(made, fill('<p class="choice"><input type="radio" name="outcome" value="{value}" ' ..
      'id="{id}"{{checked}} required> <label for="{id}">{label}</label></p>', { value = choice[1],
      label = choice[2], id = i == 1 and "outcome" or "outcome-" .. choice[1],
      checked = given.outcome == choice[1] and " checked" or "" }))
  end
  return table.concat(made, "\n")
end

local function decision_form(application, faults, given)
  local outcome_fault = fault_of(faults, "outcome")
  local amount_fault, amount_about = fault_of(faults, "amount")
  local feedback_fault, feedback_about = fault_of(faults, "feedback")
  return fill([[
<section aria-labelledby="decide"><h2 id="decide">Decide</h2>
<form method="post" action="/applications/{id}/decision">
<fieldset><legend>Outcome</legend>{{outcomeFault}}{{choices}}</fieldset>
<p><label for="amount">Amount of the grant</label>{{amountFault}}
<span id="amount-hint">With two decimals; needed when it is funded.</span>
<input type="text" id="amount" name="amount" inputmode="decimal" autocomplete="off" value="{amount}"{{amountAbout}}></p>
<p><label for="feedback">Feedback to the applicant</label>{{feedbackFault}}
<span id="feedback-hint">Needed when it is not funded or changes are asked for. It is passed on word for word.</span>
<textarea id="feedback" name="feedback" rows="6"{{feedbackAbout}}>{feedback}</textarea></p>
<p><button type="submit">Record the decision</button></p>
</form></section>]], { id = application.id, choices = choices(given), amount = given.amount or "",
    feedback = given.feedback or "", outcomeFault = outcome_fault, amountFault = amount_fault,
    amountAbout = amount_about, feedbackFault = feedback_fault, feedbackAbout = feedback_about })
end

local function summary(application)
  local rows = { { "State", words[application.status] or application.status },
    { "Submitted", application.submitted or "not yet" }, { "Feedback", application.feedback },
    { "Amount", application.amount } }
  local parts = {}
  for _, row in ipairs(rows) do
    if row[2] then
      table.insert(parts, "<dt>" .. esc(row[1]) .. "</dt><dd>" .. esc(row[2]) .. "</dd>")
    end
  end
  return "<dl>" .. table.concat(parts, "\n") .. "</dl>"
end

function pages.application(application, rule, faults, given)
  local answers = {}
  for _, form in ipairs(application.forms) do
    table.insert(answers, show(form.response, rule))
  end
  local decidable = application.status == "submitted" or #faults > 0
  return page(application.title, faults_box(faults) .. summary(application) ..
    '<section aria-labelledby="answers"><h2 id="answers">Answers</h2>' .. table.concat(answers, "\n") ..
    "</section>" .. (decidable and decision_form(application, faults, given) or ""))
end

-- ---- what a form sends ----

local function decoded(text)
  local plain = string.gsub(text, "+", " ")
  return (string.gsub(plain, "%%(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end))
end

-- Line ends of a form are CR LF; we keep LF.
function pages.read_form(text)
  local given = {}
  for name, value in string.gmatch(text, "([^&=]+)=([^&]*)") do
    given[decoded(name)] = (string.gsub(decoded(value), "\r\n", "\n"))
  end
  return given
end

return pages
