// Charts answer to pointer, touch and keys. Without this script they are complete drawings. To be loaded as a module.

const { abs, ceil, floor, log10, max, min, round } = Math;
const clamp = (value, low, high) => max(low, min(value, high));
const get = (node, name) => parseFloat(node.getAttribute(name));
const hide = (node, hidden = true) => node.toggleAttribute("hidden", hidden);

function set(node, attributes) {
  for (const name in attributes) node.setAttribute(name, attributes[name]);
}

// add appends a new element, of the kind that its parent is.
function add(parent, name, attributes, text = "") {
  const made = document.createElementNS(parent.namespaceURI, name);
  set(made, attributes);
  made.textContent = text;
  return parent.appendChild(made);
}

// across is where the pointer is: a share of a drawing's width.
function across(event, drawing) {
  const { left, width } = drawing.getBoundingClientRect();
  return clamp((event.clientX - left) / width, 0, 1);
}

// numbers, written as the server writes them

const sign = (value, signed) => value < 0 ? "\u2212" : value && signed ? "+" : "";

function grouped(size, digits) {
  const power = 10 ** digits;
  return (round(size * power) / power).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function amount(value, digits, signed) {
  const size = abs(value), tiny = size && size < 0.5 / 10 ** digits;
  const text = size >= 1e15 ? size.toExponential(3) : tiny ? size.toExponential(2) : grouped(size, digits);
  return /[1-9]/.test(text) ? sign(value, signed) + text : text;
}

function niceStep(size, count) {
  const rough = size / count, power = 10 ** floor(log10(rough));
  return ([1, 2, 5].find((factor) => rough <= factor * power) ?? 10) * power;
}

const order = (value) => floor(log10(abs(value)) + 1e-9);

function label(value, largest, step, signed) {
  const [unit, letter] = largest >= 1e7 ? [1e6, "M"] : largest >= 1e4 ? [1e3, "k"] : [1, ""];
  if (!value) return "0";
  if (largest >= 1e15 || step < 1e-9) return sign(value, signed) + abs(value).toExponential(clamp(order(value) - order(step), 0, 3));
  return sign(value, signed) + grouped(abs(value) / unit, max(0, -order(step / unit))) + letter;
}

// times, in seconds of UTC

const DAY = 86400;
const STEPS = [60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, DAY / 2, DAY, 2 * DAY, 7 * DAY, 14 * DAY];
const MONTHS = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000, 60000];

const date = (at) => new Date(at * 1000);
const year = (at) => String(date(at).getUTCFullYear()).padStart(4, "0");
const month = (at) => "JanFebMarAprMayJunJulAugSepOctNovDec".substr(date(at).getUTCMonth() * 3, 3);
const day = (at) => date(at).getUTCDate() + " " + month(at);
const clock = (at) => date(at).toISOString().slice(-13, -8);

// columns are the grid lines of time for a drawing of a width
function columns(begin, end, width) {
  const lines = [], room = (length) => length / (end - begin) * width;
  const step = STEPS.find((seconds) => room(seconds) >= (seconds < DAY ? 52 : 58));
  if (step) { // counted from a Monday
    for (let at = ceil((begin - 4 * DAY) / step) * step + 4 * DAY; at <= end; at += step) {
      const strong = step < DAY && at % DAY === 0;
      lines.push({ at, strong, text: step < DAY && !strong ? clock(at) : day(at) });
    }
    return lines;
  }
  // nothing has room in a drawing that is hidden
  const months = MONTHS.find((count) => room(count * 28 * DAY) >= 46) ?? 60000, first = date(begin);
  let number = first.getUTCFullYear() * 12 + first.getUTCMonth();
  for (number -= number % months; ; number += months) {
    const at = new Date(0).setUTCFullYear(floor(number / 12), number % 12, 1) / 1000, january = number % 12 === 0;
    if (at > end) break;
    if (at >= begin) lines.push({ at, strong: january && months < 12, text: january ? year(at) : month(at) });
  }
  const named = lines.find(({ at }) => room(min(at - begin, end - at)) >= 28);
  if (named && lines.every(({ text }) => text.length < 4)) named.text += " " + year(named.at);
  return lines;
}

