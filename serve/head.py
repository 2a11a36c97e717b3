"""The top of the page: what goes into its head, and its bar."""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import quote

from tastemaker.catalog.profile import Profile
from tastemaker.serve.cards import HEART

__all__ = ["HEAD", "header_html"]

MARK: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="9" fill="#1d4f47"/>'
    '<path d="M8 10h16M16 10v13" stroke="#f6f1e7" stroke-width="3.2" stroke-linecap="round"/>'
    '<circle cx="23" cy="21.5" r="2.6" fill="#e8a05c"/></svg>'
)
THEME: Final = """
<script>
(() => {
  const kept = localStorage.getItem("tastemaker-theme");
  const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("tm-dark", dark);
})();
</script>
"""
HEAD: Final = (
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    f'<link rel="icon" href="data:image/svg+xml,{quote(MARK)}">{THEME}'
)
ICONS: Final = {
    "restart": ("New conversation", '<path d="M4 20h4L19 9l-4-4L4 16v4zM13 7l4 4"/>'),
    "theme": ("Light or dark", '<path d="M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5z"/>'),
    "taste": ("Your taste", HEART),
}


def header_html(profile: Profile, count: int) -> str:
    """Name, size and the three buttons of the page."""
    buttons = "".join(
        f'<button type="button" class="tm-icon tm-do-{do}" data-do="{do}" aria-label="{name}" title="{name}">'
        f'<svg viewBox="0 0 24 24" aria-hidden="true">{path}</svg><span>{name}</span></button>'
        for do, (name, path) in ICONS.items()
    )
    return (
        f'<header class="tm-bar"><span class="tm-mark" aria-hidden="true">{MARK}</span>'
        f"<h1>{escape(profile.name)}</h1><p>{count:,} {escape(profile.noun)}</p>"
        f'<nav aria-label="Page">{buttons}</nav></header>'
    )
