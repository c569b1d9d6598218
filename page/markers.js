// A marker leads to its sentence. A plain link would do, but Gradio's page has a <base>, so that a link to a fragment
// loses an address's query and loads the page anew; and older browsers do not open a closed <details> on the way.
() => {
  document.addEventListener("click", (event) => {
    const marker = event.target instanceof Element && event.target.closest("a.cw-marker");
    const sentence = marker && document.getElementById(marker.getAttribute("href").slice(1));
    if (!sentence) return;
    event.preventDefault();
    sentence.closest("details").open = true;
    location.hash = sentence.id;
    sentence.scrollIntoView({ block: "center" });
  });
};
