import re

from kindline.sealing import opener


def test_the_script_can_stand_inline_without_loading_or_evaluating_anything() -> None:
    forbidden = r"</script|<!--|\bimport\b\s*[({'\"*]|\beval\b|new Function|innerHTML|outerHTML|document\.write|fetch\(|https?://"
    assert re.findall(forbidden, opener.script()) == []
