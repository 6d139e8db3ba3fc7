"""Which contact a user is and which configuration a device is, said again as simply as possible.

The rules are those of the documentation, not of the program: a user's addresses, then its principal name, then
its first and last name, the first of them that finds anything; a device by its name. Several that fit are none.
"""

import csv
import dataclasses
import io
import re
import unicodedata

#: An ambiguous match names no more than these.
CANDIDATES_MAX = 64
OTHER_ADDRESS = re.compile(r"^[A-Za-z0-9_-]+:")


def fold(text):
    """The text without its case and in one canonical form."""
    composed = unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", composed.lower().upper().lower())


def key(text):
    return fold((text or "").strip())


def address(text):
    """An address to compare by; None for one that is not of mail."""
    text = text.strip()
    if text[:5].lower() == "smtp:":
        text = text[5:]
    elif OTHER_ADDRESS.match(text):
        return None
    return key(text) or None


@dataclasses.dataclass(frozen=True)
class Match:
    """How an object stands to the platform's records."""

    state: str = "UNMATCHED"
    stage: str = "UNSPECIFIED"
    record: str | None = None
    candidates: int = 0


UNMATCHED = Match()


class Contacts:
    """The contacts of an organization, as imported."""

    def __init__(self, rows=()):
        self.rows = {row["external_id"]: row for row in rows if is_named(row)}
        self._by_address, self._by_name = {}, {}
        for row in self.rows.values():
            for text in row["emails"]:
                if found := address(text):
                    self._by_address.setdefault(found, set()).add(row["external_id"])
            name = (key(row["first_name"]), key(row["last_name"]))
            if all(name):
                self._by_name.setdefault(name, set()).add(row["external_id"])

    def name(self, external_id):
        row = self.rows[external_id]
        return " ".join(part for part in (row["first_name"], row["last_name"]) if part)

    def match(self, user, before=UNMATCHED):
        """The user's match; one that was made stays while its contact does."""
        if before.record in self.rows:
            return before
        texts = [*(user.get("proxyAddresses") or ()), user.get("mail") or ""]
        addresses = {found for text in texts if (found := address(text))}
        name = (key(user.get("givenName")), key(user.get("surname")))
        for stage, candidates in (
            ("EMAIL", [self._by_address.get(text, ()) for text in addresses]),
            ("USER_PRINCIPAL_NAME", [self._by_address.get(key(user.get("userPrincipalName")), ())]),
            ("FULL_NAME", [self._by_name.get(name, ())] if all(name) else []),
        ):
            found = set().union(*candidates)
            if found:
                return decide(found, stage)
        return UNMATCHED


class Configurations:
    """The configurations of an organization, as imported."""

    def __init__(self, rows=()):
        self.rows = {row["external_id"]: row for row in rows if key(row["name"])}
        self._by_name = {}
        for row in self.rows.values():
            for text in (row["name"], row["hostname"]):
                if key(text):
                    self._by_name.setdefault(key(text), set()).add(row["external_id"])

    def name(self, external_id):
        return self.rows[external_id]["name"]

    def match(self, device):
        found = self._by_name.get(key(device.get("displayName")), set())
        if not found:
            return UNMATCHED
        in_use = {external_id for external_id in found if not self.rows[external_id]["archived"]}
        return decide(in_use if len(in_use) == 1 else found, "DEVICE_NAME")


def decide(found, stage):
    if len(found) == 1:
        return Match("MATCHED", stage, next(iter(found)))
    return Match("AMBIGUOUS", stage, None, min(len(found), CANDIDATES_MAX))


def is_named(contact):
    return bool(contact["first_name"].strip() or contact["last_name"].strip())


def read_contacts(text):
    """The rows of a CSV file of contacts."""
    return [
        {
            "external_id": row["external_id"],
            "first_name": row["first_name"],
            "last_name": row["last_name"],
            "emails": [email for email in row["emails"].split(";") if email],
        }
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def read_configurations(text):
    """The rows of a CSV file of configurations."""
    return [
        {
            "external_id": row["external_id"],
            "name": row["name"],
            "hostname": row["hostname"],
            "archived": row["archived"] == "true",
        }
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]
