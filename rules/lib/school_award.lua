-- SPDX-License-Identifier: MIT
--
-- The facts of an application for the International School Award.

dossier {
  field "activities"    { kind = "number", unit = "activities", most = 1000,
                          about = "activities with an international side",
                          question = "How many international activities were there?" },
  field "with_partners" { kind = "number", unit = "activities", most = 1000, about = "of these, with a partner school abroad",
                          question = "How many of them were with a partner school abroad?" },
  field "with_language" { kind = "number", unit = "activities", most = 1000, about = "of these, with a foreign language",
                          question = "How many of them were with a foreign language?" },
  field "pupil_share"   { kind = "share", most = 1, about = "share of the pupils that took part",
                          question = "Which share of the pupils took part?" },
  field "within_months" { kind = "number", unit = "months", most = 1200, about = "time over which the activities spread",
                          question = "Over how many months did the activities spread?" },
}
