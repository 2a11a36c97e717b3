"""The demo: a domain folder of five sections that anyone can write and talk to."""

from __future__ import annotations

from tastemaker.catalog.demo.folder import demo_folder, write_demo

__all__ = ["demo_folder", "write_demo"]
