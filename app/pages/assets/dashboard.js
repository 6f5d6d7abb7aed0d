// Keeps the page as new as the data, lets ages count, and shows times and colours as chosen. Without it the page is complete, in UTC.
"use strict";

const body = document.body;
const live = document.getElementById("live");
const root = document.documentElement;
const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));

// ---- what the reader chose

const choices = { zone: ["utc", "local"], colours: ["green", "red", "blue"] };
const zoneName = Intl.DateTimeFormat().resolvedOptions().timeZone || "local";

function choice(name) {
  try {
    const kept = localStorage.getItem(name);
    if (choices[name].includes(kept)) return kept;
  } catch { /* no storage: the first choice */ }
  return choices[name][0];
}

function choose(input) {
  try { localStorage.setItem(input.name, input.value); } catch { /* holds for this page */ }
  apply(input.name, input.value);
}

function apply(name, value) {
  root.dataset[name] = value;
  for (const input of document.querySelectorAll(`input[name="${name}"]`)) input.checked = input.value === value;
  if (name === "zone") localise(document);
}

// ---- times: the text of a time has the length that the server gave it, so it keeps its form

const two = (n) => String(n).padStart(2, "0");

function written(time, length) {
  const at = new Date(time.dateTime);
  const local = root.dataset.zone === "local";
  const get = (part) => (local ? at["get" + part]() : at["getUTC" + part]());
  const day = `${String(get("FullYear")).padStart(4, "0")}-${two(get("Month") + 1)}-${two(get("Date"))}`;
  const clock = `${two(get("Hours"))}:${two(get("Minutes"))}:${two(get("Seconds"))}`;
  return length === 8 ? clock : `${day} ${clock}`.slice(0, length);
}

function localise(part) {
  for (const time of part.querySelectorAll("time:not([data-age], [data-left])")) time.textContent = written(time, time.textContent.length);
  for (const name of part.querySelectorAll(".zone")) name.textContent = root.dataset.zone === "local" ? zoneName.replaceAll("_", " ") : "UTC";
}

// ---- ages: how long something is ago by the server's clock

const skew = Date.now() - Date.parse(body.dataset.now);

