"""Markup that a page may take in: SVG and a little HTML, parsed as XML, nothing that loads or runs anything.

Figures and the outputs of notebooks pass through here. What is not on the list is an error, never dropped
in silence, with one exception: a figure's own style sheet, which colours the file when it stands alone and
would otherwise colour the whole page.
"""

import re
from xml.etree import ElementTree


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


SVG = names("""
    svg g defs title desc style symbol use marker clipPath mask pattern linearGradient radialGradient stop
    path rect circle ellipse line polyline polygon text tspan
""")
HTML = names("""
    div p span strong em b i code pre sub sup figure figcaption
    table caption colgroup thead tbody tfoot tr th td
""")
REFERENCE = re.compile(r"url\(\s*['\"]?(#?)([^)'\"]*)['\"]?\s*\)")
LISTS_OF_IDS = ("aria-labelledby", "aria-describedby")


class UnsafeError(ValueError):
    """The markup cannot be taken into a page; the message says which part."""


def clean(markup: str, prefix: str, allowed: frozenset[str] = SVG) -> ElementTree.Element:
    """Parse and check `markup`; every id in it, and every reference to one, gets `prefix`.

    Names lose their namespaces, as HTML wants them.
    """
    if "<!ENTITY" in markup:
        raise UnsafeError("it declares an entity")
    try:
        root = ElementTree.fromstring(markup)
    except ElementTree.ParseError as error:
        raise UnsafeError(f"it is not well-formed XML ({error})") from error
    for element in root.iter():
        element.tag = local(element.tag)
        if element.tag not in allowed:
            raise UnsafeError(f"it holds a <{element.tag}> element")
        attributes = {local(name): value for name, value in element.attrib.items()}
        element.attrib = {name: checked(name, value, prefix) for name, value in attributes.items()}
    for parent in list(root.iter()):
        for sheet in parent.findall("style"):
            parent.remove(sheet)
    return root


def checked(name: str, value: str, prefix: str) -> str:
    """The attribute's value with its ids prefixed, or an error if it could load or run something."""
    if name.lower().startswith("on"):
        raise UnsafeError(f"it handles an event ({name})")
    if name in ("href", "src") and not value.startswith("#"):
        raise UnsafeError(f"it points outside itself ({name}={value!r})")
    if any(not here for here, _ in REFERENCE.findall(value)):
        raise UnsafeError(f"it loads something ({name}={value!r})")
    if name == "id":
        return f"{prefix}-{value}"
    if name == "href":
        return f"#{prefix}-{value[1:]}"
    if name in LISTS_OF_IDS:
        return " ".join(f"{prefix}-{word}" for word in value.split())
    return REFERENCE.sub(rf"url(#{prefix}-\2)", value)


def local(name: str) -> str:
    """`{http://www.w3.org/2000/svg}path` -> `path`."""
    return name.rpartition("}")[2]


def text(root: ElementTree.Element) -> str:
    """The markup as HTML reads it: every element closed by its own tag."""
    root.tail = None
    return ElementTree.tostring(root, "unicode", short_empty_elements=False)
