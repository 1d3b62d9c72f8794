"""Make the product's fonts: `make fonts`.

Text. Debian's Noto Sans CJK comes as collections of 19 MB whose first face is Japanese (Kivy would open
that one, and 直 骨 角 门 would come out in Japanese shapes). We take the Simplified Chinese face, keep the
characters of characters.py, and drop every layout feature but kerning: `locl` alone would pull in all
regional variants and double the file. The result is renamed, so that nobody mistakes a part for the
whole.

Icons. Material Symbols Rounded is one variable font with thousands of icons. We fix its axes (filled,
weight 500), keep the icons of icons.txt, put each filled shape straight on its code point (the original
swaps it in by a layout feature, which Kivy's text does not run), and make the line exactly one em high,
so that an icon at size N is N by N.

The outcome depends on the inputs only: no dates, so that a second run changes nothing.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from characters import wanted
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent.parent
FONTS = ROOT / "kiosk" / "shell" / "assets" / "fonts"
ICON_MAP = ROOT / "kiosk" / "shell" / "assets" / "icons.json"

FAMILY = "Zhanggui Sans"
NOTO = Path("/usr/share/fonts/opentype/noto")
FACE = "Noto Sans CJK SC"
WEIGHTS = ("Regular", "Medium", "Bold")

ICON_PACKAGE = "material-symbols@0.47.5"
ICON_FILE = "package/material-symbols-rounded.woff2"
ICON_SHA256 = "0865c62d7fda358cd4cdb77792b758afa66fae2c4159fa3fb04a2c1d05700e9e"
ICON_AXES = {"FILL": 1, "GRAD": 0, "opsz": 48, "wght": 500}

COPYRIGHT, SUBFAMILY, TRADEMARK, LICENCE, LICENCE_URL = 0, 2, 7, 13, 14
KEPT_NAMES = (COPYRIGHT, TRADEMARK, LICENCE, LICENCE_URL)


def rename(font: TTFont, family: str, weight: str) -> None:
    """Our name in front, the authors' copyright and licence kept as they were."""
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in KEPT_NAMES and record.platformID == 3]
    postscript = f"{family}-{weight}".replace(" ", "")
    regular = weight in ("Regular", "Bold")  # the only weights that a four-style family can name
    records = {
        1: family if regular else f"{family} {weight}",
        2: weight if regular else "Regular",
        3: f"zhanggui;{postscript}",
        4: f"{family} {weight}",
        5: "Version 1.0; a subset",
        6: postscript,
        16: family,
        17: weight,
    }
    for name_id, text in records.items():
        table.setName(text, name_id, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [postscript]
        top = cff.topDictIndex[0]
        top.FullName, top.FamilyName, top.Weight = f"{family} {weight}", family, weight


def subset(font: TTFont, characters: set[str], features: list[str]) -> None:
    options = Options()
    options.layout_features = features
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "STAT", "DSIG"]
    chooser = Subsetter(options)
    chooser.populate(unicodes=[ord(character) for character in characters])
    chooser.subset(font)


def save(font: TTFont, path: Path) -> None:
    font.recalcTimestamp = False
    font.flavor = None
    font.save(path)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.2f} MB, {font['maxp'].numGlyphs} glyphs")


def build_text(weight: str) -> None:
    source = NOTO / f"NotoSansCJK-{weight}.ttc"
    if not source.exists():
        sys.exit(f"{source} is missing: apt-get install fonts-noto-cjk fonts-noto-cjk-extra")
    face = FACE if weight == "Regular" else f"{FACE} {weight}"
    font = next(one for one in TTCollection(source, lazy=True) if one["name"].getDebugName(4) == face)
    lacking = sorted(wanted() - {chr(code) for code in font.getBestCmap()})
    if lacking:
        print(f"{face} has no {' '.join(lacking)}")
    subset(font, wanted(), ["kern"])
    rename(font, FAMILY, weight)
    save(font, FONTS / f"ZhangguiSans-{weight}.otf")


