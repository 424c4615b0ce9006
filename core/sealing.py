"""Personal data sealed before it reaches the database.

A sealed value is `version | cipher | key id | nonce | ciphertext`, so that keys and ciphers can
change while old values stay readable. The associated data binds it to its row: moved to
another row it no longer opens. Look-up goes through a keyed hash, the blind index.
"""

import hashlib
import hmac
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_VERSION = 1
_CIPHERS = {"AES-256-GCM": 1, "SM4-GCM": 2}
_NONCE = 12
_TAG = 16


class SealBroken(ValueError):
    """A sealed value was altered, moved to another row, or its key is gone."""


def seal(plain: bytes, *, bound_to: str) -> bytes:
    """Encrypt under the newest key, bound to a row such as `advisors.Advisor.phone_sealed:UUID`."""
    key_id, key = next(iter(settings.DATA_KEYS.items()))
    cipher = _CIPHERS[settings.DATA_CIPHER]
    name = key_id.encode()
    head = bytes([_VERSION, cipher, len(name)]) + name
    nonce = os.urandom(_NONCE)
    bound = head + bound_to.encode()
    return head + nonce + _encrypt(cipher, key, nonce, plain, bound)


def unseal(sealed: bytes, *, bound_to: str) -> bytes:
    """Decrypt what `seal` made for the same row; raise SealBroken otherwise."""
    sealed = bytes(sealed)
    try:
        size = sealed[2]
        head, rest = sealed[: 3 + size], sealed[3 + size :]
        key = settings.DATA_KEYS[head[3:].decode()]
        nonce, body = rest[:_NONCE], rest[_NONCE:]
        bound = head + bound_to.encode()
        return _decrypt(head[1], key, nonce, body, bound)
    except Exception as error:  # every failure means the same: it does not open
        raise SealBroken("a sealed value could not be opened") from error


def blind_index(value: str, *, purpose: str) -> str:
    """A keyed hash of a value for equality look-up; equal inputs, equal results."""
    message = f"{purpose}\0{value}".encode()
    return hmac.new(settings.INDEX_KEY, message, hashlib.sha256).hexdigest()


def _encrypt(cipher: int, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    if cipher == _CIPHERS["AES-256-GCM"]:
        return AESGCM(key).encrypt(nonce, plain, bound)
    encryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def _decrypt(cipher: int, key: bytes, nonce: bytes, body: bytes, bound: bytes) -> bytes:
    if cipher == _CIPHERS["AES-256-GCM"]:
        return AESGCM(key).decrypt(nonce, body, bound)
    mode = modes.GCM(nonce, body[-_TAG:])
    decryptor = Cipher(algorithms.SM4(key[:16]), mode).decryptor()
    decryptor.authenticate_additional_data(bound)
    return decryptor.update(body[:-_TAG]) + decryptor.finalize()


class sealed_property(property):  # noqa: N801 - reads like the property it is
    """Plain text in Python, sealed bytes in the binary field it stands for.

    Bound to model, field and primary key, so the model needs a key that is known before the
    row is saved (a UUID). A property, not a field: bulk writes and raw reads see bytes only.
    """

    def __init__(self, field: str) -> None:
        def opened(instance: Any) -> str:
            return open_field(instance, field).decode()

        def close(instance: Any, value: str | None) -> None:
            seal_field(instance, field, (value or "").encode())

        super().__init__(opened, close)


class sealed_file_property(property):  # noqa: N801
    """The same for the bytes of a file."""

    def __init__(self, field: str) -> None:
        def close(instance: Any, value: bytes) -> None:
            seal_field(instance, field, value)

        super().__init__(lambda instance: open_field(instance, field), close)


def open_field(instance: Any, field: str) -> bytes:
    """What a sealed field holds; empty where it holds nothing."""
    sealed = getattr(instance, field)
    return unseal(sealed, bound_to=_binding(instance, field)) if sealed else b""


def seal_field(instance: Any, field: str, value: bytes) -> None:
    """Put a value into a sealed field; an empty one leaves it null."""
    sealed = seal(value, bound_to=_binding(instance, field)) if value else None
    setattr(instance, field, sealed)


def _binding(instance: Any, field: str) -> str:
    return f"{instance._meta.label}.{field}:{instance.pk}"
