// Before anything is drawn: the theme that was chosen, or that of the system.
(() => {
  const chosen = localStorage.getItem('planner-theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
})();
