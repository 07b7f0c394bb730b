"""Label configs: the SDK takes ours, ours come back, foreign ones become plain codebooks, the rest is refused."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from label_studio_sdk.label_interface import LabelInterface

from schemas import ConfigError, config_controls, from_label_config, result_problems, to_label_config, to_result
from schemas.codebook import SHIPPED, Codebook, load_codebook, parse_codebook
from schemas.labelstudio import xmltree
from schemas.validation import errors, problems
from tests.schemas.build import BOMB, EVENT, MENTIONS, TEXT, coding, mention, revised
from tests.schemas.conftest import shipped
from tests.schemas.strategies import codings, texts

BOOKS = shipped()
each_book = pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.name)

KEPT = ("code", "label", "parent", "level", "generic", "target", "source", "selectable", "retired")


def structure(book: Codebook) -> dict:
    """What a label config carries of a codebook."""
    codes = [{name: getattr(c, name) for name in KEPT} for c in book.codes]
    whole = ("name", "title", "version", "language", "actors", "inner_codes", "mentions", "slots", "modalities")
    return {**{name: getattr(book, name) for name in (*whole, "certainty", "magnitude")}, "codes": codes}


@each_book
def test_the_sdk_parses_and_validates_our_config(book):
    interface = LabelInterface(to_label_config(book))
    interface.validate()
    labels = interface.get_control("code").labels
    assert len(labels) == len(book.codes)
    assert interface.get_control("mention").labels == [m.label for m in book.mentions]


@each_book
def test_our_config_comes_back_as_the_same_structure(book):
    assert structure(from_label_config(to_label_config(book))) == structure(book)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_codebook_comes_back_whole(name):
    assert from_label_config(to_label_config(load_codebook(name))) == load_codebook(name)


def test_a_changed_shipped_codebook_comes_back_changed():
    xml = to_label_config(load_codebook("quad")).replace('value="1 Verbal', 'value="1 Spoken')
    back = from_label_config(xml)
    assert back.by_code["1"].label.startswith("Spoken")
    assert back != load_codebook("quad")


def test_the_sdk_is_content_with_our_results():
    book = BOOKS[0]
    split = mention("them", "actor", "them", "Army", actor_code="", actor_id="they")
    second = BOMB.model_copy(
        update={"targets": ("them",), "certainty": 1, "magnitude": 2.5, "note": "?", "same_as": "e1"}
    )
    twice = EVENT.model_copy(update={"id": "e3", "code": "175", "targets": (), "target_not_stated": True})
    some = coding(EVENT, second, twice, mentions=(*MENTIONS, split), note="long")
    assert errors(problems(some, book, TEXT)) == []
    interface = LabelInterface(to_label_config(book))
    result = to_result(some, book)
    assert interface._validate_object({"result": result}, return_errors=True) == []
    assert interface.validate_annotation({"result": result})
    assert result_problems(result, config_controls(to_label_config(book)), TEXT) == []


CHECKED = [(b, LabelInterface(to_label_config(b)), config_controls(to_label_config(b))) for b in BOOKS[:1] + BOOKS[-2:]]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CHECKED).flatmap(lambda c: st.tuples(st.just(c), codings(c[0], wrong=False))))
def test_results_of_codings_without_errors_pass_both_checks(drawn):
    (book, interface, controls), (text, some) = drawn
    result = orjson.loads(orjson.dumps(to_result(some, book)))
    assert interface._validate_object({"result": result}, return_errors=True) == []
    found = {p.code for p in result_problems(result, controls, text)}
    assert found <= {"id-missing", "offset-range", "quote-differs"}  # ids may be empty, fragments are right
    assert "offset-range" not in found


def test_labels_of_any_text_survive(tiny):
    odd = 'a "b" <c> & d\n\te\u2028 😀'
    codes = [{"code": "A b", "label": odd, "definition": ""}, {"code": "1", "label": "", "definition": "", "level": 3}]
    book = revised(tiny, codes=codes, title=odd)
    assert structure(from_label_config(to_label_config(book))) == structure(book)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(texts(min_size=1, max_size=4), texts(max_size=4)), min_size=1, max_size=5, unique_by=lambda c: c[0]
    )
)
def test_codes_and_labels_of_any_text_survive_or_are_refused(pairs):
    data = BOOKS[0].model_dump() | {"codes": [{"code": c, "label": label, "definition": ""} for c, label in pairs]}
    book = parse_codebook(data)
    if any(not xmltree.representable(c + label) for c, label in pairs):
        with pytest.raises(ConfigError, match="cannot stand in XML"):
            to_label_config(book)
        return
    xml = to_label_config(book)
    assert structure(from_label_config(xml))["codes"] == structure(book)["codes"]


@pytest.mark.parametrize(
    "values",
    [
        {"actors": "none"},
        {"modalities": (), "certainty": False, "magnitude": False},
        {"inner_codes": False},
        {"codes": ()},
        {"mentions": [{"type": "trigger", "label": "Word"}], "slots": []},
    ],
)
def test_parts_a_codebook_leaves_out_stay_out(tiny, values):
    book = revised(tiny, **values)
    xml = to_label_config(book)
    LabelInterface(xml).validate()
    assert structure(from_label_config(xml)) == structure(book)


FOREIGN = """<View style="display: flex">
  <!-- names and places -->
  <Header value="People and places"/>
  <Labels name="ner" toName="doc" choice="multiple">
    <View><Label value="Person" background="red" hotkey="p"/></View>
    <Label value="Place Name" alias="PLC"/>
  </Labels>
  <Text name="doc" value="$body"/>
  <Choices name="tone" toName="doc"><Choice value="good"/><Choice value="bad"/></Choices>
  <Taxonomy name="topic" toName="doc"><Choice value="Politics"><Choice value="Vote" alias="v"/></Choice></Taxonomy>
  <Rating name="stars" toName="doc" maxRating="5"/>
  <DateTime name="when" toName="doc" only="date"/>
  <Relations><Relation value="lives in"/></Relations>
