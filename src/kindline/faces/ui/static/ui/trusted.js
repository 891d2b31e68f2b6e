"use strict";
/* The one Trusted Types policy: HTML from our own server passes to htmx; scripts and script addresses never do. */
if (window.trustedTypes) {
  window.trustedTypes.createPolicy("default", { createHTML: (html) => html });
}
