// A page that is loaded anew, as it is by itself when the server comes back, has lost its conversation: this is said,
// and what stood in the question box stands there again. Both are kept for this window alone.
() => {
  const KEPT = "citewell-left";
  const box = () => document.querySelector("#cw-question textarea");
  addEventListener("pagehide", () => {
    const wasAsked = document.querySelector("#cw-chat .user-row") !== null;
    sessionStorage.setItem(KEPT, JSON.stringify({ draft: box()?.value ?? "", wasAsked }));
  });
  const { draft, wasAsked } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  const tabs = document.getElementById("cw-tabs");
  tabs?.classList.toggle("cw-loaded-anew", wasAsked === true);
  if (draft && box() && !box().value) {
    box().value = draft;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.getElementById("cw-new")?.addEventListener("click", () => tabs?.classList.remove("cw-loaded-anew"));
};
