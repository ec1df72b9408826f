-- SPDX-License-Identifier: MIT
--
-- The life of a change of an award: proposed with its preview, approved by another person, applied
-- in one transaction to the version that the preview was made of.

machine "variation" { edition = "1", initial = "draft",
  state "draft"      { label = "Being written" },
  state "submitted"  { label = "Proposed" },
  state "queried"    { label = "Waits for an answer" },
  state "approved"   { label = "Approved", clock = F.effective },
  state "applied"    { label = "Applied", final = true },
  state "rejected"   { label = "Rejected", final = true },
  state "withdrawn"  { label = "Withdrawn", final = true },
  state "superseded" { label = "Overtaken by another", final = true },

  on "propose" { to = "draft", who = { "coord", "officer" },
    guard = F.award_changeable:is_true(),
    effect = { keep_preview {} } },
  on "edit" { from = "draft", to = "draft", who = { "proposer" },
    effect = { keep_preview {} } },
  on "submit" { from = "draft", to = "submitted", who = { "coord", "officer" },
    guard = all { F.preview_current:is_true(), F.lead_signed:is_true() } },
  on "query" { from = "submitted", to = "queried", who = { "officer" },
    guard = F.question:is_present() },
  on "answer" { from = "queried", to = "submitted", who = { "coord" } },
  on "approve" { from = "submitted", to = "approved", who = { "funder", "poll" }, differs = { "propose" },
    guard = all {
      any { F.preview_eligible:is_true(), F.waived:is_true() }, F.lead_signed:is_true(), F.money_there:is_true(),
    },
    effect = { apply_when_due {} } },
  on "reject" { from = { "submitted", "queried" }, to = "rejected", who = { "funder", "poll" },
    guard = F.reason:is_present() },
  on "withdraw" { from = { "draft", "submitted", "queried" }, to = "withdrawn", who = { "proposer" } },
  on "apply" { from = "approved", to = "applied", who = { "timer" },
    guard = all { F.version_same:is_true(), F.date:on_or_after(F.effective) },
    effect = { mark_applied {}, apply_patch {}, supersede_others {} } },
  on "stale" { from = "approved", to = "submitted", who = { "timer" },
    guard = F.version_same:is_false(),
    effect = { keep_preview {} } },
  on "supersede" { from = { "draft", "submitted", "queried", "approved" }, to = "superseded", who = { "(variation)" },
    guard = F.fields_touched:is_true(),
    effect = { notice "superseded" } },
}
