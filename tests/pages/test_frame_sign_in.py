"""Signing in by a token and by a link, back to where one wanted to go, and signing out."""

from playwright.sync_api import Page, expect


def test_x(owner: Page) -> None:
    owner.goto("/customers")
    expect(owner.get_by_role("heading", name="Customer summary")).to_be_visible()


def test_y(contributor: Page) -> None:
    contributor.goto("/customers")
    expect(contributor.get_by_role("heading", name="Customer summary")).to_be_visible()
