// Draws the diagrams of a page, each when it can be seen, at its own size, and again when the theme changes.
"use strict";

{
  const sources = new Map();

  function theme() {
    return document.documentElement.dataset.theme === "dark" ? "dark" : "default";
  }

  async function draw(diagram) {
    if (diagram.dataset.drawn === theme() || !diagram.getClientRects().length) return;
    if (!sources.has(diagram)) sources.set(diagram, diagram.textContent);
    diagram.dataset.drawn = theme();
    diagram.removeAttribute("data-processed");
    diagram.textContent = sources.get(diagram);
    mermaid.initialize({ startOnLoad: false, theme: theme(), flowchart: { useMaxWidth: false } });
    await mermaid.run({ nodes: [diagram] });
    const picture = diagram.querySelector("svg");
    if (picture?.viewBox.baseVal) picture.style.setProperty("width", `${picture.viewBox.baseVal.width}px`, "important");
    requestAnimationFrame(markScrollable); // of book.js
  }

  // One after another: Mermaid measures words in the page.
  let queue = Promise.resolve();
  function drawAll() {
    for (const diagram of document.querySelectorAll("pre.mermaid")) queue = queue.then(() => draw(diagram));
  }

  addEventListener("DOMContentLoaded", () => {
    drawAll();
    addEventListener("toggle", drawAll, true); // a fold that opens
    new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  });
}
