() => {
  // Every mark of a plot and every number of the prose leads to its papers: its code is left for a hidden
  // button to send. Plots come and go, so a plot is listened to once the pointer first comes over it or touches it.
  const open = (code) => {
    const opener = document.getElementById("cw-trends-open");
    if (!opener || !code) return;
    window.citewellMark = code;
    opener.click();
    const place = code.startsWith("side:") ? "side-papers" : code.startsWith("new:") ? "new-papers" : "picked";
    document.getElementById(`cw-trends-${place}`)?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  };
  document.addEventListener("pointerover", (event) => {
    const plot = event.target instanceof Element && event.target.closest(".cw-plot .js-plotly-plot");
    if (!plot || plot.dataset.cwListens || !plot.on) return;
    plot.dataset.cwListens = "yes";
    plot.on("plotly_click", (clicked) => open(clicked.points[0]?.customdata?.[0]));
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-cw-mark]");
    if (!link) return;
    event.preventDefault();
    open(link.dataset.cwMark);
  });
}
