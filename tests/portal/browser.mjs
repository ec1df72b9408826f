// SPDX-License-Identifier: MIT
//
// An assessor with a keyboard, in a real browser: drives Chromium over a pipe (its DevTools protocol) through the
// pages of the portal in a box, and holds what a screen reader would say of them.
//
//   node browser.mjs CHROMIUM FOLDER ADDRESS TITLE
import { spawn } from "node:child_process";
import assert from "node:assert/strict";

const [, , program, folder, address, title] = process.argv;
const feedback = 'Nicht genug: "<b>Zomba</b>" & Clyde ✓';

const browser = spawn(program, ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
  "--no-first-run", `--user-data-dir=${folder}`, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const waiting = new Map();
const listeners = new Set();
let number = 0, left = "", session;

browser.stdio[4].on("data", (bytes) => {
  const messages = (left + bytes).split("\0");
  left = messages.pop();
  for (const message of messages.map((text) => JSON.parse(text))) {
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (asked) message.error ? asked.reject(new Error(message.error.message)) : asked.resolve(message.result);
    for (const listener of listeners) listener(message);
  }
});

function ask(method, params = {}) {
  const id = ++number;
  browser.stdio[3].write(JSON.stringify({ id, method, params, sessionId: session }) + "\0");
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

function event(method) {
  return new Promise((resolve) => {
    const listener = (message) => {
      if (message.method !== method) return;
      listeners.delete(listener);
      resolve(message.params);
    };
    listeners.add(listener);
  });
}

async function evaluate(expression) {
  const { result, exceptionDetails } = await ask("Runtime.evaluate", { expression, returnByValue: true });
  assert.equal(exceptionDetails, undefined, expression);
  return result.value;
}

async function loaded(action) {
  const load = event("Page.loadEventFired");
  await action();
  await load;
}

const keys = { Tab: [9, ""], Enter: [13, "\r"], " ": [32, " "], ArrowDown: [40, ""] };

async function press(key) {
  const [windowsVirtualKeyCode, text] = keys[key];
  await ask("Input.dispatchKeyEvent", { type: text ? "keyDown" : "rawKeyDown", key, code: key === " " ? "Space" : key,
    windowsVirtualKeyCode, text });
  await ask("Input.dispatchKeyEvent", { type: "keyUp", key, windowsVirtualKeyCode });
}

// Tab until what has the focus is what is looked for; a page that it cannot be reached on ends the test.
async function tab_to(condition) {
  for (let i = 0; i < 40; i++) {
    await press("Tab");
    if (await evaluate(`(() => { const e = document.activeElement; return ${condition}; })()`)) return;
  }
  assert.fail(`not reached with Tab: ${condition}`);
}

// What a screen reader is told: [role, name, description, invalid] of all that has a role of `roles`.
async function spoken(...roles) {
  const { nodes } = await ask("Accessibility.getFullAXTree");
  return nodes.filter((node) => !node.ignored && roles.includes(node.role.value)).map((node) => ({
    role: node.role.value, name: node.name?.value ?? "", description: node.description?.value ?? "",
    invalid: node.properties?.find((property) => property.name === "invalid")?.value.value ?? "false" }));
}

function names(nodes, role) {
  return nodes.filter((node) => node.role === role).map((node) => node.name);
}

// What holds on every page.
async function check_page(heading) {
  assert.deepEqual(names(await spoken("heading"), "heading").slice(0, 1), [heading]);
  assert.equal(await evaluate("document.documentElement.lang"), "en");
  assert.equal(await evaluate("document.querySelectorAll('main').length"), 1);
  assert.equal(await evaluate("document.scripts.length"), 0, "a page without scripts has one");
  for (const control of await spoken("textbox", "radio", "button", "link", "checkbox", "combobox"))
    assert.notEqual(control.name.trim(), "", `a ${control.role} has no name`);
  await ask("Emulation.setDeviceMetricsOverride", { width: 320, height: 640, deviceScaleFactor: 1, mobile: false });
  assert.ok(await evaluate("document.documentElement.scrollWidth") <= 320, `${heading}: wider than a narrow window`);
  await ask("Emulation.clearDeviceMetricsOverride");
}

async function look_through() {
  const complaints = [];
  listeners.add((message) => {
    if (message.method === "Log.entryAdded" && message.params.entry.level === "error" &&
        message.params.entry.source !== "network") complaints.push(message.params.entry.text);
  });
  await loaded(() => ask("Page.navigate", { url: address }));
  await check_page("Applications");

  // The first stop is the way past the navigation; the table names its rows.
  await press("Tab");
  assert.equal(await evaluate("document.activeElement.textContent"), "Skip to the content");
  assert.ok(await evaluate("document.activeElement.getBoundingClientRect().left >= 0"), "it stays out of sight");
  assert.deepEqual(names(await spoken("columnheader"), "columnheader"), ["Title", "State", "Submitted"]);
  assert.ok(names(await spoken("rowheader"), "rowheader").includes(title), "no row is named by its title");
  await tab_to(`e.textContent === ${JSON.stringify(title)}`);
  await loaded(() => press("Enter"));
  await check_page(title);

  // The decision: a group with its name, and hints that are read with the fields.
  let controls = await spoken("group", "radio", "textbox", "button");
  assert.ok(names(controls, "group").includes("Outcome"));
  assert.deepEqual(names(controls, "radio"), ["Fund it", "Do not fund it", "Ask for changes"]);
  assert.deepEqual(names(controls, "textbox"), ["Amount of the grant", "Feedback to the applicant"]);
  assert.match(controls.find((node) => node.name === "Amount of the grant").description, /two decimals/);
  assert.deepEqual(names(controls, "button"), ["Record the decision"]);

  // A rejection without a word is refused: it says so, and leads to the field.
  await tab_to('e.type === "radio"');
  await press(" ");
  await press("ArrowDown");
  assert.equal(await evaluate("document.querySelector('input[name=outcome]:checked').value"), "reject");
  await tab_to('e.type === "submit"');
  await loaded(() => press("Enter"));
  await check_page(title);
  assert.equal((await spoken("alert")).length, 1);
  controls = await spoken("textbox");
  const refused = controls.find((node) => node.name.startsWith("Feedback"));
  assert.equal(refused.invalid, "true");
  assert.match(refused.description, /Say why/);
  assert.equal(await evaluate("document.querySelector('input[name=outcome]:checked').value"), "reject", "the choice is lost");
  await tab_to('e.hash === "#feedback"');
  await press("Enter");
  await tab_to('e.id === "feedback"');
  await ask("Input.insertText", { text: feedback });
  await tab_to('e.type === "submit"');
  await loaded(() => press("Enter"));
  await check_page(title);
  assert.ok((await evaluate("document.querySelector('main').textContent")).includes(feedback), "the feedback is another");
  assert.equal(await evaluate("document.querySelectorAll('main b').length"), 0, "a text became markup");
  assert.deepEqual(names(await spoken("button"), "button"), [], "it can be decided twice");
  assert.deepEqual(complaints, []);
}

setTimeout(() => { console.error("the browser did not answer for a minute"); browser.kill("SIGKILL"); process.exit(1); },
  60000).unref();
try {
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  session = (await ask("Target.attachToTarget", { targetId, flatten: true })).sessionId;
  await Promise.all(["Page", "Log", "Accessibility", "Runtime"].map((domain) => ask(`${domain}.enable`)));
  await look_through();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  session = undefined;
  await ask("Browser.close").catch(() => {});
}
