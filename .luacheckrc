-- What each kind of Lua file finds in its environment, and nothing else: a name that is not here does not
-- exist at run time either. Checked by contrib/lint.
std = "none"
max_line_length = 120
exclude_files = { "tests/sandbox", "tests/fuzz", "build" }

-- Programmes: what `clachan rules words` lists for an edition, and what is no word.
stds.programme = {
  read_globals = {
    "F", "P", "ipairs", "error", "null", "unknown",
    "programme", "clause", "use", "field", "record", "dossier", "fact", "judge", "param", "bands", "marginal",
    "lookup", "rule", "deadlines", "level", "line", "repeated", "cap", "nothing_below", "rounding",
    "instalment", "all", "any", "none", "at_least_of", "if_then", "least", "greatest", "share_of", "to_cent",
    "to_whole", "to_multiple", "pick", "test", "cases", "property", "unnoticed", "unreachable", "intended", "with", "compute",
    -- inside the function of a compute
    "is", "is_absent", "money", "share", "date", "number",
  },
}

-- State machines: words of their own, and the conditions of programmes.
stds.machine = {
  read_globals = {
    "F", "ipairs", "error", "all", "any", "none", "at_least_of", "if_then", "machine", "state", "on",
    "move", "tell", "letter", "notice", "fall_due", "outcome", "pin_edition", "copy_earlier",
    "record_decision", "freeze_revision", "keep_signature", "void_signatures", "assign_round",
    "queue_delivery", "keep_receipt", "void_decisions", "ask", "keep_conditions", "mark_informed",
    "forget_informed", "credit_support", "withdraw_support", "begin_award", "begin_again", "keep_extension", "make_offer",
    "plan_reports", "hold_instalments", "rejudge_instalments", "cancel_instalments", "cancel_reports",
    "shift_dates", "keep_approval", "void_approvals", "rejudge", "return_money", "freeze_report",
    "return_days", "tell_award", "release", "fall_back", "keep_preview", "apply_when_due", "mark_applied",
    "apply_patch", "supersede_others", "begin_grace", "lower_claim", "book_recovery", "set_validity",
    "replace_earlier", "void_votes",
  },
}

-- Templates, dialects and mappings: pure functions of what they are given.
stds.pure = {
  read_globals = {
    "assert", "error", "ipairs", "pairs", "require", "select", "tonumber", "tostring", "type",
    "math", "string", "table", "utf8",
    "money", "share", "date", "number", "array", "csv", "html", "json", "object", "sha256", "url",
    "report", "dialect", "mapping", "journey", "null",
  },
}

-- Scripts: the whole of clachan, and Lua without the machine.
stds.script = {
  read_globals = {
    "clachan", "array", "csv", "date", "html", "json", "money", "number", "object", "sha256", "share", "url",
  },
}

-- One test of an edition a line, however long.
files["rules"] = { std = "programme", max_line_length = false }
files["tests/programmes"] = { std = "programme", max_line_length = false }
files["tests/portal"] = { std = "lua54+script" }
files["tests/bench"] = { std = "lua54" }
files["tests/data/rules"] = { std = "programme" }
files["rules/lib/machines"] = { std = "machine" }
files["scripts/reports"] = { std = "pure" }
files["scripts/portals"] = { std = "pure" }
files["scripts/registers"] = { std = "pure" }
files["scripts/journeys"] = { std = "pure" }
files["scripts/commands"] = { std = "lua54+script" }
files["scripts/portals/box"] = { std = "lua54+script" }
