"""The parts of a Word document that python-docx has no call for: language, hyperlinks, bookmarks, numbering, fields."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

LANGUAGE = "nb-NO"
_ACCENT, _LINK, _MUTED = RGBColor(0x0E, 0x60, 0x68), RGBColor(0x0B, 0x5A, 0x6B), RGBColor(0x56, 0x61, 0x64)
_FONT = "Calibri"
_SIZES_PT = {"Title": 22, "Heading 1": 15, "Heading 2": 12.5, "Heading 3": 11.5, "Caption": 9.5, "Normal": 11}
_MAX_PROPERTY_CHARS = 255


def prepare_document(document: WordDocument, title: str) -> None:
    """A4, Norwegian, our looks on the built-in styles, and the title among the properties."""
    properties = document.core_properties
    properties.title, properties.language = title[:_MAX_PROPERTY_CHARS], LANGUAGE
    properties.author, properties.comments = "E-helseassistenten", ""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin = page.bottom_margin = Cm(2.3)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    _set_looks(document)
    _add_styles(document)


def add_hyperlink(paragraph: Paragraph, text: str, *, url: str = "", anchor: str = "", raised: bool = False) -> None:
    """A link to a web address, or to a bookmark of the same document."""
    link = _element("w:hyperlink", {"w:anchor": anchor} if anchor else {})
    if url:
        link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    if raised:
        run.font.superscript = True
    else:
        run.style = "Hyperlink"
    link.append(run._r)
    paragraph._p.append(link)


def add_bookmark(paragraph: Paragraph, name: str, text: str) -> None:
    """Text that links of the same document can lead to. The name's last part is its number, and unique."""
    number = name.rsplit("_", 1)[-1]
    paragraph._p.append(_element("w:bookmarkStart", {"w:id": number, "w:name": name}))
    paragraph.add_run(text)
    paragraph._p.append(_element("w:bookmarkEnd", {"w:id": number}))


def number_list(document: WordDocument, style: str, start: int) -> int:
    """The id of a new numbering like that of a list style, from `start` on; else all lists would count on."""
    numbering = document.part.numbering_part.element
    known = _paragraph_style(document, style).element.pPr.numPr.numId.val
    kind = next(number.abstractNumId.val for number in numbering.num_lst if number.numId == known)
    number = numbering.add_num(kind)
    number.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(number.numId)


def repeat_header_row(table: Table) -> None:
    """The first row is a header: told to screen readers, and repeated on each page. No row is cut in two."""
    for index, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(_element("w:cantSplit"))
        if index == 0:
            properties.append(_element("w:tblHeader"))
            for cell in row.cells:
                cell._tc.get_or_add_tcPr().append(
                    _element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": "E1EEEC"})
                )


def add_page_numbers(document: WordDocument) -> None:
    """«Side 1 av 3» at the foot of each page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for words, field in (("Side ", "PAGE"), (" av ", "NUMPAGES")):
        paragraph.add_run(words)
        code = _element("w:fldSimple", {"w:instr": field})
        code.append(paragraph.add_run("1")._r)
        paragraph._p.append(code)


def _set_looks(document: WordDocument) -> None:
    for name, size in _SIZES_PT.items():
        style = _paragraph_style(document, name)
        style.font.size = Pt(size)
        _set_font(style)
        if name.startswith(("Title", "Heading")):
            style.font.color.rgb = _ACCENT
    normal = _paragraph_style(document, "Normal").paragraph_format
    normal.space_after, normal.line_spacing = Pt(6), 1.15
    _paragraph_style(document, "Heading 1").paragraph_format.space_before = Pt(18)
    _paragraph_style(document, "Heading 2").paragraph_format.space_before = Pt(12)
    caption = _paragraph_style(document, "Caption").font
    caption.bold, caption.color.rgb = False, _MUTED
    quote = _paragraph_style(document, "Quote")
    quote.font.italic = False
    quote.paragraph_format.left_indent = Cm(0.5)
    _add_line(quote, "left", "0E6068")
    _add_line(_paragraph_style(document, "Intense Quote"), "left", "B77A08")
    intense = _paragraph_style(document, "Intense Quote")
    intense.font.italic, intense.font.bold, intense.font.color.rgb = False, False, RGBColor(0x1C, 0x2B, 0x2E)
    words = document.styles["Quote Char"]
    if isinstance(words, CharacterStyle):
        words.font.italic = False


def _add_styles(document: WordDocument) -> None:
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.color.rgb, link.font.underline = _LINK, True
    cell = document.styles.add_style("Tabelltekst", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = document.styles["Normal"]
    cell.font.size = Pt(10)
    cell.paragraph_format.space_after = Pt(2)
    source = document.styles.add_style("Kilde", WD_STYLE_TYPE.PARAGRAPH)
    source.base_style = document.styles["Normal"]
    source.font.size = Pt(10)
    source.paragraph_format.left_indent, source.paragraph_format.first_line_indent = Cm(1), Cm(-1)
    source.paragraph_format.tab_stops.add_tab_stop(Cm(1))


def _paragraph_style(document: WordDocument, name: str) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"«{name}» is no paragraph style")
    return style


def _set_font(style: ParagraphStyle) -> None:
    """The font by name: the theme's, which the built-in styles name, would win over it."""
    style.font.name = _FONT
    fonts = style.element.rPr.rFonts
    for part in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{part}"), None)


def _add_line(style: ParagraphStyle, side: str, colour: str) -> None:
    """A line on one side of the paragraphs of a style, in place of those that it has."""
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    borders = _element("w:pBdr")
    borders.append(_element(f"w:{side}", {"w:val": "single", "w:sz": "18", "w:space": "8", "w:color": colour}))
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")


def _element(tag: str, attributes: dict[str, str] | None = None) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        element.set(qn(name), value)
    return element