function span(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.max(0, Math.floor(seconds))} s`;
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  return `${Math.floor(minutes / 1440).toLocaleString("en-US")} d ${Math.floor(minutes / 60) % 24} h`;
}

function age(part) {
  const now = Date.now() - skew;
  for (const time of part.querySelectorAll("time[data-age], time[data-left]")) {
    const gone = (now - Date.parse(time.dateTime)) / 1000;
    const text = span("age" in time.dataset ? gone : -gone);
    if (time.textContent !== text) time.textContent = text;
  }
}

// ---- the page becomes the one that was fetched; what is the same stays as it is, with focus, selection and open details

// A form that is being filled in stays, and so does what only the script changes.
function kept(node) {
  return node.nodeType === Node.ELEMENT_NODE && ("keep" in node.dataset || (node.nodeName === "FORM" && ("dirty" in node.dataset || node.contains(document.activeElement))));
}

function morph(old, fresh) {
  if (old.isEqualNode(fresh) || kept(old)) return;
  if (old.nodeName !== fresh.nodeName || old.id !== fresh.id || old.nodeName === "svg") return old.replaceWith(fresh);
  if (old.nodeType !== Node.ELEMENT_NODE) return void (old.nodeValue = fresh.nodeValue);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  morphChildren(old, fresh);
}

function morphChildren(old, fresh) {
  const wanted = new Set([...fresh.children].map((child) => child.id));
  const known = new Map();
  for (const child of [...old.children]) if (child.id) wanted.has(child.id) ? known.set(child.id, child) : child.remove();
  let place = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const match = child.id ? known.get(child.id) : place && !place.id ? place : null;
    if (match === place && match) place = place.nextSibling;
    else old.insertBefore(match || child, place);
    if (match) morph(match, child);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function show(page) {
  const fresh = page.getElementById("live");
  const changed = page.body.dataset.version !== body.dataset.version;
  const focus = document.activeElement;
  localise(fresh);
  age(fresh);
  morph(live, fresh);
  if (document.activeElement !== focus && focus.isConnected) focus.focus({ preventScroll: true });
  Object.assign(body.dataset, page.body.dataset);
  document.title = page.title;
  shown = Date.now();
  if (changed) document.getElementById("said").textContent = body.dataset.summary;
  document.dispatchEvent(new CustomEvent("swapped"));
}

// ---- fetching

let pending = null; // the version to wait for; "" takes what comes
let loading = false;
let shown = Date.now();
let waits = 0; // since when the reader keeps the page from changing

// busy is who selects text or points at a chart. Nobody does that for long.
function busy() {
  if (document.hidden) return true;
  const now = "busy" in root.dataset || getSelection().toString() !== "";
  if (!now) waits = 0;
  else waits ||= Date.now();
  return now && Date.now() - waits < 30000;
}

async function load() {
  const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(10000) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.getElementById("live") || answer.status >= 500) throw new Error("no page");
  return page;
}

// renew asks again, a few times, when another worker answered that does not have the data yet.
async function renew(version) {
  loading = true;
  try {
    for (let tries = 8; tries > 0; tries--) {
      const page = await load();
      if (!version || page.body.dataset.version === version || tries === 1) return show(page);
      await sleep(500);
    }
  } finally {
    loading = false;
  }
}

async function run() {
  for (;;) {
    await sleep(250);
    if (Date.now() - shown > 60000) pending ??= ""; // durations, and today, go on without new data
    if (pending === null || busy()) continue;
    const version = pending;
    pending = null;
    try { await renew(version); } catch { pending ??= version; await sleep(3000); }
  }
}

// ---- events

let events = null;
let lost = 0;

function reached() {
  clearTimeout(lost);
  lost = 0;
  document.getElementById("offline").hidden = true;
}

function missed() {
  lost ||= setTimeout(() => { document.getElementById("offline").hidden = false; }, 10000);
}

function listen() {
  if (events || document.hidden) return;
  events = new EventSource(`${body.dataset.events}?data=${encodeURIComponent(body.dataset.version)}`);
  events.onopen = reached;
  events.addEventListener("change", (event) => { reached(); pending = event.data === body.dataset.version ? pending ?? "" : event.data; });
  events.addEventListener("current", (event) => {
    reached();
    if (pending !== null || loading) return; // there is something newer than what is shown
    for (const time of document.querySelectorAll("time.current")) {
      time.dateTime = event.data;
      if (!("age" in time.dataset)) time.textContent = written(time, time.textContent.length);
    }
  });
  events.onerror = () => {
    missed();
    if (events.readyState === EventSource.CLOSED) { hush(); setTimeout(listen, 30000 * (1 + Math.random())); }
  };
}

function hush() {
  if (events) events.close();
  events = null;
}

// A hidden page does not listen: browsers open few connections to one server.
function seen() {
  if (document.hidden) return hush();
  age(document);
  pending ??= "";
  listen();
}

// ---- start

for (const menu of document.querySelectorAll("[data-script]")) menu.hidden = false;
for (const name of Object.keys(choices)) apply(name, choice(name));
for (const place of document.querySelectorAll("[data-zone-name]")) place.textContent = `local, ${zoneName.replaceAll("_", " ")}`;
document.addEventListener("change", (event) => { if (event.target.name in choices) choose(event.target); });
document.addEventListener("input", ({ target }) => { if (target.form && live.contains(target)) target.form.dataset.dirty = ""; });
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-stay]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    history.replaceState(null, "", link.href);
    renew("").catch(() => { location.href = link.href; });
    return;
  }
  for (const open of document.querySelectorAll("details.pop[open]")) if (!open.contains(event.target)) open.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.pop[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
document.addEventListener("visibilitychange", seen);
addEventListener("pagehide", hush);
addEventListener("pageshow", (event) => { if (event.persisted) seen(); });
setInterval(() => { if (!document.hidden) age(document); }, 1000);
if (body.dataset.events) { listen(); run(); }
