"""A real Chromium at the real server. Waiting is generous: how fast a page is belongs into the bench."""

from playwright.sync_api import expect

expect.set_options(timeout=20_000)
