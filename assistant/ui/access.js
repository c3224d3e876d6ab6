// The browser keeps its id, so that its conversations and memos are found again. It is renewed with each load of the page,
// and is sent to no other site. (No tag names in here: the page's sanitiser would drop the script.)
((name, id, seconds) => {
  if (window.ehelseKept === id) return;
  window.ehelseKept = id;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${id}; Max-Age=${seconds}; Path=/; SameSite=Strict${secure}`;
})
