// A mark leads to its source in the list below. A plain #link would scroll the frame around the page too, and leave it blank.
(() => {
  if (window.ehelseMemoReady) return;
  window.ehelseMemoReady = true;
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.(".eh-paper .cite a");
    const source = mark && document.getElementById(mark.getAttribute("href").slice(1));
    const page = document.querySelector(".stMain");
    if (!source || !page) return;
    event.preventDefault();
    page.scrollTop += source.getBoundingClientRect().top - page.clientHeight / 3;
    source.tabIndex = -1;
    source.focus({ preventScroll: true });
  });
})();
