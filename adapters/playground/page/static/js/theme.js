// Sets the theme before anything is drawn, so that a dark page never flashes white. Not a module: it must run at once.
{
  const chosen = localStorage.getItem("studybell:theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}
