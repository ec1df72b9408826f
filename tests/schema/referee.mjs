// SPDX-License-Identifier: MIT
//
// A third party's view of base/json_schema: ajv and it look at the same values under the schemas that funders and
// standards publish, and must agree. Values are made from each schema, then spoilt in every way that is easy to think
// of. Skipped (status 77) where ajv or the standards are not; `.ci/run long` installs ajv along with Prism.
//
//   node referee.mjs VERDICTS STANDARDS NODE_MODULES
import { createRequire } from "node:module";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { spawnSync } from "node:child_process";

const [verdicts, standards, modules] = process.argv.slice(2);
for (const needed of [verdicts, standards, `${modules}/ajv/dist/2020.js`, `${modules}/ajv-formats`])
  if (!existsSync(needed)) {
    console.log(`skipped: ${needed} is not there`);
    process.exit(77);
  }
const require = createRequire(`${modules}/`);
const Ajv = require("ajv/dist/2020.js").default;
const formats = require("ajv-formats").default;
const read = (path) => JSON.parse(readFileSync(`${standards}/${path}`, "utf8"));

// ---- the schemas, each one document ----

const schemas = [];

function addFolder(folder, draft) {
  const files = readdirSync(`${standards}/${folder}`).filter((name) => name.endsWith(".json"));
  const all = Object.fromEntries(files.map((name) => [name, read(`${folder}/${name}`)]));
  for (const name of files) {
    for (const schema of Object.values(all)) delete schema.$schema; // they are bundled, in the newest draft
    schemas.push([`${folder}/${name}`, { $id: "https://bundle.example/", $ref: all[name].$id, $defs: all }, draft]);
  }
}

addFolder("ukri-tfs/am/v2");
addFolder("ukri-tfs/decision/v2");
const { components } = read("simpler-grants-gov/applications.openapi.json");
for (const name of Object.keys(components.schemas))
  schemas.push([`simpler-grants-gov/${name}`, { $ref: `#/components/schemas/${name}`, components }]);
const grant = read("360giving/360-giving-schema.json");
const pack = read("360giving/360-giving-package-schema.json");
(function forget(at) { // notes for other programs, which nobody here claims to check
  delete at.$schema;
  for (const note of ["codelist", "openCodelist", "codelistCSV", "rollUp"]) delete at[note];
  for (const inner of Object.values(at)) if (inner && typeof inner === "object") forget(inner);
})({ grant, pack });
schemas.push(["360giving/package", { $id: "https://bundle.example/", $ref: pack.$id, $defs: { grant, pack } }]);

// ---- values ----

let state = 1;
function random(most) { // the same values in every run
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return (state >>> 8) % most;
}

const texts = { date: "2021-04-26", "date-time": "2021-04-26T17:00:00Z", time: "17:00:00Z", email: "head@school.example",
  uri: "https://school.example/", uuid: "30a12e5e-5940-4c08-921c-17a8960fcf4b" };

function pointed(root, reference) {
  const [address, pointer = ""] = reference.split("#");
  let at = root;
  if (address) at = Object.values(root.$defs ?? {}).find((s) => s.$id === address || s.$id?.endsWith(`/${address}`));
  for (const key of pointer.split("/").slice(1)) at = at?.[key.replace(/~1/g, "/").replace(/~0/g, "~")];
  return at;
}

// Something that is likely to fit.
function made(root, schema, depth = 0) {
  if (schema === undefined || schema === true || depth > 12) return null;
  if (schema.$ref) return made(root, pointed(root, schema.$ref), depth + 1);
  if ("const" in schema) return schema.const;
  if (schema.enum) return schema.enum[random(schema.enum.length)];
  for (const list of [schema.allOf, schema.oneOf, schema.anyOf])
    if (list) return made(root, list[random(list.length)], depth + 1);
  const type = Array.isArray(schema.type) ? schema.type[random(schema.type.length)] : schema.type;
  if (type === "object" || schema.properties) {
    const value = {};
    for (const [key, inner] of Object.entries(schema.properties ?? {}))
      if (schema.required?.includes(key) || random(2)) value[key] = made(root, inner, depth + 1);
    return value;
  }
  if (type === "array")
    return Array.from({ length: Math.max(schema.minItems ?? 0, random(3)) }, () => made(root, schema.items, depth + 1));
  if (type === "integer" || type === "number") return schema.minimum ?? 7;
  if (type === "boolean") return true;
  if (type === "null") return null;
  return texts[schema.format] ?? "x".repeat(Math.max(schema.minLength ?? 0, 3));
}

const odd = [null, "", "x", 0, -1, 7, 1.5, true, [], {}, ["x"], { id: "x" }, "2021-02-31", "26/04/2021", "head@", "Pounds",
  "2021-04-26T17:00:00Z", "x".repeat(3000)];

// One change, somewhere in the value.
function spoilt(value) {
  const copy = structuredClone(value);
  const places = [];
  (function walk(at) {
    for (const key of at && typeof at === "object" ? Object.keys(at) : []) {
      places.push([at, key]);
      walk(at[key]);
    }
  })(copy);
  if (places.length === 0 || random(12) === 0) return odd[random(odd.length)];
  const [at, key] = places[random(places.length)];
  const how = random(4);
  if (how === 0 && !Array.isArray(at)) delete at[key];
  else if (how === 1 && !Array.isArray(at)) at[`${key}x`] = at[key];
  else at[key] = odd[random(odd.length)];
  return copy;
}

// ---- both verdicts ----

const cases = [], lines = [];
for (const [name, schema] of schemas) {
  const ajv = new Ajv({ strict: false, allErrors: false, validateSchema: false, logger: false });
  formats(ajv);
  const check = ajv.compile(schema);
  const data = [];
  for (let i = 0; i < 100; i++) {
    let value = made(schema, schema);
    for (let times = random(4); times > 0; times--) value = spoilt(value);
    data.push(JSON.stringify(value));
    cases.push({ name, data: data[i], valid: check(value) });
  }
  lines.push(JSON.stringify({ schema: JSON.stringify(schema), data }));
}
const run = spawnSync(verdicts, [], { encoding: "utf8", maxBuffer: 1 << 28, input: lines.join("\n") });
const told = run.stdout.split("\n").slice(0, -1);
if (run.status !== 0 || told.length !== cases.length) {
  console.error(run.stderr || `${told.length} verdicts for ${cases.length} cases`);
  process.exit(1);
}
const counts = { valid: 0, invalid: 0, unchecked: 0 };
const why = new Set();
let wrong = 0;
cases.forEach(({ name, data, valid }, i) => {
  const word = told[i].split(":")[0];
  if (word in counts) counts[word]++;
  if (word === "unchecked") why.add(told[i]);
  if (word === "unchecked" || told[i] === (valid ? "valid" : "invalid")) return;
  if (wrong++ < 20) console.error(`${name}: ajv says ${valid ? "valid" : "invalid"}, we say ${told[i]}: ${data.slice(0, 400)}`);
});
for (const line of why) console.log(line);
console.log(`${schemas.length} schemas, ${cases.length} values: ${counts.valid} valid, ${counts.invalid} invalid, ` +
  `${counts.unchecked} under schemas that are not wholly checked, ${wrong} disagreements`);
// A referee that sees one kind of value only referees nothing.
process.exit(wrong > 0 || counts.valid < 100 || counts.invalid < 100 || counts.unchecked > cases.length / 5 ? 1 : 0);