// A page must not be renewed while somebody reads a chart, nor stay old because a pointer rests there.
let rest;
function busy(on) {
  const { dataset } = document.documentElement;
  clearTimeout(rest);
  if (!on) return delete dataset.busy;
  dataset.busy = "chart";
  rest = setTimeout(busy, 15000);
}

const kept = new Map(); // what is visible of a chart, by its id
let focused; // the id of the chart that has the focus

// reader walks over a chart's values by pointer, touch and keys: it shows one of them, and says those that keys have found.
function reader(figure, chart) {
  const stage = figure.querySelector(".plot-stage"), voice = add(figure, "p", { class: "plot-voice", "aria-live": "polite" });
  let index = -1;
  for (const title of stage.querySelectorAll("[role=img] > title")) { // the browser would lay it over the values
    set(title.parentNode, { "aria-label": title.textContent });
    set(stage, { tabindex: 0, role: "application", "aria-label": title.textContent + ": arrow keys read the values" });
    title.remove();
  }
  const show = (found) => { busy(true); chart.show(index = found); };
  const leave = () => { busy(false); index = -1; chart.hide(); };
  const listen = (names, action) => names.split(" ").forEach((name) => stage.addEventListener(name, action));
  listen("pointermove pointerdown", (event) => { const found = chart.at(event); if (found >= 0) show(found); });
  listen("pointerleave pointercancel blur", leave);
  listen("focus", () => { focused = figure.id; });
  listen("blur", () => setTimeout(() => { if (stage.isConnected && focused === figure.id) focused = ""; }));
  listen("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { right = 1, down = 0 } = figure.dataset, [low, high] = chart.range(), page = ceil((high - low) / 10);
    const step = { ArrowLeft: -right, ArrowRight: +right, ArrowUp: -down, ArrowDown: +down, PageUp: -page, PageDown: page, Home: -Infinity, End: Infinity }[event.key];
    if (step) {
      show(clamp(index < 0 && isFinite(step) ? (step < 0 ? high : low) : index + step, low, high));
      voice.textContent = figure.querySelector(".plot-now").textContent;
    } else if (!chart.key?.(event.key, index, leave)) return;
    event.preventDefault();
  });
  if (focused === figure.id) stage.focus({ preventScroll: true }); // it was replaced by a newer one
  return { stage, listen, again: () => index >= 0 && chart.show(index) };
}

// marks are bars and cells: each has its words in a title.
function marks(figure) {
  const now = figure.querySelector(".plot-now"), before = now.textContent;
  const items = [...figure.querySelectorAll(".plot-marks > *")], words = items.map((item) => item.textContent);
  items.forEach((item) => item.replaceChildren());
  const nearest = (event) => {
    const x = across(event, items[0].ownerSVGElement) * 100, off = items.map((item) => abs(get(item, "x") + get(item, "width") / 2 - x));
    return off.indexOf(min(...off));
  };
  const write = (text, on) => {
    items.forEach((item) => item.classList.toggle("on", item === on));
    now.textContent = text;
  };
  reader(figure, {
    range: () => [0, items.length - 1],
    at: (event) => figure.dataset.chart === "cells" ? items.indexOf(document.elementFromPoint(event.clientX, event.clientY)) : nearest(event),
    show: (i) => write(words[i], items[i]),
    hide: () => write(before),
  });
}

// points of a path, in its own coordinates
function points(path) {
  let [x, y] = path.dataset.from.split(" ").map(Number);
  const made = [{ x, y }], moves = path.getAttribute("d").match(/l([^H]*)/)[1].match(/-?\d+/g).map(Number);
  for (let i = 0; i < moves.length; i += 2) made.push({ x: x += moves[i], y: y += moves[i + 1] });
  return made;
}

const RANGES = [["1 w", "1 week", 7], ["1 m", "1 month", 30], ["3 m", "3 months", 91], ["1 y", "1 year", 365], ["all", "all", Infinity]];

