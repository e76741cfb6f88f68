// Shows, beside words that the pointer or the keyboard rests on, the records that they state.
"use strict";
const text = document.getElementById("text");
const card = document.getElementById("card");
let shownFor = null;
let closing = 0;

function recordsOf(words) {
  return words.dataset.records.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
}

function close() {
  card.hidden = true;
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  shownFor = null;
}

function light(id) {
  for (const words of text.querySelectorAll("[data-records]")) {
    if (words.dataset.records.split(" ").includes(id)) words.classList.add("lit");
  }
}

function open(words) {
  clearTimeout(closing);
  if (words === shownFor) return;
  close();
  shownFor = words;
  const records = recordsOf(words);
  card.replaceChildren(...records.map((record) => {
    const entry = document.createElement("div");
    entry.className = record.className;
    for (const part of record.querySelectorAll(":scope > .gist, :scope > .detail, :scope > .ground .rule")) {
      const line = document.createElement("p");
      line.append(...part.cloneNode(true).childNodes);
      line.className = part.className;
      for (const named of line.querySelectorAll("[id]")) named.removeAttribute("id");
      entry.append(line);
    }
    return entry;
  }));
  if (records[0]) {
    light(records[0].id);
    records[0].classList.add("lit");
  }
  card.hidden = !records.length;
  const place = words.getClientRects()[0];
  const left = Math.min(place.left, innerWidth - card.offsetWidth - 12);
  const below = place.bottom + card.offsetHeight + 8 < innerHeight;
  card.style.left = `${Math.max(8, left) + scrollX}px`;
  card.style.top = `${(below ? place.bottom : place.top - card.offsetHeight) + scrollY}px`;
}

function closeSoon() {
  clearTimeout(closing);
  closing = setTimeout(close, 150);
}

if (text && card) {
  for (const kind of ["pointerover", "focusin"]) {
    text.addEventListener(kind, (event) => {
      const words = event.target.closest("[data-records]");
      if (words && (kind === "focusin" || event.pointerType === "mouse")) open(words);
    });
  }
  text.addEventListener("pointerout", closeSoon);
  text.addEventListener("focusout", closeSoon);
  card.addEventListener("pointerenter", () => clearTimeout(closing));
  card.addEventListener("pointerleave", closeSoon);
  addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  for (const record of document.querySelectorAll(".beside .record[id]")) {
    record.addEventListener("pointerenter", () => light(record.id));
    record.addEventListener("pointerleave", close);
  }
}
