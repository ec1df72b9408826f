-- SPDX-License-Identifier: MIT
--
-- Compute functions: every kind of value that goes in, every kind that comes out, for the whole and for each
-- member of a list, known, unknown and none.

programme "computes" {
  edition = "2021", currency = "GBP", title = "Compute functions", in_force = { from = "2021-01-01" },
}
clause "C1" { source = "made for a test", sense = "Nothing but compute functions is tried." }

record "activity" {
  field "days" { kind = "number", unit = "days" }, field "who" { kind = "choice", choices = { "staff", "learner" } },
}
dossier {
  field "n" { kind = "number", fraction = true }, field "m" { kind = "money", none = true },
  field "s" { kind = "share" }, field "d" { kind = "date" },
  field "c" { kind = "choice", choices = { "red", "green" } }, field "k" { kind = "country" },
  field "t" { kind = "text" }, field "y" { kind = "yes-no" },
  field "activities" { kind = "list", of = "activity", one = "activity", many = "activities" },
}
param "rate" { ["2021-01-01"] = "10.00", cite = "C1" }

-- A function of the edition may call another, and use what never changes.
local free_days = 2
local function counted(days) return greatest(days - free_days, number "0") end

local half = compute "half" { from = F.n, gives = "number", cite = "C1",
  with = function(n) return n * number "1/2" end }
local doubled = compute "doubled" { from = { F.s }, gives = "share", cite = "C1", with = function(s) return s + s end }
local later = compute "later" { from = { F.d }, gives = "date", cite = "C1",
  with = function(d) return d:add_days(31) end }
local plain = compute "plain" { from = { F.c, F.k, F.t, F.y }, gives = "yes-no", cite = "C1",
  with = function(c, k, t, y)
    if y and is(c, "red") then return is(k, "GB") end
    return is(t, "yes") or not y
  end }
local paid = compute "paid" { from = { F.m, P.rate }, gives = "money", cite = "C1",
  with = function(m, rate)
    if is_absent(m) then return rate end
    local sum = money "0.00"
    for _ = 1, 3 do sum = sum + least(m, rate) end
    return sum
  end }

rule "half"  { stage = "form", cite = "C1", title = "Half of it is at least 2", needs = half:at_least(2) }
rule "twice" { stage = "form", cite = "C1", title = "Twice the share is at least 50%", needs = doubled:at_least "50%" }
rule "later" { stage = "form", cite = "C1", title = "31 days later it is June", needs = later:on_or_after "2021-06-01" }
rule "plain" { stage = "form", cite = "C1", title = "Words and yes-no", needs = plain }

line "paid" { title = "Three times, at the rate at most", cite = "C1", amount = paid }
line "days" { title = "By the day", cite = "C1", each = F.activities,
  amount = function(a)
    return compute "of-one" { from = { a.days, a.who, P.rate }, gives = "money", cite = "C1",
      with = function(days, who, rate)
        if is(who, "learner") then return rate end
        return rate * counted(days)
      end }
  end,
}
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }

local known = { date = "2021-02-01", n = 4, m = "4.00", s = "25%", d = "2021-05-01", c = "red", k = "GB", t = "no",
  y = true, activities = { { days = 5, who = "staff" }, { days = 1, who = "staff" }, { days = 9, who = "learner" } } }

test "all is known" { dossier = known, expect = { verdict = "eligible", grant = "52.00",
  rules = { half = "pass", twice = "pass", later = "pass", plain = "pass" }, lines = { paid = "12.00", days = "40.00" } } }
test "just below" { dossier = with(known, { n = "39/10", s = "249/1000", d = "2021-04-30", k = "FR", m = "99.00" }),
  expect = { rules = { half = "fail", twice = "fail", later = "fail", plain = "fail" }, lines = { paid = "30.00" } } }
test "not yes" { dossier = with(known, { y = false, k = "FR" }), expect = { rules = { plain = "pass" } } }
test "there is none" { dossier = with(known, { m = null }), expect = { lines = { paid = "10.00" } } }
test "by another way" { dossier = with(known, { c = "green", t = "yes" }), expect = { rules = { plain = "pass" } } }
test "neither way" { dossier = with(known, { c = "green" }), expect = { rules = { plain = "fail" } } }
test "one input is unknown" { dossier = with(known, { k = unknown, s = unknown, n = unknown, d = unknown, m = unknown }),
  expect = { grant = null, rules = { half = "unknown", twice = "unknown", later = "unknown", plain = "unknown" } } }
test "one member is unknown" { dossier = with(known, { ["activities[1].days"] = unknown }), expect = { grant = null } }
test "the day before it is in force" { dossier = { date = "2020-12-31" }, expect = { refused = "in force from 2021-01-01" } }
