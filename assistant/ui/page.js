// Does what Streamlit has no setting for: the page's language, marks that open their source, and where a new answer is
// scrolled to. Fetches and sends nothing. (No tag names in here: the page's sanitiser would drop the script.)
(() => {
  document.documentElement.lang = "nb";
  if (window.ehelseReady) return;
  window.ehelseReady = true;

  // A mark in the text opens its source by pressing that source's button below the answer.
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.("[data-kilde]");
    if (mark) document.querySelector(`.st-key-${CSS.escape(mark.dataset.kilde)} button`)?.click();
  });

  // A new question is held at the top while its answer grows, so that the answer is read from its beginning.
  let known = document.querySelectorAll(".eh-question").length;
  let holdUntil = 0;
  const release = () => { holdUntil = 0; };
  for (const name of ["wheel", "touchmove", "keydown", "mousedown"]) document.addEventListener(name, release, { passive: true });
  new MutationObserver(() => {
    const questions = document.querySelectorAll(".eh-question");
    if (questions.length > known) holdUntil = Date.now() + 2500;
    known = questions.length;
    if (Date.now() < holdUntil) questions[questions.length - 1].scrollIntoView({ block: "start" });
  }).observe(document.body, { childList: true, subtree: true });
})();
