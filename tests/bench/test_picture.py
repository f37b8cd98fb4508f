"""The picture of growth."""

from xml.etree.ElementTree import fromstring

from bench.picture import Curve, draw

SVG = "{http://www.w3.org/2000/svg}"


def test_a_curve_has_its_points_at_their_powers_of_ten() -> None:
    curve = Curve("a <page>", [(1_000_000, 10.0), (10_000_000, 100.0)])
    root = fromstring(draw([curve]))
    spots = [(float(each.attrib["cx"]), float(each.attrib["cy"])) for each in root.iter(f"{SVG}circle")]
    assert spots == [(70.0, 360.0), (470.0, 30.0)]
    texts = [each.text for each in root.iter(f"{SVG}text")]
    assert texts == ["1,000,000", "10,000,000", "10 ms", "100 ms", "rows of usage", "10", "100", "a <page>"]


def test_one_time_is_drawn_too() -> None:
    root = fromstring(draw([Curve("flat", [(2_000_000, 10.0), (20_000_000, 10.0)])]))
    assert len(list(root.iter(f"{SVG}circle"))) == 2
