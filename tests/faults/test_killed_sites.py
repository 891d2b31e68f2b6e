"""kill -9 of the site while it files a report: who saw a code has a report, who sends the page again has one report."""

import pytest

from kindline.faces.outside.reporter import Said, fill_in, send
from kindline.sealing import receipt
from tests.faults.site import serving
from tests.faults.tally import TIMES
from tests.faults.test_killed_at_points import IN_THE_SITE, judge, killed_once

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("point", IN_THE_SITE)
def test_killed_while_a_report_is_filed(scene, point):
    pages = []
    for number in range(TIMES):
        with serving(scene, kill_at=point) as browser:
            pages.append(fill_in(browser, Said(addresses=f"https://album.test/{number}", danger="now"), language="nl"))
            with pytest.raises(ConnectionError):
                send(browser, pages[-1])
            killed_once()
    with serving(scene) as browser:
        codes = [send(browser, page) for page in pages]
        assert [send(browser, page) for page in pages] == codes
    scene.codes = [receipt.parse(code) for code in codes]
    scene.to_the_end()
    judge(scene, point)
