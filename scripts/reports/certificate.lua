-- SPDX-License-Identifier: MIT
--
-- The certificate of an accreditation as a page that prints on one sheet. What is not issued says so, so that
-- nobody frames a draft.

-- Part of a template of html.markup, so a percent sign is written twice.
local style = [[
body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 2rem 1rem; }
body { color: #111; background: #fff; text-align: center; }
main { border: 3px double #00458b; padding: 3rem 1.5rem; } h1 { font-size: 2rem; margin: 0 0 1rem; }
.school { font-size: 1.6rem; font-weight: bold; } .level { font-size: 1.3rem; }
.state { color: #a80000; font-weight: bold; }
dl { display: inline-grid; grid-template-columns: auto auto; gap: .3rem 1.5rem; }
dt { text-align: right; color: #444; } dd { margin: 0; text-align: left; }
code { overflow-wrap: anywhere; font-size: .8rem; }
@media print { body { max-width: none; padding: 0; } main { break-inside: avoid; } }
]]

local levels = { foundation = "Foundation", intermediate = "Intermediate", accreditation = "Accreditation" }

local function is_there(value) return value ~= nil and value ~= null and value ~= "" end

local function or_nothing(value)
  if is_there(value) then return value end
  return "not recorded"
end

local function entry(out, name, value)
  if is_there(value) then out:raw(html.markup("<dt>%s</dt><dd>%s</dd>\n", name, value)) end
end

local function validity(accreditation)
  if not is_there(accreditation.valid_from) then return nil end
  if not is_there(accreditation.valid_to) then return "from " .. accreditation.valid_from end
  return accreditation.valid_from .. " to " .. accreditation.valid_to
end

report "certificate" {
  title = "Certificate", format = "html",
  render = function(snapshot, out)
    local accreditation, school = snapshot.accreditation or {}, snapshot.school or {}
    local holds = accreditation.state == "issued" or accreditation.state == "expiring"
    out:raw(html.markup('<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">'
      .. '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Certificate %s: %s</title>\n'
      .. '<style>' .. style .. '</style>\n</head>\n<body>\n<main>\n<h1>International School Award</h1>\n',
      or_nothing(accreditation.certificate), or_nothing(school.name)))
    if not holds then
      out:raw(html.markup('<p class="state">Not a valid certificate: it is %s.</p>\n', or_nothing(accreditation.state)))
    end
    out:raw(html.markup('<p class="school">%s</p>\n<p class="level">%s</p>\n<dl>\n', or_nothing(school.name),
      levels[accreditation.level] or or_nothing(accreditation.level)))
    entry(out, "Certificate", or_nothing(accreditation.certificate))
    entry(out, "Valid", validity(accreditation))
    entry(out, "Town", school.town)
    entry(out, "Decided under", or_nothing(accreditation.programme) .. " " .. or_nothing(accreditation.edition))
    out:raw(html.markup("</dl>\n<p><code>%s</code></p>\n</main>\n</body>\n</html>\n",
      or_nothing(accreditation.edition_digest)))
  end,
}
