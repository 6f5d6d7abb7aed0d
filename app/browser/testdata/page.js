// What is wrong with the page, in words. The value is a list; an empty one means that all is well.
(() => {
  const found = [];
  const all = (selector, part = document) => [...part.querySelectorAll(selector)];
  const name = (node) => {
    const words = node.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${node.localName}${node.id && " #" + node.id}${node.classList.length ? " ." + [...node.classList].join(".") : ""}> "${words}"`;
  };
  const expect = (ok, text) => ok || found.push(text);

  // ---- structure

  expect(document.documentElement.lang, "the page does not say its language");
  expect(document.title.trim(), "the page has no title");
  expect(all("main").length === 1, `${all("main").length} main parts`);
  expect(all("h1").length === 1, `${all("h1").length} headings of the first level`);
  let before = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6")) {
    const level = Number(heading.localName[1]);
    expect(level <= before + 1, `the heading ${name(heading)} follows one of level ${before}`);
    expect(heading.textContent.trim(), `the heading ${name(heading)} is empty`);
    before = level;
  }
  const ids = new Set();
  for (const { id } of all("[id]")) {
    expect(!ids.has(id), `several elements have the id ${id}`);
    ids.add(id);
  }
  for (const node of all("[aria-labelledby], [aria-describedby]")) {
    const named = `${node.getAttribute("aria-labelledby") ?? ""} ${node.getAttribute("aria-describedby") ?? ""}`.trim().split(/\s+/);
    // A drawing that the script took over has its name as a label: the title that named it would cover its values.
    for (const id of named) expect(document.getElementById(id) || node.ariaLabel, `${name(node)} is described by #${id}, which is not there`);
  }

  // ---- names

  const told = (node) => (node.getAttribute("aria-label") ?? "").trim() || (node.hasAttribute("aria-labelledby") && node.getAttribute("aria-labelledby").trim());
  for (const control of all("input:not([type=hidden]), select, textarea"))
    expect(told(control) || [...control.labels].some((label) => label.textContent.trim()), `${name(control)} ${control.name} has no label`);
  for (const control of all("a[href], button, summary"))
    expect(told(control) || control.textContent.trim() || control.querySelector("img[alt]:not([alt=''])"), `${name(control)} says nothing`);
  for (const table of all("table")) {
    expect(table.caption?.textContent.trim(), `${name(table)} has no caption`);
    expect(table.querySelector("th[scope]"), `${name(table)} has no header cells`);
  }
  for (const image of all("img")) {
    expect(image.hasAttribute("alt"), `${image.src} has no alternative text`);
    expect(image.complete && image.naturalWidth > 0, `${image.src} did not load`);
  }
  for (const link of all("link[rel=stylesheet]")) expect(link.sheet?.cssRules.length > 0, `${link.href} did not load`);

  // ---- contrast of what can be seen

  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const colour = (text) => {
    if (!known.has(text)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(text, [r, g, b, a / 255]);
    }
    return known.get(text);
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const luminance = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, share, i) => {
    const part = c[i] / 255;
    return sum + share * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  }, 0);
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none" && !(at instanceof SVGElement)) return null; // no single colour
      layers.push(colour(at instanceof SVGElement ? "transparent" : style.backgroundColor));
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const opacity = (node) => {
    let product = 1;
    for (let at = node; at; at = at.parentElement) product *= Number(getComputedStyle(at).opacity);
    return product;
  };
  const seen = (node) => {
    const { width, height } = node.getBoundingClientRect();
    return width > 1 && height > 1 && node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !node.closest(".hidden, .skip:not(:focus)");
  };
  const checked = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let count = 0;
  while (texts.nextNode()) {
    const node = texts.currentNode.parentElement;
    if (!texts.currentNode.nodeValue.trim() || !node || /^(script|style|title|option|datalist)$/.test(node.localName) || checked.has(node)) continue;
    checked.add(node);
    if (node.closest(":disabled") || !seen(node)) continue;
    const style = getComputedStyle(node), below = ground(node);
    if (!below) continue;
    count++;
    const [r, g, b, a] = colour(node instanceof SVGElement ? style.fill : style.color);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = contrast(over([r, g, b, a * opacity(node)], below), below);
    expect(ratio >= (large ? 3 : 4.5), `the contrast of ${name(node)} is ${ratio.toFixed(2)}`);
  }
  expect(count > 2, `only ${count} texts can be seen`);

  // The same complaint about a hundred rows is one complaint.
  return found.slice(0, 12).concat(found.length > 12 ? [`and ${found.length - 12} more`] : []);
})()
