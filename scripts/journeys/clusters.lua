-- SPDX-License-Identifier: MIT
--
-- The way of a cluster through Connecting Classrooms: its eleven steps, the hours of a local advisor, and what
-- a school's self-evaluation asks. `is` names what proves a step; the words are those of 'clachan journey'.

journey "clusters" {
  programmes = { "connecting-classrooms-scotland", "connecting-classrooms" },

  -- 27 hours; 3 more when an application is turned down; booked in quarters of an hour (Q17, Q21, Q36, Q37).
  support = { introduced = 1620, reapply = 180, step = 15 },

  questionnaire = {
    name  = "clusters@1",
    areas = { "learning for sustainability", "partnership working" },
  },

  steps = {
    { is = "materials",   title = "Read the co-ordinator materials", who = "co-ordinator" },
    { is = "composition", title = "Build the cluster",               who = "co-ordinator", cites = { "Q1" } },
    { is = "evaluations", title = "School self-evaluations",         who = "head of each UK school",
      cites = { "Q16" } },
    { is = "planning",    title = "Advisor, cluster self-evaluation and planning", who = "co-ordinator",
      cites = { "Q17", "Q28" } },
    { is = "submission",  title = "Submit the application",          who = "co-ordinator", cites = { "Q82" } },
    { is = "decision",    title = "Decision",                        who = "funder", cites = { "Q19" } },
    { is = "feedback",    title = "Feedback",                        who = "funder" },
    { is = "outcome",     title = "Act on the decision",             who = "head of lead", cites = { "Q20", "Q21" } },
    { is = "interim",     title = "Interim report",                  who = "co-ordinator", cites = { "Q83" } },
    { is = "final",       title = "Final report",                    who = "co-ordinator",
      cites = { "Q22", "Q84" } },
    { is = "award",       title = "International School Award",      who = "each UK school", cites = { "Q29" } },
  },
}
