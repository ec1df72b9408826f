-- SPDX-License-Identifier: MIT
--
-- The life of a level of the International School Award: earned on evidence, issued with a
-- certificate, renewed or expired.

machine "accreditation" { edition = "1", initial = "earned",
  settings = { notice_days = 90, valid_years = 3 },

  state "earned"     { label = "Earned" },
  state "issued"     { label = "Issued", clock = F.notice_from },
  state "refused"    { label = "Refused", final = true },
  state "expiring"   { label = "Ends soon", clock = F.valid_to },
  state "expired"    { label = "Expired", final = true },
  state "superseded" { label = "Replaced by another", final = true },
  state "revoked"    { label = "Revoked", final = true },

  on "earn" { to = "earned", who = { "officer", "(award)" },
    guard = F.level_reached:is_true(),
    effect = { record_decision {} } },
  on "issue" { from = "earned", to = "issued", who = { "officer" }, differs = { "earn" },
    guard = F.certificate:is_present(),
    effect = { set_validity {}, replace_earlier {} } },
  on "refuse" { from = "earned", to = "refused", who = { "officer" },
    guard = F.reason:is_present() },
  on "near_end" { from = "issued", to = "expiring", who = { "timer" },
    guard = F.date:on_or_after(F.notice_from),
    effect = { notice "certificate ending" } },
  on "expire" { from = { "issued", "expiring" }, to = "expired", who = { "timer" },
    guard = F.date:after(F.valid_to) },
  on "supersede" { from = { "issued", "expiring" }, to = "superseded", who = { "(accreditation)" } },
  on "revoke" { from = { "issued", "expiring" }, to = "revoked", who = { "admin" }, twice = true,
    guard = F.reason:is_present(),
    effect = { letter "revoked" } },
}
