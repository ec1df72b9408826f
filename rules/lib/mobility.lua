-- SPDX-License-Identifier: MIT
--
-- The facts of a mobility project (Erasmus+, Turing): one list of activities. An activity is a group of
-- people who travel to one place for one length of time.

record "activity" {
  field "id"                  { kind = "text", about = "short id of the activity" },
  field "participant"         { kind = "choice", choices = { "staff", "learner", "accompanying" },
                                about = "who travels", question = "Do staff, learners or accompanying persons travel?" },
  field "count"               { kind = "number", unit = "participants", most = 100000, about = "how many travel",
                                question = "How many people travel?" },
  field "days"                { kind = "number", unit = "days", most = 3660,
                                about = "funded days, travel days included", question = "How many days are funded?" },
  field "weeks"               { kind = "number", unit = "weeks", most = 520, about = "length of the placement in weeks",
                                question = "How many weeks does the placement last?" },
  field "course_days"         { kind = "number", unit = "days", most = 3660, default = 0,
                                about = "days of a course with a fee, for each participant" },
  field "destination"         { kind = "country", about = "where they travel to",
                                question = "To which country do they travel?" },
  field "distance_km"         { kind = "number", fixed = true, unit = "km", most = 20100, fraction = true,
                                about = "one-way distance", question = "How many kilometres is it, one way?" },
  field "fewer_opportunities" { kind = "number", fixed = true, unit = "participants", most = 100000, default = 0,
                                about = "participants with fewer opportunities" },
  field "group"               { kind = "number", fixed = true, least = 1, most = 3, about = "cost group of the destination",
                                question = "Is the destination in group 1, 2 or 3?" },
  field "widening_access"     { kind = "yes-no", fixed = true, about = "participants come from a disadvantaged background",
                                question = "Do the participants come from a disadvantaged background?" },
  field "same_participants_as" { kind = "reference", to = "activity", optional = true,
                                about = "an activity in which the same people took part before" },
}

dossier {
  field "activities"   { kind = "list", of = "activity", one = "activity", many = "activities",
                         about = "activities of the project", question = "Which activities are planned?" },
  field "participants" { kind = "number", unit = "participants", most = 100000, optional = true,
                         about = "different people in the project who attend a course with a fee; without it, as few "
                              .. "as the activities allow" },
}
