"""Passwords: hashed with argon2id, weak ones refused."""

from __future__ import annotations

import pytest

from annotate.errors import Invalid
from annotate.users import passwords


def test_hash_is_argon2id_and_holds():
    stored = passwords.hash_password("a quiet harbour")
    assert stored.startswith("$argon2id$")
    assert passwords.verify("a quiet harbour", stored)
    assert not passwords.verify("a quiet harbor", stored)


def test_account_without_password_refuses_everything():
    assert not passwords.verify("", None)
    assert not passwords.verify("no account has this password", None)


@pytest.mark.parametrize("weak", ["", "short", "PASSWORD123", "aaaaaaaaaaaa", "x" * 257, "anaruiz1234", "1234567890"])
def test_weak_password_is_refused(weak):
    with pytest.raises(Invalid) as caught:
        passwords.check_strength(weak, "anaruiz@example.org", "Ana Ruiz")
    assert caught.value.fields["password"]


@pytest.mark.parametrize("strong", ["a quiet harbour", "Ana likes 7 storms", "пароль в облаках", "x7#kQ9!vLp"])
def test_other_password_is_taken(strong):
    passwords.check_strength(strong, "anaruiz@example.org", "Ana Ruiz")
