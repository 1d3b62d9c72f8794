"""Who may use the bench's page: whoever has its address, from a browser of this machine."""

import aiohttp
import pytest
from yarl import URL

from kiosk.bench.guard import COOKIE, judge
from tests.bench_page.conftest import TOKEN

HERE = "127.0.0.1:8717"


def verdict(given="", kept=TOKEN, **headers):
    return judge({"Host": HERE, **headers}, given=given, kept=kept, token=TOKEN).status


@pytest.mark.parametrize("host", [HERE, "localhost:8717", "localhost", "[::1]:8717", "localhost:9000"])
def test_names_of_this_machine_are_served_also_through_a_forwarded_port(host):
    assert verdict(Host=host, Origin=f"http://{host}") == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "evil.example:8717",
        "127.0.0.1.evil.example:8717",
        "localhost.evil.example",
        "127.0.0.1:8717@evil.example",
        "0.0.0.0:8717",
        "192.168.1.5:8717",
        "localhost:8717\n",
        "localhost:٣",
    ],
)
def test_another_name_that_points_here_is_refused(host):
    assert verdict(Host=host) == 421


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost:8717", "https://127.0.0.1:8717", "http://127.0.0.1"],
)
def test_another_sites_page_is_refused_even_with_the_cookie(origin):
    assert verdict(Origin=origin) == 403


@pytest.mark.parametrize("given", ["", "wrong", TOKEN[:-1], TOKEN + "x", "令牌"])
def test_without_the_token_nothing_is_served(given):
    assert verdict(given=given, kept="") == 403
    assert verdict(given="", kept=given) == 403


def test_the_token_in_the_address_becomes_a_cookie_and_leaves_the_address(stage):
    async def play(stage):
        stage.browser.cookie_jar.clear()
        assert (await stage.browser.get(f"{stage.base}/")).status == 403
        assert (await stage.browser.get(f"{stage.base}/socket")).status == 403
        assert (await stage.browser.get(f"{stage.base}/?token=wrong")).status == 403
        first = await stage.browser.get(f"{stage.base}/?token={TOKEN}", allow_redirects=False)
        assert (first.status, first.headers["Location"]) == (303, "/")
        cookie = first.cookies[COOKIE]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        page = await stage.browser.get(f"{stage.base}/?token={TOKEN}")
        assert (page.status, str(page.url)) == (200, f"{stage.base}/")
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "<main>" in await page.text()

    stage(play)


def test_a_socket_for_another_site_is_refused(stage):
    async def play(stage):
        for origin in ("http://evil.example", "null"):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await stage.browser.ws_connect(f"{stage.base}/socket", origin=origin)
            assert refused.value.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await stage.browser.ws_connect(f"{stage.base}/socket", headers={"Host": "evil.example"})
        assert refused.value.status == 421

    stage(play)


ELSEWHERE = [
    "/page/..%2fserver.py",
    "/page/%2e%2e/guard.py",
    "/page/",
    "/page/nothing.js",
    "/fonts/..%2f..%2ficons.json",
    "/fonts/icons.json",
    "/slip/printer/0",
    "/slip/nowhere/0",
    "/slip/printer/-1",
    "/slip/..%2f..%2f/0",
    "/bench-token",
]


def test_nothing_else_is_served(stage):
    async def play(stage):
        for path in ELSEWHERE:
            answer = await stage.browser.get(URL(stage.base + path, encoded=True))
            assert answer.status == 404, path

    stage(play)