def icon_names() -> list[str]:
    lines = (Path(__file__).parent / "icons.txt").read_text(encoding="utf-8").splitlines()
    return sorted({name for line in lines for name in line.split("#")[0].split()})


def fetch_icons(folder: Path) -> TTFont:
    """npm checks the package's integrity; the hash here says that it is the release we looked at."""
    subprocess.run(["npm", "pack", "--silent", ICON_PACKAGE], cwd=folder, check=True, capture_output=True)
    archive = next(folder.glob("*.tgz"))
    subprocess.run(["tar", "-xzf", archive.name, ICON_FILE], cwd=folder, check=True)
    path = folder / ICON_FILE
    if hashlib.sha256(path.read_bytes()).hexdigest() != ICON_SHA256:
        sys.exit(f"{ICON_PACKAGE}: not the file that we know; look at it, then change ICON_SHA256")
    return TTFont(path)


def ligatures(font: TTFont) -> dict[str, str]:
    """Icon name -> glyph. An icon's aliases exist only as ligatures of their letters."""
    letter = {glyph: chr(code) for code, glyph in font.getBestCmap().items() if code < 0x7F}
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)  # noqa: PLW2901  # unwrapping, not reassigning
            for first, sets in getattr(table, "ligatures", {}).items():
                for ligature in sets:
                    name = "".join(letter.get(glyph, "?") for glyph in [first, *ligature.Component])
                    found[name] = ligature.LigGlyph
    return found


def filled(font: TTFont) -> dict[str, str]:
    """Glyph -> its filled shape: what the fixed FILL axis would substitute while shaping."""
    found = {}
    for record in font["GSUB"].table.FeatureList.FeatureRecord:
        if record.FeatureTag in ("rclt", "rvrn"):
            for index in record.Feature.LookupListIndex:
                for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
                    table = getattr(table, "ExtSubTable", table)  # noqa: PLW2901
                    found.update(getattr(table, "mapping", {}))
    return found


def build_icons() -> None:
    with tempfile.TemporaryDirectory() as folder:
        font = instancer.instantiateVariableFont(fetch_icons(Path(folder)), ICON_AXES)
        code_of: dict[str, int] = {}
        for code, glyph in sorted(font.getBestCmap().items()):
            code_of.setdefault(glyph, code)
        named, shape = ligatures(font), filled(font)
        glyphs = {name: named.get(name, name) for name in icon_names()}
        missing = sorted(name for name, glyph in glyphs.items() if glyph not in code_of)
        codes = {name: code_of[glyph] for name, glyph in glyphs.items() if glyph in code_of}

        for table in font["cmap"].tables:
            table.cmap = {code: shape.get(glyph, glyph) for code, glyph in table.cmap.items()}
        del font["GSUB"]
        subset(font, {chr(code) for code in codes.values()}, [])
        rename(font, "Zhanggui Icons", "Regular")
        # One em high: the drawing area of every icon is the em square standing on the base line.
        font["hhea"].ascent = font["OS/2"].sTypoAscender = font["OS/2"].usWinAscent = font["head"].unitsPerEm
        font["hhea"].descent = font["OS/2"].sTypoDescender = font["OS/2"].usWinDescent = 0
        font["hhea"].lineGap = font["OS/2"].sTypoLineGap = 0
        save(font, FONTS / "ZhangguiIcons.ttf")
    text = json.dumps(codes, indent=2)
    ICON_MAP.write_text(text + "\n", encoding="utf-8")
    if missing:
        print("no such icon:", *missing)


def main() -> int:
    parser = argparse.ArgumentParser(description="make the product's fonts")
    parser.add_argument("--icons", action="store_true", help="only the icons")
    arguments = parser.parse_args()
    FONTS.mkdir(parents=True, exist_ok=True)
    if not arguments.icons:
        for weight in WEIGHTS:
            build_text(weight)
    build_icons()
    return 0


if __name__ == "__main__":
    sys.exit(main())
