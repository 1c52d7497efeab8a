// Makes the pages live; each of them works without it.
"use strict";

const INTERVAL = 1500; // milliseconds from one look at the list to the next
const SLOWEST = 15000; // when the service does not answer

const find = (id) => document.getElementById(id);
const parse = (html) => new DOMParser().parseFromString(html, "text/html");

function followChanges() {
  const live = find("live"), feed = find("feed"), form = find("filters");
  if (!live || !feed || !form) return;
  const state = find("live-state"), pause = find("pause"), show = find("show-waiting"), news = find("news");
  let paused = false, timer = 0, delay = INTERVAL, asked = 0, waiting = null;
  live.hidden = false;
  if (matchMedia("(max-width: 65.99rem)").matches && !form.querySelector("input:checked")) {
    find("filter-details").open = false;
  }

  const address = () => {
    const query = new URLSearchParams(new FormData(form));
    const accept = new URLSearchParams(location.search).getAll("accept");
    accept.forEach((digest) => query.append("accept", digest));
    return query;
  };
  const tell = (text, off) => {
    if (state.textContent !== text) state.textContent = text;
    live.classList.toggle("off", off);
  };
  const isHeld = () => {
    const rows = find("rows");
    const selection = getSelection();
    return rows && (rows.contains(document.activeElement)
      || (matchMedia("(hover: hover)").matches && rows.matches(":hover"))
      || (selection && !selection.isCollapsed && rows.contains(selection.anchorNode)));
  };

  // Puts the rows of a new list in the place of the old ones; rows that are equal stay as they are.
  function place(list, announce) {
    const old = find("rows"), fresh = list.getElementById("rows");
    if (!old || !fresh) return;
    const known = new Map([...old.children].map((row) => [row.dataset.rev, row]));
    const before = known.size;
    const added = [];
    let at = old.firstElementChild;
    for (const row of [...fresh.children]) {
      let same = known.get(row.dataset.rev);
      known.delete(row.dataset.rev);
      if (!same) {
        added.push(row);
        if (before) row.classList.add("fresh");
        same = document.adoptNode(row);
        old.insertBefore(same, at);
        continue;
      }
      if (same.innerHTML !== row.innerHTML || same.classList[1] !== row.classList[1]) {
        const next = document.adoptNode(row);
        if (same === at) at = next;
        same.replaceWith(next);
        same = next;
      }
      if (same === at) at = at.nextElementSibling;
      else old.insertBefore(same, at);
    }
    known.forEach((row) => row.remove());
    for (const id of ["count", "none"]) {
      const now = find(id), next = list.getElementById(id);
      if (now && next) { if (now.textContent !== next.textContent) now.textContent = next.textContent; }
      else if (now) now.remove();
      else if (next) old.before(document.adoptNode(next));
    }
    if (announce && added.length) news.textContent = live.dataset.new.replace("#", added.length);
    waiting = null;
    show.hidden = true;
  }

  const hasNews = (list) => {
    const known = new Set([...find("rows").children].map((row) => row.dataset.rev));
    return [...list.querySelectorAll("#rows > li")].some((row) => !known.has(row.dataset.rev));
  };

  async function look(announce = true, force = false) {
    clearTimeout(timer);
    const mine = ++asked;
    const start = performance.now();
    try {
      const query = address();
      query.set("part", "rows");
      const reply = await fetch(`${location.pathname}?${query}`, { headers: { Accept: "text/html" } });
      const list = parse(await reply.text());
      if (mine !== asked) return;
      if (!reply.ok) throw new Error(reply.status);
      delay = INTERVAL;
      if (!paused) tell(live.dataset.live, false);
      if (!force && isHeld()) {
        waiting = list;
        show.hidden = !hasNews(list);
      } else place(list, announce);
    } catch {
      if (mine !== asked) return;
      delay = Math.min(delay * 2, SLOWEST);
      tell(live.dataset.offline, true);
    }
    plan(delay - (performance.now() - start));
  }
  const plan = (after) => {
    clearTimeout(timer);
    if (!paused && !document.hidden) timer = setTimeout(look, Math.max(250, after));
  };

  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? live.dataset.resume : live.dataset.pause;
    tell(paused ? live.dataset.paused : live.dataset.live, paused);
    if (paused) { clearTimeout(timer); asked += 1; } else look();
  });
  show.addEventListener("click", () => { if (waiting) place(waiting, true); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !paused) look(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  form.addEventListener("change", () => apply());
  function apply() {
    const query = address();
    history.replaceState(null, "", `${location.pathname}?${query}`);
    look(false, true);
  }
  plan(INTERVAL);
}

function sendReports() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form.report")) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const reply = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      const page = parse(await reply.text());
      const thanks = page.querySelector("[data-thanks]");
      if (thanks) {
        form.replaceWith(document.adoptNode(thanks));
        thanks.focus();
        return;
      }
      const problem = page.querySelector(".report .note") || page.querySelector("main .lead");
      form.querySelector(".note")?.remove();
      if (problem) form.prepend(document.adoptNode(problem));
      button.disabled = false;
    } catch {
      form.submit();
    }
  });
}

function exploreThresholds() {
  const slider = find("slider"), select = find("at"), answer = find("answer"), line = find("curve-at");
  if (!slider || !select) return;
  const rows = [...document.querySelectorAll("#all-thresholds tbody tr")];
  slider.hidden = false;
  document.querySelector("#explorer button").hidden = true;
  const choose = (place) => {
    slider.value = place;
    select.selectedIndex = place;
    answer.textContent = rows[place].dataset.sentence;
    line.setAttribute("x1", rows[place].dataset.at);
    line.setAttribute("x2", rows[place].dataset.at);
    slider.setAttribute("aria-valuetext", rows[place].cells[0].textContent);
    rows.forEach((row, n) => row.classList.toggle("chosen", n === place));
  };
  slider.addEventListener("input", () => choose(Number(slider.value)));
  select.addEventListener("change", () => choose(select.selectedIndex));
  choose(Number(slider.value));
}

followChanges();
sendReports();
exploreThresholds();
