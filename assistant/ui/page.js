// Does what Streamlit has no setting for: the page's language, marks that open their source, and where the page stands
// when an answer comes. Fetches and sends nothing. (No tag names in here: the page's sanitiser would drop the script.)
(() => {
  document.documentElement.lang = "nb";
  if (window.ehelseReady) return;
  window.ehelseReady = true;

  // Streamlit's own names are English, and would be read aloud so.
  const names = {
    "App pages": "Sider", "Clear entry": "Tøm feltet", Close: "Lukk", "Collapse sidebar": "Skjul sidefeltet", Dismiss: "Lukk",
    "Expand sidebar": "Vis sidefeltet", "Main menu": "Hovedmeny", "Navigate to home page": "Til forsiden", Open: "Vis valgene",
    "Send message": "Send spørsmålet", Sidebar: "Sidefelt",
  };
  const english = Object.keys(names).map((name) => `[aria-label="${name}"]`).join();
  const rename = () => {
    for (const element of document.querySelectorAll(english)) element.setAttribute("aria-label", names[element.getAttribute("aria-label")]);
    const skip = document.querySelector('a[href="#stMain"]');
    if (skip?.textContent.startsWith("Skip")) skip.textContent = "Til innholdet";
  };
  new MutationObserver(rename).observe(document.body, { childList: true, subtree: true });
  rename();

  // A mark in the text opens its source by pressing that source's button below the answer.
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.("[data-kilde]");
    if (!mark) return;
    event.preventDefault();
    document.querySelector(`.st-key-${CSS.escape(mark.dataset.kilde)} button`)?.click();
  });

  // Copies the link of a button to a place in a source; where the browser does not allow it, the link is shown instead.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-kopier]");
    if (!button) return;
    const link = new URL(button.dataset.kopier, location.href).href;
    const told = button.nextElementSibling;
    try {
      await navigator.clipboard.writeText(link);
      told.textContent = "Lenken er kopiert.";
      setTimeout(() => { told.textContent = ""; }, 4000);
    } catch {
      told.textContent = link;
    }
  });

  // What is pointed at (the passage of a link, a hit of a search) is brought into view, in its frame where it has one,
  // and is given the focus where that is wished; when a panel with it closes, the focus goes back to where it was.
  let pointed = "";
  let shown = null;
  let wayBack = "";
  let waiting = 0;
  const wayTo = (element) => {
    const mark = element?.closest("[data-kilde]");
    if (mark?.dataset.tips) return `[data-tips="${CSS.escape(mark.dataset.tips)}"]`;
    if (mark) return `[data-kilde="${CSS.escape(mark.dataset.kilde)}"]`;
    const names = element?.closest('[class*="st-key-"]')?.classList ?? [];
    const key = [...names].find((name) => name.startsWith("st-key-"));
    return key ? `.${CSS.escape(key)} :is(textarea, button)` : "";
  };
  // By its id, or a field by the key that it has in Python.
  const find = (name) => document.getElementById(name) ?? document.querySelector(`.st-key-${CSS.escape(name)} :is(textarea, input)`);
  // What had the focus last: a button may be gone when what it opened is there.
  let latest = "";
  document.addEventListener("focusin", (event) => { latest = wayTo(event.target) || latest; });
  let moved = false;
  const bring = (target) => {
    const place = target.querySelector("mark") ?? target;
    const frame = target.closest(".eh-frame");
    if (frame) frame.scrollTop += place.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 3;
    else place.scrollIntoView({ block: "center" });
  };
  for (const name of ["wheel", "touchmove", "mousedown", "keydown"]) {
    document.addEventListener(name, () => { moved = true; }, { passive: true, capture: true });
  }
  const point = () => {
    const pointer = document.querySelector("[data-vis]");
    const wish = pointer ? `${pointer.dataset.vis} ${pointer.dataset.gang}` : "";
    if (wish === pointed && (!wish || shown?.isConnected)) return;
    const target = pointer && find(pointer.dataset.vis);
    if (pointer && !target) return;
    const repainted = wish === pointed;
    shown?.classList.remove("eh-now");
    pointed = wish;
    shown = target;
    if (!target) {
      if (wayBack) document.querySelector(wayBack)?.focus({ preventScroll: true });
      wayBack = "";
      return;
    }
    target.classList.add("eh-now");
    moved = false;
    // The page may still be growing: twice more, unless the reader has moved.
    for (const wait of [0, 300, 900]) setTimeout(() => { if (target === shown && !moved) bring(target); }, wait);
    if (repainted || !pointer.dataset.fokus) return;
    if (!document.activeElement.closest(".eh-frame")) wayBack = wayTo(document.activeElement) || latest || wayBack;
    target.focus({ preventScroll: true });
  };
  const pointSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(point, 50);
  };
  new MutationObserver(pointSoon).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-gang"] });

  // Streamlit keeps the page at its end. We hold the newest question at the top while its answer grows, so that the answer
  // is read from its beginning; an empty conversation is held at its welcome. Any movement of the reader's own ends it.
  let known = "";
  let armed = false;
  let holdUntil = 0;
  let planned = false;
  const hold = () => {
    planned = false;
    // A question that is being edited is brought into view as what is pointed at.
    if (Date.now() > holdUntil || document.querySelector('[class*="st-key-redigering-"]')) return;
    const questions = document.querySelectorAll(".eh-question");
    const target = questions[questions.length - 1] ?? document.querySelector(".eh-welcome");
    target?.scrollIntoView({ block: "start" });
  };
  // Before the next picture, whatever moved the page: looking at every picture instead would keep slow machines busy.
  const holdSoon = () => {
    if (planned || Date.now() > holdUntil) return;
    planned = true;
    requestAnimationFrame(hold);
  };
  new MutationObserver(() => {
    const state = `${document.querySelectorAll(".eh-question").length} ${document.querySelectorAll(".eh-welcome").length}`;
    if (state !== known) armed = true;
    known = state;
    if (!armed) return;
    holdUntil = Date.now() + 4000;
    holdSoon();
  }).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("scroll", holdSoon, { passive: true, capture: true });
  for (const name of ["wheel", "touchmove", "mousedown", "keydown"]) {
    document.addEventListener(name, () => { armed = false; holdUntil = 0; }, { passive: true, capture: true });
  }
})();
