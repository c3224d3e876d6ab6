// What the chat needs of the browser: what is told about a mark, copying an answer, the key for a new conversation, and
// where the focus is afterwards. Fetches and sends nothing. (No tag names in here: the page's sanitiser would drop it.)
(() => {
  if (window.ehelseChatReady) return;
  window.ehelseChatReady = true;
  const make = (name, look, role) => {
    const element = document.createElement("div");
    Object.assign(element, { id: name, className: look });
    element.setAttribute("role", role);
    document.body.append(element);
    return element;
  };

  // The quote of a mark is shown while the mark is pointed at or has the focus, and while it is itself pointed at; Escape
  // takes it away. It hangs outside of the page, so that no table or column cuts it off.
  const tip = make("eh-tip", "eh-tip", "tooltip");
  let told = null;
  let timer = 0;
  let touched = null;
  const place = () => {
    if (!told) return;
    const mark = told.getBoundingClientRect();
    if (!told.isConnected || mark.bottom < 0 || mark.top > innerHeight) return hide();
    const below = mark.bottom + 8;
    const above = mark.top - tip.offsetHeight - 8;
    tip.style.left = `${Math.max(8, Math.min(mark.left - 24, document.documentElement.clientWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${below + tip.offsetHeight > innerHeight && above > 0 ? above : below}px`;
  };
  const hide = () => {
    clearTimeout(timer);
    told = null;
    tip.classList.remove("eh-shown");
  };
  const show = (mark) => {
    const source = document.getElementById(mark.dataset.tips);
    if (!source) return;
    clearTimeout(timer);
    told = mark;
    tip.replaceChildren(...source.cloneNode(true).childNodes);
    tip.dataset.kilde = mark.dataset.kilde;
    tip.classList.add("eh-shown");
    place();
  };
  const soon = (act, wait) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
  const markAt = (event) => event.target.closest?.("[data-tips]");
  const inTip = (event) => event.target.closest?.("#eh-tip");
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const mark = markAt(event);
    if (mark) soon(() => show(mark), mark === told ? 0 : 120);
    else if (inTip(event)) clearTimeout(timer);
    else if (document.activeElement !== told) soon(hide, 250);
    else clearTimeout(timer);
  });
  document.addEventListener("focusin", (event) => {
    const mark = markAt(event);
    if (mark?.matches(":focus-visible")) show(mark);
    else if (told && mark !== told) hide();
  });
  document.addEventListener("focusout", (event) => { if (event.target === told && !tip.matches(":hover")) hide(); });
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !told) return;
    hide();
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch" && markAt(event) !== told ? markAt(event) : null;
    if (told && !markAt(event) && !inTip(event)) hide();
  }, true);
  // The first touch of a mark shows its quote; the next one, or one of the quote, opens the source.
  document.addEventListener("click", (event) => {
    const mark = markAt(event);
    if (mark && mark === touched) {
      event.preventDefault();
      event.stopImmediatePropagation();
      show(mark);
    } else if (mark || inTip(event)) soon(hide, 0);
  }, true);
  for (const name of ["scroll", "resize"]) window.addEventListener(name, place, { passive: true, capture: true });

  // The text becomes narrower beside a source: the mark that opened it stays where it is, also when the source closes.
  let opener = "";
  let keptUntil = 0;
  const keep = () => {
    const page = document.querySelector(".stMain");
    const top = () => document.querySelector(opener)?.getBoundingClientRect().top;
    const wanted = top();
    if (wanted === undefined || wanted < 0 || wanted > innerHeight) return;
    keptUntil = Date.now() + 1500;
    const step = () => {
      if (Date.now() > keptUntil) return;
      page.scrollTop += (top() ?? wanted) - wanted;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };
  const closing = () => { if (opener && document.querySelector(".eh-frame")) keep(); };
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".st-key-lukk-dokumentet")) return closing();
    const mark = markAt(event) ?? event.target.closest?.(".eh-nearest [data-kilde]") ?? (inTip(event) ? told : null);
    if (!mark || mark === touched) return;
    opener = mark.dataset.tips ? `[data-tips="${mark.dataset.tips}"]` : `.eh-nearest [data-kilde="${mark.dataset.kilde}"]`;
    keep();
  }, true);
  window.addEventListener("keydown", (event) => { if (event.key === "Escape" && !told) closing(); }, true);
  // Whatever the reader does next ends it: a question that is asked at once must not be pulled out of sight.
  for (const name of ["wheel", "touchmove", "mousedown", "keydown"]) {
    document.addEventListener(name, (event) => { if (event.key !== "Escape") keptUntil = 0; }, { passive: true });
  }

  // Copies an answer: as formatted text where the button has it, and as Markdown.
  const unpack = (text) => new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  const copy = async (formats) => {
    try {
      const pieces = Object.entries(formats).map(([type, text]) => [type, new Blob([text], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(pieces))]);
      return true;
    } catch {
      // Where the page is not on this machine and not encrypted, browsers know only the old way.
      const put = (event) => {
        event.preventDefault();
        for (const [type, text] of Object.entries(formats)) event.clipboardData.setData(type, text);
      };
      document.addEventListener("copy", put, { once: true });
      const done = document.execCommand("copy");
      document.removeEventListener("copy", put);
      return done;
    }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-tekst]");
    if (!button) return;
    const formats = { "text/plain": unpack(button.dataset.tekst) };
    if (button.dataset.rik) formats["text/html"] = unpack(button.dataset.rik);
    const done = await copy(formats);
    const place = button.nextElementSibling;
    place.textContent = done ? button.dataset.ja : button.dataset.nei;
    if (done) setTimeout(() => { place.textContent = ""; }, 4000);
  });

  // F2 works in the field of the chat too, where Streamlit's own shortcuts don't. A new conversation is ready to be written in.
  const field = () => document.querySelector('[data-testid="stChatInputTextArea"]');
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F2" || event.target !== field()) return;
    event.preventDefault();
    document.querySelector(".st-key-ny-samtale button")?.click();
  });
  document.addEventListener("click", (event) => {
    const mouse = matchMedia("(hover: hover)").matches;
    if (mouse && event.target.closest?.(".st-key-ny-samtale button")) setTimeout(() => field()?.focus(), 300);
  });

  // Who cannot see the page is told when an answer has come; who asked by a button that is gone is put at the field.
  const voice = make("eh-stemme", "eh-unseen", "status");
  let heard = "";
  let acted = false;
  for (const name of ["keydown", "pointerdown"]) document.addEventListener(name, () => { acted = true; }, { capture: true });
  new MutationObserver(() => {
    for (const key of document.querySelectorAll('kbd[aria-label^="Shortcut "]')) key.setAttribute("aria-label", `Hurtigtast ${key.textContent}`);
    const tools = document.querySelectorAll(".st-key-samtale [class*='st-key-verktoy-']");
    const last = tools[tools.length - 1]?.className ?? "";
    if (last === heard) return;
    heard = last;
    if (!last || !acted) return;
    voice.textContent = "Svaret er klart.";
    setTimeout(() => { voice.textContent = ""; }, 3000);
    // Not at once: what was clicked goes only when the run of the page is over.
    const mouse = matchMedia("(hover: hover)").matches;
    setTimeout(() => { if (mouse && document.activeElement === document.body) field()?.focus({ preventScroll: true }); }, 700);
  }).observe(document.body, { childList: true, subtree: true });
})();
