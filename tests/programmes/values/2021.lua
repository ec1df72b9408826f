-- SPDX-License-Identifier: MIT
--
-- Every word of a value, on both sides of its bound and where the value is not known.

programme "values" {
  edition = "2021", currency = "GBP", title = "Words of values", in_force = { from = "2021-01-01" },
}
local outcomes = use "lib.outcomes"

dossier {
  field "n" { kind = "number", fraction = true }, field "m" { kind = "money" }, field "s" { kind = "share" },
  field "d" { kind = "date", none = true }, field "c" { kind = "choice", choices = { "red", "green", "blue" } },
  field "k" { kind = "country" }, field "t" { kind = "text" }, field "y" { kind = "yes-no" },
  field "o" { kind = "number", optional = true },
}
param "four"    { ["2021-01-01"] = 4, cite = "C1" }
param "colours" { ["2021-01-01"] = { "red", "green" }, cite = "C1" }

outcomes.rules {
  { "n-is", F.n:is(P.four) }, { "n-is-not", F.n:is_not(4) }, { "n-at-least", F.n:at_least(4) },
  { "n-at-most", F.n:at_most(4) }, { "n-more", F.n:more_than(4) }, { "n-less", F.n:less_than(4) },
  { "n-between", F.n:between(4, 5) },

  { "m-at-least", F.m:at_least "10.00" }, { "m-less", F.m:less_than "10.00" },
  { "s-more", F.s:more_than "50%" }, { "s-at-most", F.s:at_most "1/2" },

  { "d-before", F.d:before "2021-03-01" }, { "d-by", F.d:on_or_before "2021-03-01" },
  { "d-after", F.d:after "2021-03-01" }, { "d-from", F.d:on_or_after "2021-03-01" },
  { "d-within", F.d:within(50, F.date) }, { "d-there", F.d:is_present() }, { "d-none", F.d:is_absent() },
  { "d-month", F.d:otherwise("2021-02-28"):plus_months(1):is "2021-03-28" },

  { "c-is", F.c:is "red" }, { "c-is-not", F.c:is_not "red" }, { "c-one-of", F.c:one_of { "red", "green" } },
  { "c-param", F.c:one_of(P.colours) },
  { "k-is", F.k:is "GB" }, { "t-is", F.t:is "x" }, { "y-yes", F.y:is_true() }, { "y-no", F.y:is_false() },
  { "o-default", F.o:otherwise(7):is(7) }, { "o-none", F.o:is_absent() },
}

local p, f, u = "pass", "fail", "unknown"

--  the groups are: numbers; money and shares; dates; words
outcomes.cases {
  { "below", { n = 3, m = "9.99", s = "49%", d = "2021-02-28", c = "red", k = "GB", t = "x", y = true },
    { { f, p, f, p, f, p, f }, { f, p, f, p }, { p, p, f, f, f, p, f, p }, { p, f, p, p, p, p, p, f, p, p } } },
  { "at", { n = 4, m = "10.00", s = "50%", d = "2021-03-01", c = "green", k = "FR", t = "y", y = false, o = 7 },
    { { p, f, p, p, f, f, p }, { p, f, f, p }, { f, p, f, p, p, p, f, f }, { f, p, p, p, f, f, f, p, p, f } } },
  { "above", { n = 5, m = "10.01", s = "51%", d = "2021-03-02", c = "blue", k = "MW", t = "X", y = true, o = 8 },
    { { f, p, p, f, p, f, p }, { p, f, p, f }, { f, f, p, p, p, p, f, f }, { f, p, f, f, f, f, p, f, f, f } } },
  { "between, and none", { n = "11/2", d = null },
    { { f, p, p, f, p, f, f }, { u, u, u, u }, { f, f, f, f, f, f, p, p }, { u, u, u, u, u, u, u, u, p, p } } },
  { "unknown", {},
    { { u, u, u, u, u, u, u }, { u, u, u, u }, { u, u, u, u, u, u, u, u }, { u, u, u, u, u, u, u, u, p, p } } },
  { "fifty days later", { d = "2021-06-09" },
    { { u, u, u, u, u, u, u }, { u, u, u, u }, { f, f, p, p, p, p, f, f }, { u, u, u, u, u, u, u, u, p, p } } },
  { "fifty-one days later", { d = "2021-06-10" },
    { { u, u, u, u, u, u, u }, { u, u, u, u }, { f, f, p, p, f, p, f, f }, { u, u, u, u, u, u, u, u, p, p } } },
}
test "the day before it is in force" { dossier = { date = "2020-12-31" }, expect = { refused = "in force from 2021-01-01" } }

unreachable "rule 'o-default' is unknown" { because = "an optional fact that is left out is none" }
unreachable "rule 'o-none' is unknown"    { because = "an optional fact that is left out is none" }
