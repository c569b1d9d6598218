// "Copy" under an answer takes along the plain text that stands behind it, not seen. A page that is served to other machines
// without https has no clipboard of its own: there the text is selected and copied as by hand.
() => {
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const box = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(box);
    box.select();
    const isCopied = document.execCommand("copy");
    box.remove();
    if (!isCopied) throw new Error("the browser did not copy");
  };
  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element && event.target.closest("button.cw-copy");
    if (!button) return;
    const parts = [...button.nextElementSibling.childNodes];
    const text = parts.map((part) => (part.nodeName === "BR" ? "\n" : part.textContent)).join("");
    const said = await copy(text).then(() => "Copied", () => "Not copied");
    button.textContent = said;
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
};
