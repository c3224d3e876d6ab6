// A login ends at the front page: whoever came by a link to another page is brought there. Only this tab remembers it.
// (No tag names in here: the page's sanitiser would drop the script.)
((loggedIn) => {
  const key = "ehelse-til";
  const here = location.pathname + location.search;
  if (!loggedIn) {
    sessionStorage.setItem(key, here);
    return;
  }
  const wanted = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (wanted && wanted !== here) location.replace(wanted);
})