</View>"""


def test_a_foreign_config_becomes_a_plain_codebook():
    book = from_label_config(FOREIGN)
    assert (book.name, book.title, book.codes, book.actors) == ("label-config", "People and places", (), "none")
    assert [(m.type, m.label, m.letter) for m in book.mentions] == [
        ("person", "Person", "p"),
        ("place_name", "Place Name", ""),
    ]
    assert (
        book.version == from_label_config(FOREIGN).version != from_label_config(FOREIGN.replace("good", "fine")).version
    )


def test_a_foreign_config_named_as_ours_codes_events():
    xml = """<View><Text name="text" value="$text"/>
      <Labels name="mention" toName="text"><Label value="Trigger"/><Label value="Actor"/><Label value="Time"/></Labels>
      <Taxonomy name="code" toName="text" perRegion="true"><Choice value="19 FIGHT">
      <Choice value="190 Use force"/></Choice></Taxonomy>
      <TextArea name="actor_code" toName="text" perRegion="true"/></View>"""
    book = from_label_config(xml)
    assert [(c.code, c.parent, c.target) for c in book.codes] == [("19", None, "optional"), ("190", "19", "optional")]
    assert [s.role for s in book.slots] == ["source", "target", "time"]
    assert [m.coded for m in book.mentions] == [False, True, False]
    assert (book.actors, book.title, book.modalities[0]) == ("free", "Label config", "asserted")
    assert from_label_config(xml.replace("actor_code", "other")).actors == "none"


def view(inner: str, head: str = "") -> str:
    return f'{head}<View>\n<Text name="text" value="$text"/>\n{inner}\n</View>'


REFUSED = [
    (view("<Image name='i' value='$image'/>"), "line 3: <Image> is not supported; use only Choice"),
    (view("<Script>alert(1)</Script>"), "line 3: <Script>"),
    (view("<Style>b{}</Style>"), "<Style>"),
    (view('<xi:include xmlns:xi="x" href="file:///etc/passwd"/>'), "<xi:include>"),
    ("<Labels name='a' toName='text'/>", "<Labels> stands outermost"),
    (view("<Label value='x'/>"), "<Label> must stand in <Labels>"),
    (view("<Choice value='x'/>"), "<Choice> must stand in <Choice> or <Choices> or <Taxonomy>"),
    (view("<Relation value='x'/>"), "<Relation> must stand in <Relations>"),
    (view("<Header value='x' onerror='alert(1)'/>"), "'onerror', which is not supported"),
    (view("<Header value=' JavaScript:alert(1)'/>"), "has a script in 'value'"),
    (view("<Taxonomy name='t' toName='text' apiUrl='http://x'/>"), "'apiUrl'"),
    (view("<Labels name='l' toName='text' value='$labels'/>"), "takes its options from the task"),
    (view("<Labels name='l' toName='text'><Label/></Labels>"), "<Label> needs a value"),
    (view("<Number name='n' toName='other'/>"), "toName='other'; it must name the <Text>, 'text'"),
    (view("<Number toName='text'/>"), "needs a name of its own"),
    (view("<Number name='text' toName='text'/>"), "needs a name of its own, not 'text'"),
    (view('<Text name="b" value="$b"/>'), "has 2 <Text> tags"),
    ("<View/>", "has 0 <Text> tags"),
    ('<View><Text name="t" value="fixed"/></View>', "needs a name and a value"),
    ('<View><Text value="$t"/></View>', "needs a name and a value"),
    ('<View><Text name="t" value="$t" valueType="url"/></View>', "from an address"),
    (view("", "<!DOCTYPE View>"), "document type or an entity"),
    (view("", '<!DOCTYPE View SYSTEM "file:///etc/passwd">'), "document type or an entity"),
    (view("&a;", '<!DOCTYPE View [<!ENTITY a "&b;"><!ENTITY b "x">]>'), "document type or an entity"),
    (view("&a;"), "no well-formed XML: undefined entity"),
    (view("<?php x ?>"), "processing instruction 'php'"),
    (view("<Header>"), "no well-formed XML"),
    ("", "no well-formed XML"),
    ("\x00", "no well-formed XML"),
    ("<View>\ud800</View>", "lone surrogate"),
    ('<View codebook="x" codebookSlots="["><Text name="text" value="$text"/></View>', "codebookSlots that are no JSON"),
    ('<View codebook="x" codebookActors="y"><Text name="text" value="$text"/></View>', "describes no codebook: actors"),
    (
        view("<Taxonomy name='code' toName='text'><Choice value='1 a'/><Choice value='1 b'/></Taxonomy>").replace(
            "<View>", '<View codebook="x">'
        ),
        "describes no codebook: codes: Value error, code 1 is defined twice",
    ),
    ("<View>" * 30 + "</View>" * 30, "beyond 24 levels"),
    (view("<Header/>" * 20_001), "beyond 24 levels or 20000 tags"),
    (" " * (xmltree.MAX_CHARS + 1), "the limit is"),
]


@pytest.mark.parametrize(("xml", "message"), REFUSED, ids=[m[:40] for _, m in REFUSED])
def test_what_is_not_accepted_is_refused_by_name(xml, message):
    with pytest.raises(ConfigError) as caught:
        from_label_config(xml)
    assert message in str(caught.value)
    with pytest.raises(ConfigError):
        config_controls(xml if "codebook" not in xml else "<View/>")


def test_the_line_of_a_refused_tag_is_known():
    with pytest.raises(ConfigError) as caught:
        from_label_config(view("\n\n<Image/>"))
    assert caught.value.line == 5


def test_a_character_that_xml_cannot_hold_is_refused(tiny):
    with pytest.raises(ConfigError, match=r"<View> U\+0001"):
        to_label_config(revised(tiny, title="\x01"))


def test_controls_of_a_foreign_config():
    controls = config_controls(FOREIGN)
    assert (controls.text, controls.data_key, controls.relations) == ("doc", "body", {"lives in"})
    assert list(controls.by_name) == ["ner", "tone", "topic", "stars", "when"]
    assert controls.by_name["ner"].options == {"Person", "Place Name", "PLC"}
    assert controls.by_name["ner"].multiple
    assert controls.by_name["topic"].paths == {("Politics",), ("Politics", "Vote"), ("Politics", "v")}


def test_choices_in_a_view_inside_a_taxonomy_are_found():
    xml = view("<Taxonomy name='t' toName='text' maxUsages='1'><View><Choice value='a'/></View></Taxonomy>")
    control = config_controls(xml).by_name["t"]
    assert (control.paths, control.multiple) == ({("a",)}, False)
