// Does what Streamlit has no setting for: the page's language, marks that open their source, and where the page stands
// when an answer comes. Fetches and sends nothing. (No tag names in here: the page's sanitiser would drop the script.)
(() => {
  document.documentElement.lang = "nb";
  if (window.ehelseReady) return;
  window.ehelseReady = true;

  // A mark in the text opens its source by pressing that source's button below the answer.
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.("[data-kilde]");
    const button = mark && document.querySelector(`.st-key-${CSS.escape(mark.dataset.kilde)} button`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // Streamlit keeps the page at its end. We hold the newest question at the top while its answer grows, so that the answer
  // is read from its beginning; an empty conversation is held at its welcome. Any movement of the reader's own ends it.
  let known = "";
  let armed = false;
  let holdUntil = 0;
  const hold = () => {
    if (Date.now() > holdUntil) return;
    const questions = document.querySelectorAll(".eh-question");
    const target = questions[questions.length - 1] ?? document.querySelector(".eh-welcome");
    target?.scrollIntoView({ block: "start" });
    requestAnimationFrame(hold);
  };
  new MutationObserver(() => {
    const state = `${document.querySelectorAll(".eh-question").length} ${document.querySelectorAll(".eh-welcome").length}`;
    if (state !== known) armed = true;
    known = state;
    if (!armed) return;
    const idle = Date.now() > holdUntil;
    holdUntil = Date.now() + 4000;
    if (idle) hold();
  }).observe(document.body, { childList: true, subtree: true });
  for (const name of ["wheel", "touchmove", "mousedown", "keydown"]) {
    document.addEventListener(name, () => { armed = false; holdUntil = 0; }, { passive: true, capture: true });
  }
})();
