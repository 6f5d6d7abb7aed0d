// Renews the page without a flash. Without this script the page is complete; it is then renewed by hand.
"use strict";

const pause = 10000;

function openTables() {
  return [...document.querySelectorAll("details")].map((table) => table.open);
}

function show(html, open) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("live");
  if (!fresh) throw new Error("not a dashboard page");
  fresh.querySelectorAll("details").forEach((table, i) => { table.open = Boolean(open[i]); });
  document.getElementById("live").replaceWith(fresh);
}

async function renew() {
  const busy = document.hidden || document.querySelector("#live :hover.spot") || String(getSelection());
  if (busy) return;
  try {
    const answer = await fetch("/", { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (!answer.ok) throw new Error(answer.statusText);
    show(await answer.text(), openTables());
  } catch {
    document.getElementById("offline").hidden = false;
  }
}

setInterval(renew, pause);
document.addEventListener("visibilitychange", renew);
