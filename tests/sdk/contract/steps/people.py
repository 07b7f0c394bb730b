"""Versions, people, tokens and the organization."""

from __future__ import annotations

from label_studio_sdk import LabelStudio

from tests.sdk.contract.walk import Steps, Walk

S = Steps()
S("versions.get")(lambda w: w.sdk.versions.get())
S("users.whoami")(lambda w: w.sdk.users.whoami())
S("users.list")(lambda w: w.sdk.users.list())
S("users.get_token")(lambda w: w.sdk.users.get_token())
S("users.get_hotkeys")(lambda w: w.sdk.users.get_hotkeys())
S("users.update_hotkeys")(
    lambda w: w.sdk.users.update_hotkeys(custom_hotkeys={"annotation:submit": {"key": "ctrl+enter"}})
)
S("users.update_hotkeys of no object")(
    lambda w: w.raw("PATCH", "/api/current-user/hotkeys/", json={"custom_hotkeys": []})
)


@S("users.create")
def _(w: Walk) -> None:
    w.user = w.sdk.users.create(username="walker", email="walker@example.com", first_name="Wal", last_name="Ker").id


S("users.create twice")(lambda w: w.sdk.users.create(username="walker", email="walker@example.com"))
S("users.get")(lambda w: w.sdk.users.get(w.user))
S("users.update")(lambda w: w.sdk.users.update(w.user, first_name="Walter"))
S("users.get nobody")(lambda w: w.sdk.users.get(99_999))


@S("tokens.create")
def _(w: Walk) -> None:
    w.pat = w.sdk.tokens.create().token


S("tokens.list")(lambda w: w.sdk.tokens.list())


@S("tokens.refresh by the SDK")
def _(w: Walk) -> None:
    LabelStudio(base_url=w.url, api_key=w.pat, httpx_client=w.http).users.whoami()


@S("tokens.rotate")
def _(w: Walk) -> None:
    w.pat = w.sdk.tokens.rotate(refresh=w.pat).refresh


S("tokens.blacklist")(lambda w: w.sdk.tokens.blacklist(refresh=w.pat))
S("tokens.blacklist twice")(lambda w: w.sdk.tokens.blacklist(refresh=w.pat))
S("tokens.refresh of a dead one")(lambda w: w.raw("POST", "/api/token/refresh/", json={"refresh": w.pat}))
S("jwt_settings.get")(lambda w: w.sdk.jwt_settings.get())
S("jwt_settings.update")(
    lambda w: w.sdk.jwt_settings.update(
        api_tokens_enabled=True, legacy_api_tokens_enabled=True, api_token_ttl_days=73_000
    )
)
S("organizations.list")(lambda w: w.sdk.organizations.list())
S("organizations.members.list")(lambda w: list(w.sdk.organizations.members.list(w.organization())))
S("organizations.members.list: one page")(
    lambda w: w.raw("GET", f"/api/organizations/{w.organization()}/memberships?page=1")
)
S("organizations.members.get")(lambda w: w.sdk.organizations.members.get(w.organization(), w.user))
S("organizations.invites.get_invite_link")(lambda w: w.sdk.organizations.invites.get_invite_link())
S("no credentials")(lambda w: w.http.get(f"{w.url}/api/projects/"))
S("wrong credentials")(lambda w: w.http.get(f"{w.url}/api/projects/", headers={"Authorization": "Token nonsense"}))
