// What scrolls sideways can be scrolled from the keyboard. A region that fits needs no tab stop.
"use strict";

function markScrollable() {
  const regions = document.querySelectorAll(".bd-article pre, .bd-article .pst-scrollable-table-container, .bd-article div.math");
  for (const region of regions) {
    if (region.scrollWidth > region.clientWidth + 1) {
      region.tabIndex = 0;
    } else if (region.getAttribute("tabindex") === "0") {
      region.removeAttribute("tabindex");
    }
  }
}

addEventListener("load", markScrollable);
addEventListener("resize", markScrollable);
// The list of claims links to the check of each, inside a fold: it opens, and is scrolled to.
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target?.closest("details:not([open])");
  if (fold) {
    fold.open = true;
    target.scrollIntoView();
  }
}
addEventListener("DOMContentLoaded", openTarget);
addEventListener("hashchange", openTarget);
