-- SPDX-License-Identifier: MIT
--
-- An award as a page: what was granted, why, and how it is paid. Opens in a browser without a network, and
-- prints on paper. Its snapshot is what the listings show; what is not there is said to be not recorded.

-- Part of a template of html.markup, so a percent sign is written twice.
local style = [[
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1rem; }
body { color: #111; background: #fff; }
h1 { font-size: 1.6rem; margin-bottom: 0; }
h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 2px solid #00458b; }
table { border-collapse: collapse; width: 100%%; } caption { text-align: left; color: #444; }
th, td { border-bottom: 1px solid #767676; padding: .35rem .5rem; text-align: left; vertical-align: top; }
td.amount, th.amount { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr.total th, tr.total td { border-top: 2px solid #111; border-bottom: 0; font-weight: bold; }
.pass { color: #00612e; } .fail { color: #a80000; } .unknown, .judgement, .waived { color: #7a4a00; }
.part td, .part th { font-weight: normal; font-size: .9rem; } .part th { padding-left: 1.5rem; }
.reason { color: #444; font-size: .9rem; font-weight: normal; } code { overflow-wrap: anywhere; font-size: .85rem; }
@media print { body { max-width: none; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
]]

local symbols = { GBP = "£", EUR = "€" }

-- { amount = "6000.00", currency = "GBP" } as people write it.
local function money_text(value)
  if value == nil then return "not known" end
  local sign, whole, decimals = string.match(value.amount, "^(%-?)(%d+)(.*)$")
  local grouped = string.reverse((string.gsub(string.reverse(whole), "(%d%d%d)", "%1,")))
  grouped = (string.gsub(grouped, "^,", ""))
  local symbol = symbols[value.currency]
  if symbol then return sign .. symbol .. grouped .. decimals end
  return sign .. value.currency .. " " .. grouped .. decimals
end

local function cites_text(cites)
  if cites == nil or #cites == 0 then return "" end
  return table.concat(cites, ", ")
end

local function or_nothing(value)
  if value == nil or value == "" then return "not recorded" end
  return value
end

local function heading(out, id, text)
  out:raw(html.markup('<section aria-labelledby="%s"><h2 id="%s">%s</h2>\n', id, id, text))
end

local function row(out, name, value)
  out:raw(html.markup("<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", name, or_nothing(value)))
end

local function summary(out, snapshot)
  local award, application = snapshot.award or {}, snapshot.application or {}
  heading(out, "summary", "In short")
  out:raw(html.markup("<table><tbody>\n"))
  row(out, "Award", award.id)
  row(out, "State", award.state)
  row(out, "Amount", money_text(award.amount))
  row(out, "Application", application.id)
  row(out, "Programme", application.programme and application.programme .. " " .. application.edition)
  row(out, "Decided for", application.date)
  row(out, "Option", application.option)
  out:raw(html.markup("</tbody></table></section>\n"))
end

local function schools(out, cluster)
  heading(out, "schools", "The schools")
  if cluster == nil or cluster.members == nil then
    out:raw(html.markup("<p>not recorded</p></section>\n"))
    return
  end
  out:raw(html.markup('<table><caption>%s</caption><thead><tr><th scope="col">School</th>'
    .. '<th scope="col">Country</th><th scope="col">Role</th></tr></thead><tbody>\n', or_nothing(cluster.name)))
  for _, member in ipairs(cluster.members) do
    out:raw(html.markup('<tr><th scope="row">%s</th><td>%s</td><td>%s</td></tr>\n',
      or_nothing(member.name), or_nothing(member.country), or_nothing(member.role)))
  end
  out:raw(html.markup("</tbody></table></section>\n"))
end

local function amount_row(out, kind, title, amount, cites, because)
  out:raw(html.markup('<tr class="%s"><th scope="row">%s<div class="reason">%s</div></th>'
    .. '<td>%s</td><td class="amount">%s</td></tr>\n', kind, title, because or "", cites_text(cites), amount))
end

local function lines(out, decision)
  heading(out, "award", "How the amount comes about")
  if decision == nil then
    out:raw(html.markup("<p>not recorded</p></section>\n"))
    return
  end
  out:raw(html.markup('<table><caption>The lines add up to the grant.</caption><thead><tr><th scope="col">Line</th>'
    .. '<th scope="col">Clauses</th><th scope="col" class="amount">Amount</th></tr></thead><tbody>\n'))
  for _, line in ipairs(decision.lines) do
    amount_row(out, "line", line.title, money_text(line.amount), line.cites, line.because)
    for _, part in ipairs(line.parts) do
      amount_row(out, "part", part.title, money_text(part.amount), part.cites, part.because)
    end
  end
  amount_row(out, "total", "Grant", money_text(decision.grant))
  out:raw(html.markup("</tbody></table></section>\n"))
end

local function instalments(out, list)
  heading(out, "instalments", "How it is paid")
  out:raw(html.markup('<table><thead><tr><th scope="col">Instalment</th><th scope="col">Falls due</th>'
    .. '<th scope="col">State</th><th scope="col" class="amount">Amount</th></tr></thead><tbody>\n'))
  for _, instalment in ipairs(list or {}) do
    out:raw(html.markup('<tr><th scope="row">%s</th><td>%s</td><td>%s</td><td class="amount">%s</td></tr>\n',
      or_nothing(instalment.name), or_nothing(instalment.when), or_nothing(instalment.state),
      money_text(instalment.amount)))
  end
  out:raw(html.markup("</tbody></table></section>\n"))
end

local words = { pass = "kept", fail = "not kept", unknown = "not known", waived = "waived", judgement = "for a person" }

local function rules(out, decision)
  heading(out, "rules", "What each rule says")
  if decision == nil then
    out:raw(html.markup("<p>not recorded</p></section>\n"))
    return
  end
  out:raw(html.markup('<table><thead><tr><th scope="col">Rule</th><th scope="col">Clauses</th>'
    .. '<th scope="col">Outcome</th></tr></thead><tbody>\n'))
  for _, rule in ipairs(decision.rules) do
    out:raw(html.markup('<tr><th scope="row">%s<div class="reason">%s</div></th><td>%s</td>'
      .. '<td class="%s">%s</td></tr>\n', rule.title, rule.because, cites_text(rule.cites), rule.verdict,
      words[rule.verdict] or rule.verdict))
  end
  out:raw(html.markup("</tbody></table></section>\n"))
end

local function receipt(out, value, decision)
  heading(out, "receipt", "What the portal has")
  out:raw(html.markup("<table><tbody>\n"))
  if value == nil then
    row(out, "Receipt", nil)
  else
    row(out, "Receipt", value.id)
    row(out, "Portal", value.portal)
    row(out, "Number there", value.portal_id)
    row(out, "Sent", value.sent)
    row(out, "Digest of what was sent", value.digest)
  end
  row(out, "Digest of the edition", decision and decision.digest)
  out:raw(html.markup("</tbody></table></section>\n"))
end

report "award" {
  title = "Award", format = "html",
  render = function(snapshot, out)
    local cluster = snapshot.cluster or {}
    out:raw(html.markup('<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">'
      .. '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Award %s: %s</title>\n'
      .. '<style>' .. style .. '</style>\n</head>\n<body>\n<main>\n<h1>%s</h1>\n',
      or_nothing((snapshot.award or {}).id), or_nothing(cluster.name), or_nothing(cluster.name)))
    out:raw(html.markup("<p>Award %s of %s, as of %s</p>\n", or_nothing((snapshot.award or {}).id),
      money_text((snapshot.award or {}).amount), or_nothing(snapshot.generated)))
    summary(out, snapshot)
    schools(out, snapshot.cluster)
    lines(out, snapshot.decision)
    instalments(out, snapshot.instalments)
    rules(out, snapshot.decision)
    receipt(out, snapshot.receipt, snapshot.decision)
    out:raw(html.markup("</main>\n</body>\n</html>\n"))
  end,
}