// series is a curve and its drawdown, with values in grains and times in steps.
function series(figure) {
  const find = (selector) => figure.querySelector(selector), data = figure.dataset, signed = "signed" in data;
  const [start, step, grain, base, digits] = ["start", "step", "grain", "base", "digits"].map((name) => Number(data[name]));
  const value = (whole) => grain < 0 ? whole / 10 ** -grain : whole * 10 ** grain;
  const drawing = find(".plot-svg"), panels = [...figure.querySelectorAll(".plot-panel")].map((node) => (
    { node, top: get(node, "y"), high: get(node, "height"), home: node.getAttribute("viewBox").split(" ").map(Number) }));
  const [up, down] = panels, end = up.home[2], whole = { y1: up.top, y2: down.top + down.high };
  const curve = points(find("path.curve")), under = points(find("path.under")), last = curve.at(-1);
  const all = curve.map((point, i) => ({ ...point, depth: under[i].y }));
  if (find("path.rebuilt")) all.push(...points(find("path.rebuilt")));
  all.sort((a, b) => a.x - b.x);
  figure.querySelectorAll(".plot-time, .plot-rows").forEach((node) => node.remove());
  const times = add(drawing, "g", { class: "plot-time" }), rows = add(drawing, "g", { class: "plot-rows" });
  drawing.prepend(times, rows);
  const over = drawing.cloneNode(); // a drawing of its own: moving the crosshair does not draw the curves anew
  for (const { name } of [...over.attributes]) if (/aria|role/.test(name)) over.removeAttribute(name);
  set(over, { class: "plot-svg plot-over", "aria-hidden": true });
  drawing.after(over);
  const cross = add(over, "g", { class: "plot-cross", hidden: "" }), line = add(cross, "line", whole);
  const dots = panels.map(() => add(cross, "circle", { r: 4.5 }));
  const chosen = add(over, "rect", { class: "plot-select", y: up.top, height: whole.y2 - up.top, hidden: "" });
  const texts = [".plot-at", ".plot-key.curve b", ".plot-key.under b"].map(find), before = texts.map((node) => node.textContent);
  let from = 0, to = end, days = Infinity, drag = null;

  const share = (x) => (x - from) / (to - from) * 100 + "%";
  const height = ({ top, high, view }, y) => top + (y - view[1]) / view[3] * high;
  const inside = (x) => x >= from && x <= to;

  const pointed = (event) => from + across(event, drawing) * (to - from);

  // range is the first and the last visible point; without any, the one before.
  function range() {
    const first = all.findIndex(({ x }) => inside(x)), final = max(0, all.findLastIndex(({ x }) => x <= to));
    return [first < 0 ? final : first, final];
  }

  // near is the visible point at a time; of several at the same time the last.
  function near(x) {
    const [first, final] = range();
    let best = first;
    for (let i = first; i <= final; i++) if (abs(all[i].x - x) <= abs(all[best].x - x)) best = i;
    return best;
  }

  function show(i) {
    const { x, y, depth } = all[i], at = share(x);
    hide(cross, !inside(x));
    set(line, { x1: at, x2: at });
    dots.forEach((dot, k) => set(dot, { cx: at, cy: height(panels[k], k ? depth ?? 0 : y) }));
    hide(dots[1], depth === undefined);
    const moment = start + x * step;
    write([`${day(moment)} ${year(moment)}, ${clock(moment)}`, amount(value(base - y), digits, signed), depth === undefined ? "\u2013" : amount(-value(depth), digits)]);
  }

  const write = (words) => texts.forEach((node, i) => { node.textContent = words[i]; });

  function drawRows({ top, high, view }, zero, count, signed) {
    const upper = zero - view[1], lower = upper - view[3], size = niceStep(upper - lower, count);
    const largest = value(max(abs(lower), abs(upper)));
    for (let i = ceil(lower / size); i * size <= upper; i++) {
      const y = top + (upper - i * size) / view[3] * high;
      add(rows, "line", { x2: "100%", y1: y, y2: y });
      add(rows, "text", { x: "100%", dx: 8, dy: 4, y }, label(value(i * size), largest, value(size), signed));
    }
  }

  function drawTimes() {
    const width = drawing.clientWidth, begin = start + from * step;
    for (const { at, text, strong } of columns(begin, start + to * step, width)) {
      const x = share((at - start) / step), room = text.length * 3.5, place = (at - begin) / (to - from) / step * width;
      add(times, "line", { x1: x, x2: x, ...whole });
      if (place >= room && place <= width - room) add(times, "text", { x, y: 342, class: strong ? "strong" : "" }, text);
    }
  }

  // views are what the panels show: their heights follow what is visible, and what is next to it.
  function views() {
    if (days === Infinity) return panels.map(({ home }) => home);
    const [first, final] = range(), seen = all.slice(max(0, first - 1), final + 2), ys = seen.map(({ y }) => y), low = min(...ys), size = max(...ys) - low;
    const air = ceil(size * 0.05) || 100, deepest = max(...seen.map(({ depth = 0 }) => depth));
    return [[from, low - air, to - from, size + 2 * air], [from, 0, to - from, max(100, ceil(deepest * 1.08))]];
  }

  function draw() {
    views().forEach((view, i) => {
      panels[i].view = view;
      set(panels[i].node, { viewBox: view.join(" ") });
    });
    rows.replaceChildren();
    times.replaceChildren();
    drawRows(up, base, 7, signed);
    drawRows(down, 0, 3);
    drawTimes();
    for (const node of figure.querySelectorAll("[data-at]")) {
      const x = floor((node.dataset.at - start) / step);
      set(node, { x: share(x), cx: share(x), cy: height(up, last.y) });
      hide(node, !inside(x));
    }
    for (const button of figure.querySelectorAll("button")) set(button, { "aria-pressed": Number(button.value) === days });
    walker.again();
  }

  // zoom shows a part of the time, at least some minutes; a number of days stays at the end when there is more.
  function zoom(low, high, count = 0) {
    const least = min(end, max(600 / step, 2)), size = clamp(high - low, least, end);
    from = clamp((low + high - size) / 2, 0, end - size);
    to = from + size;
    days = size === end ? Infinity : count;
    kept.set(figure.id, { days, low: start + from * step, high: start + to * step });
    draw();
  }
  const latest = (count) => zoom(max(0, end - count * DAY / step), end, count);

  function key(name, index, leave) {
    const middle = index < 0 ? (from + to) / 2 : all[index].x, size = to - from;
    if (name === "+" || name === "=") zoom(middle - size / 4, middle + size / 4);
    else if (name === "-") zoom(middle - size, middle + size);
    else if (name === "Escape") { leave(); latest(Infinity); }
    else return false;
    return true;
  }

  const walker = reader(figure, {
    range, show, key,
    at: (event) => drag === null ? near(pointed(event)) : -1,
    hide() { hide(cross); write(before); },
  });

  walker.listen("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button) return;
    walker.stage.setPointerCapture(event.pointerId);
    drag = pointed(event);
  });
  walker.listen("pointermove pointerup pointercancel", (event) => {
    if (drag === null) return;
    const [low, high] = [drag, pointed(event)].sort((a, b) => a - b), part = (high - low) / (to - from), wide = part * drawing.clientWidth > 6;
    set(chosen, { x: share(low), width: part * 100 + "%" });
    hide(chosen, event.type !== "pointermove" || !wide);
    hide(cross);
    if (event.type === "pointermove") return;
    drag = null;
    if (wide && event.type === "pointerup") zoom(low, high);
  });
  walker.listen("dblclick", () => latest(Infinity));

  const group = add(find(".plot-read"), "span", { class: "plot-ranges", role: "group", "aria-label": "visible time" });
  for (const [text, name, count] of RANGES) {
    if (count * DAY < end * step || count > 999) add(group, "button", { type: "button", value: count, "aria-label": name }, text).onclick = () => latest(count);
  }
  const old = kept.get(figure.id) ?? { days: Infinity };
  if (old.days) latest(old.days);
  else zoom((old.low - start) / step, (old.high - start) / step);
  new ResizeObserver(draw).observe(drawing);
}

// init makes the charts in the page answer; those that do already stay as they are.
export function init() {
  for (const figure of document.querySelectorAll("[data-chart]:not([data-ready])")) {
    figure.dataset.ready = "";
    (figure.dataset.chart === "series" ? series : marks)(figure);
  }
}

document.addEventListener("swapped", init);
init();
