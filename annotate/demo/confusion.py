"""Which codes and actor codes trained coders take for each other."""

from __future__ import annotations

from random import Random

from schemas.codebook import Codebook

# Pairs under different roots: a promise for the deed, a threat for the act, force by kind of actor, and the like.
_ACROSS = (
    ("010", "111"), ("010", "012"), ("013", "010"), ("014", "036"), ("015", "055"), ("016", "120"), ("018", "010"),
    ("019", "051"), ("0233", "073"), ("0234", "0334"), ("0253", "114"), ("026", "106"), ("0311", "057"),
    ("0314", "064"), ("0332", "072"), ("0333", "073"), ("0334", "074"), ("0341", "0831"), ("0351", "0811"),
    ("0353", "0841"), ("0356", "0874"), ("036", "046"), ("039", "045"), ("041", "036"), ("042", "017"),
    ("043", "017"), ("045", "039"), ("057", "0871"), ("061", "057"), ("062", "150"), ("063", "174"), ("064", "0314"),
    ("071", "0331"), ("082", "0252"), ("086", "0355"), ("091", "112"), ("092", "1122"), ("094", "1124"),
    ("111", "010"), ("112", "091"), ("1123", "138"), ("114", "111"), ("115", "173"), ("116", "173"), ("125", "164"),
    ("1232", "111"), ("1245", "1662"), ("126", "165"), ("129", "120"), ("1312", "163"), ("131", "172"),
    ("1313", "161"), ("133", "141"), ("138", "154"), ("1384", "190"), ("139", "1056"), ("1411", "1041"),
    ("1412", "1042"), ("1413", "1043"), ("1414", "1044"), ("1421", "1041"), ("143", "120"), ("1452", "171"),
    ("1451", "171"), ("150", "173"), ("152", "138"), ("154", "074"), ("161", "174"), ("163", "172"), ("1711", "173"),
    ("1712", "190"), ("1721", "1233"), ("1722", "116"), ("1724", "150"), ("173", "181"), ("175", "182"),
    ("176", "180"), ("181", "173"), ("1822", "175"), ("1823", "193"), ("1831", "190"), ("1833", "193"),
    ("1834", "190"), ("185", "193"), ("186", "193"), ("190", "180"), ("191", "144"), ("192", "1711"), ("193", "180"),
    ("194", "183"), ("195", "183"), ("196", "183"), ("201", "174"), ("202", "180"), ("203", "1823"),
)  # fmt: skip
_NEAREST_ROOT = {
    "01": "02", "02": "10", "03": "07", "04": "05", "05": "01", "06": "05", "07": "03", "08": "03", "09": "11",
    "10": "02", "11": "01", "12": "11", "13": "17", "14": "10", "15": "13", "16": "12", "17": "18", "18": "19",
    "19": "18", "20": "19",
}  # fmt: skip
_ROLES = {
    "GOV": ("MIL", "ELI"), "MIL": ("GOV", "COP"), "COP": ("MIL", "GOV"), "OPP": ("CVL", ""), "CVL": ("OPP", ""),
    "REB": ("SEP", "MIL"), "SEP": ("REB",), "LAB": ("CVL", "OPP"), "EDU": ("CVL", "OPP"), "CRM": ("REB", "UAF"),
    "JUD": ("GOV",), "LEG": ("GOV",), "BUS": ("CVL",), "REF": ("CVL",),
}  # fmt: skip


def _confused(code: str, codebook: Codebook) -> list[str]:
    """The codes the codebook warns of, root codes left out: trained coders do not stop there."""
    return [c.code for c in codebook.by_code[code].not_to_confuse if codebook.by_code[c.code].parent is not None]


def across(code: str, codebook: Codebook, rng: Random) -> str:
    """A code of another root that coders mix up with this one; the code itself when there is none."""
    root = codebook.root(code)
    near = [c for c in _confused(code, codebook) if codebook.root(c) != root]
    near += [b for a, b in _ACROSS if a == code and b in codebook.by_code and codebook.root(b) != root]
    twin = {"10": "02", "02": "10"}.get(root, "") + code[2:]  # a demand for an appeal, and the reverse
    if twin in codebook.by_code and twin != code:
        near.append(twin)
    return rng.choice(near) if near else f"{_NEAREST_ROOT[root]}0"


def within(code: str, codebook: Codebook, rng: Random) -> str:
    """A neighbour of the same root: one not to be confused with it, else a sibling."""
    root, entry = codebook.root(code), codebook.by_code[code]
    near = [c for c in _confused(code, codebook) if codebook.root(c) == root]
    siblings = [c.code for c in codebook.children(entry.parent) if c.code != code and c.selectable and not c.extra]
    options = near * 3 + siblings
    return rng.choice(options) if options else code


def coarser(code: str, codebook: Codebook) -> str:
    """The code a hurried coder stops at: its three-digit parent, else the root's "not specified below"."""
    path = codebook.path(code)
    if len(path) > 2:
        return path[-2]
    general = f"{path[0]}0"
    return general if general in codebook.by_code else code


def other_actor(code: str, rng: Random) -> str:
    """The actor code with another last role, without it, or with one where there was none."""
    if code.startswith(("IGO", "NGO", "INT", "UIS")) or not code:
        return code
    if len(code) == 3:
        return f"{code}GOV"
    other = rng.choice((*_ROLES.get(code[-3:], ("",)), ""))
    return f"{code[:-3]}{other}" if other not in code[3:-3] or not other else code[:-3]
