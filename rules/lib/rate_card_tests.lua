-- SPDX-License-Identifier: MIT
--
-- Tests of the rate card and of its list of countries, the same in every edition that uses them. `base` is
-- an application of a lead s1, a partner s2 and the network schools n1 and n2 in the UK, and of o1 and o2
-- overseas. `both_overseas` is a rule that passes when o1 and o2 lie in participating countries. `set` gives the
-- amounts that are in no source a value, for the properties.

local sample = use "lib.sample_cluster"

local countries = {
  "EG", "IQ", "JO", "LB", "MA", "PS", "TN", "YE", "AF", "BD", "IN", "NP", "PK", "ET", "GH", "KE", "LS", "MW",
  "MZ", "NG", "RW", "SL", "ZA", "SS", "SD", "TZ", "UG", "ZM", "ZW", "EG",
}

local function country_tests(base, both_overseas)
  for i = 1, 29, 2 do
    local first, second = countries[i], countries[i + 1]
    test("W7 schools in " .. first .. " and " .. second) {
      dossier = with(base, { ["cluster.schools[o1].country"] = first, ["cluster.schools[o2].country"] = second }),
      expect = { rules = { [both_overseas] = "pass" } },
    }
  end
end

local function item(name, school, cost) return { item = name, school = school, cost = cost } end

local function properties(full, set)
  local network = sample.school("x1", "Further", "GB", "network", {})
  local further = with(full, { ["cluster.schools[+]"] = network })

  property "a further network school adds nothing to visits and to online work" {
    dossier = full, changed = further, set = set, same = { "visits", "online" },
  }
  property "a further trained network school adds £250, until the ceiling" {
    dossier = full, changed = with(further, { ["requests[+]"] = item("training", "x1") }), set = set,
    more = { training = "250.00" },
  }
end

-- Eleven pairs that travel, and requests that together lie above the ceiling.
local function above_ceiling(base)
  local requests = { { item = "supply", days = 7 }, item "event", item "project" }
  for i = 1, 11 do
    requests[#requests + 1] = item("visit", "s" .. i)
    requests[#requests + 1] = item("visit", "o" .. i)
  end
  return with(base, { cluster = sample.cluster(1, 10, 0, 11), requests = requests })
end

local function tests(base, both_overseas, set)
  local function asks(requests) return with(base, { requests = requests }) end

  country_tests(base, both_overseas)
  properties(asks {
    item("visit", "s1", "1320.50"), item("visit", "s2"), item("visit", "o1"), item("visit", "n1"),
    { item = "supply", days = 3, cost = "450.00" }, { item = "supply", days = 5 },
    item("training", "s2"), item("training", "n1", "249.99"), item("event", nil, "250.00"), item "event",
    item("project", nil, "499.99"), item "project" }, set)
  property "no award is above £35,000" { dossier = above_ceiling(base), set = set, at_most = "35000.00" }
  test "W1 to W5 the full rates" {
    dossier = asks { item("visit", "s1"), { item = "supply", days = 1 }, item("training", "s2"), item("training", "n1"),
                     item "event", item "project" },
    expect = { grant = "2800.00", lines = { visits = "1500.00", supply = "200.00", training = "350.00",
               events = "250.00", projects = "500.00" } },
  }
  test "W1 to W5 the lower of cost and rate" {
    dossier = asks {
      item("visit", "s1", "1499.99"), item("visit", "o1", "1500.01"),
      { item = "supply", days = 3, cost = "599.99" }, { item = "supply", days = 2, cost = "400.01" },
      item("training", "s2", "100.01"), item("training", "n1", "249.99"), item("training", "n2", "250.01"),
      item("event", nil, "250.01"), item("event", nil, "249.99"),
      item("project", nil, "499.99"), item("project", nil, "500.01") },
    expect = { parts = { visits = { "1499.99", "1500.00" }, supply = { "599.99", "400.00" },
               training = { "100.00", "249.99", "250.00" }, events = { "250.00", "249.99" },
               projects = { "499.99", "500.00" } } },
  }
  test "W2 seven days of supply cover, the dearest first" {
    dossier = asks { { item = "supply", days = 4, cost = "450.00" }, { item = "supply", days = 5 } },
    expect = { parts = { supply = { "400.00", "1000.00" } } },
  }
  test "W2 eight days of supply cover" {
    dossier = asks { { item = "supply", days = 8 } }, expect = { grant = "1400.00" },
  }
  test "W3 no training money for a lead or a sponsor, and once for each school" {
    dossier = with(asks { item("training", "s1"), item("training", "n2"), item("training", "s2", "60.00"),
                          item("training", "s2") }, { ["cluster.schools[n2].role"] = "sponsor" }),
    expect = { parts = { training = { "0.00", "0.00", "0.00", "100.00" } } },
  }
  test "W4 W5 two events and two projects, the dearest" {
    dossier = asks {
      item("event", nil, "100.00"), item("event", nil, "200.00"), item "event",
      item("project", nil, "100.00"), item("project", nil, "499.99"), item "project" },
    expect = { parts = { events = { "0.00", "200.00", "250.00" }, projects = { "0.00", "499.99", "500.00" } } },
  }
  for _, row in ipairs { { "500.00", "35000.00", "0.00" }, { "500.01", "35000.00", "-0.01" } } do
    local requests = { item("event", nil, "250.00"), item("event", nil, "250.00"), item("visit", "s12", row[1]) }
    for i = 1, 11 do
      requests[#requests + 1] = item("visit", "s" .. i)
      requests[#requests + 1] = item("visit", "o" .. i)
    end
    requests[#requests + 1] = item("visit", "o12", "1000.00")
    test("Q41 the ceiling, with a visit of " .. row[1]) {
      dossier = with(base, { cluster = sample.cluster(1, 11, 0, 12), requests = requests }),
      expect = { grant = row[2] },
    }
  end
end

return { tests = tests }
