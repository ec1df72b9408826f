-- SPDX-License-Identifier: MIT
--
-- The facts of a cluster application: which keys its dossier may have. All cluster programmes share
-- this schema; a key that no rule of an edition reads may be left out.

record "school" {
  field "id"              { kind = "text", about = "short id, used by the other parts of the dossier" },
  field "name"            { kind = "text", about = "name of the school" },
  field "country"         { kind = "country", fixed = true, about = "where the school is",
                            question = "In which country is the school?" },
  field "role"            { kind = "choice", choices = { "lead", "partner", "network", "sponsor" },
                            about = "part that the school plays in the cluster",
                            question = "Is the school a lead, partner, network or sponsor school?" },
  field "partners"        { kind = "list", of = "reference", to = "school", one = "partner", many = "partners",
                            about = "schools across the border that this school is paired with",
                            question = "With which schools across the border is the school paired?" },
  field "phase"           { kind = "choice", fixed = true, about = "phase of education",
                            choices = { "early-years", "primary", "secondary", "asn", "all-through" } },
  field "funding"         { kind = "choice", fixed = true, choices = { "state", "fee-paying" },
                            about = "who pays for the school",
                            question = "Is the school funded by the state, or do parents pay fees?" },
  field "pupils"          { kind = "number", fixed = true, most = 100000, about = "number of pupils",
                            question = "How many pupils does the school have?" },
  field "self_evaluation" { kind = "date", none = true, about = "day of the school's self-evaluation",
                            question = "On which day did the school finish its self-evaluation?" },
  field "holds_grant"     { kind = "yes-no", about = "holds another grant of the programme now",
                            question = "Does the school hold another grant of the programme now?" },
}

record "coordinator" {
  field "name"   { kind = "text", about = "name of the co-ordinator" },
  field "school" { kind = "reference", to = "school", about = "school of the co-ordinator",
                   question = "In which school does the co-ordinator work?" },
}

record "board_member" {
  field "school" { kind = "reference", to = "school", about = "school that the member represents" },
  field "name"   { kind = "text", about = "name of the member" },
}

record "meeting" {
  field "date" { kind = "date", about = "day of the meeting" },
  field "term" { kind = "text", about = "term in which it falls, as in terms" },
}

record "cluster" {
  field "name"        { kind = "text", about = "name of the cluster" },
  field "structure"   { kind = "choice", choices = { "hub-and-spoke", "broad-area", "formal" },
                        about = "model of the partnership",
                        question = "Is the partnership hub and spoke, broad area, or part of a formal structure?" },
  field "coordinator" { kind = "record", of = "coordinator", none = true, about = "co-ordinator of the cluster",
                        question = "Who is the co-ordinator of the cluster?" },
  field "schools"     { kind = "list", of = "school", one = "school", many = "schools",
                        about = "schools of the cluster", question = "Which schools belong to the cluster?" },
  field "board"       { kind = "list", of = "board_member", one = "board member", many = "board members",
                        about = "board of a broad area partnership",
                        question = "Who sits on the board, and for which school?" },
  field "terms"       { kind = "list", of = "text", one = "term", many = "terms",
                        about = "terms of the year that is looked at" },
  field "meetings"    { kind = "list", of = "meeting", one = "meeting", many = "meetings",
                        about = "meetings of the board", question = "When did the board meet?" },
  field "annual_cost" { kind = "money", about = "yearly cost of the partnership",
                        question = "What does the partnership cost in a year?" },
}

record "request" {
  field "item"   { kind = "choice", choices = { "visit", "supply", "training", "event", "project" },
                   about = "what money is asked for" },
  field "school" { kind = "reference", to = "school", about = "school that it is for",
                   question = "For which school is it?" },
  field "days"   { kind = "number", unit = "days", most = 366, about = "days of supply cover",
                   question = "How many days of supply cover?" },
  field "cost"   { kind = "money", optional = true, about = "what it will cost; without it the full rate is asked" },
}

dossier {
  field "option"        { kind = "choice", choices = { "reciprocal-visits", "online", "network", "one-to-one" },
                          about = "how the cluster wants to work together",
                          question = "Which option: reciprocal visits, online, network, or one-to-one?" },
  field "funding_model" { kind = "choice", choices = { "visits", "online" }, about = "kind of grant that is asked for",
                          question = "Do you apply for visits, or for an online partnership?" },
  field "cluster"       { kind = "record", of = "cluster", about = "the cluster and its schools" },
  field "requests"      { kind = "list", of = "request", one = "request", many = "requests",
                          about = "what money is asked for", question = "What do you ask money for?" },
}
