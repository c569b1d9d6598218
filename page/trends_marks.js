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
  // An answer in the chat leads to its whole report: the tab is opened, filled in and set going.
  const showWhole = (query, by) => {
    [...document.querySelectorAll('#cw-tabs [role="tab"]')].find((tab) => tab.textContent.trim() === "Trends")?.click();
    const fillIn = (tries) => {
      const field = document.querySelector("#cw-trends-query :is(textarea, input)");
      if (!field) return tries && setTimeout(fillIn, 100, tries - 1); // a tab is laid out when it is first opened
      field.value = query;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      document.querySelector(`#cw-trends-by input[value="${by}"]`)?.click();
      setTimeout(() => document.getElementById("cw-trends-button")?.click(), 300);
    };
    fillIn(50);
  };
  document.addEventListener("click", (event) => {
    const whole = event.target instanceof Element && event.target.closest('a[href^="#cw-trends?"]');
    if (whole) {
      event.preventDefault();
      const asked = new URLSearchParams(whole.getAttribute("href").split("?")[1]);
      showWhole(asked.get("query"), asked.get("by"));
      return;
    }
    const link = event.target instanceof Element && event.target.closest("a[data-cw-mark]");
    if (!link) return;
    event.preventDefault();
    open(link.dataset.cwMark);
  });
}
