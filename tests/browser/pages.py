"""Open the built documentation from ``file://`` in headless Chromium and look at every page.

Formulae must be set, nothing may fail in the console or be asked for outside of the pages, no page
may exceed 300 KB, what a page needs must be there without scripts, and links of the graph of claims
must be reached by the keyboard. ``make browser`` runs this; without chromium it exits with 3.
"""

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = ROOT / "docs" / "_build" / "html"
LARGEST: Final = 300_000
"""Bytes of a page, beside assets that pages share."""

FLAGS: Final = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--window-size=1200,900",
]  # fmt: skip
SECONDS: Final = 30

SETTLED: Final = """
const done = arguments[arguments.length - 1];
const wait = window.MathJax && MathJax.startup ? MathJax.startup.promise : Promise.resolve();
wait.then(() => document.fonts.ready).then(() => done({
  formulae: document.querySelectorAll('.math').length,
  set: document.querySelectorAll('.math mjx-container').length,
  broken: [...document.querySelectorAll('mjx-merror, [data-mjx-error]')].map(e => e.textContent),
  fonts: [...document.fonts].filter(f => f.status === 'error').map(f => f.family),
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  links: document.querySelectorAll('.psychon-drawing svg a').length,
  shown: [...document.querySelectorAll('.psychon-badge')].filter(e => !e.textContent).length,
}));
"""


class Browser:
    """One session of the WebDriver protocol."""

    def __init__(self, port: int, profile: str) -> None:
        self._port, self._session = port, ""
        options = {"args": [*FLAGS, f"--user-data-dir={profile}"]}
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        answer = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{answer['sessionId']}"

    def ask(self, method: str, path: str, content: object = None) -> Any:
        """Send a command and return its value.

        Raises:
            RuntimeError: the driver refuses it.
        """
        link = HTTPConnection("127.0.0.1", self._port, timeout=4 * SECONDS)
        body = None if content is None else json.dumps(content)
        link.request(method, self._session + path, body, {"Content-Type": "application/json"})
        answer = link.getresponse()
        value = json.loads(answer.read())["value"]
        link.close()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {value}")
        return value

    def log(self, kind: str) -> list[dict[str, Any]]:
        """Return what was logged since this was last asked for."""
        found: list[dict[str, Any]] = self.ask("POST", "/se/log", {"type": kind})
        return found

    def run(self, script: str) -> Any:
        """Run a script that calls its last argument with its answer."""
        return self.ask("POST", "/execute/async", {"script": script, "args": []})


@contextmanager
def browser(driver: str) -> Iterator[Browser]:
    """Start a browser with a fresh profile, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = subprocess.DEVNULL
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen([driver, f"--port={port}"], stdout=quiet, stderr=quiet)
        opened = None
        try:
            for _ in range(10 * SECONDS):
                with socket.socket() as trial:
                    if trial.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            opened = Browser(port, profile)
            opened.ask("POST", "/timeouts", {"script": 1000 * SECONDS})
            yield opened
        finally:
            if opened is not None:
                opened.ask("DELETE", "")
            process.terminate()
            process.wait()


def faults(view: Browser, page: Path) -> Iterator[str]:
    """Open a page and yield what is wrong with it."""
    size = page.stat().st_size
    if size > LARGEST:
        yield f"{size:,} bytes, more than {LARGEST:,}"
    for kind in ("browser", "performance"):
        view.log(kind)
    view.ask("POST", "/url", {"url": page.as_uri()})
    found = view.run(SETTLED)
    if found["set"] != found["formulae"]:
        yield f"{found['set']} of {found['formulae']} formulae are set"
    yield from (f"a formula is broken: {text}" for text in found["broken"])
    yield from (f"a font is not loaded: {name}" for name in found["fonts"])
    # the index is the theme's own
    if found["wide"] > 0 and page.name != "genindex.html":
        yield f"the page is {found['wide']} pixels wider than the window"
    if found["shown"]:
        yield f"{found['shown']} badges say nothing in words"
    if found["links"]:
        yield from reached(view, found["links"])
    yield from (f"console: {one['message']}" for one in view.log("browser"))
    for entry in view.log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            if not url.startswith(("file:", "data:", "blob:", "chrome:", "about:")):
                yield f"asks for {url}"
        elif message["method"] == "Network.loadingFailed":
            yield f"loading failed: {message['params']['errorText']}"


def reached(view: Browser, links: int) -> Iterator[str]:
    """Go through a page by the tabulator key, and yield the links of drawings not reached."""
    count = """
    const done = arguments[arguments.length - 1];
    const element = document.activeElement;
    done(element.closest('.psychon-drawing svg a') ? element.getAttribute('href') : '');
    """
    tab = {"type": "keyDown", "value": "\ue004"}
    press = {"type": "key", "id": "keys", "actions": [tab, tab | {"type": "keyUp"}]}
    seen = set()
    for _ in range(1000):
        view.ask("POST", "/actions", {"actions": [press]})
        target = view.run(count)
        if target in seen and target:
            break
        if target:
            seen.add(target)
        elif seen:
            break
    if len(seen) != links:
        yield f"{len(seen)} of {links} links of drawings are reached by the keyboard"


def plain(page: Path) -> Iterator[str]:
    """Yield what a page loads from elsewhere, or lacks where no script runs."""
    text = page.read_text("utf-8")
    for tag in re.findall(r"<(?:script|link|img|iframe|source)\b[^>]*>", text):
        if re.search(r'(?:src|href)="(?:https?:)?//', tag) and 'rel="canonical"' not in tag:
            yield f"loads from elsewhere: {tag}"
    if 'class="math' in text and "psychon/mathjax/tex-chtml.js" not in text:
        yield "has formulae and no MathJax"


def main() -> int:
    """Look at every page; say what is wrong and return the exit code."""
    driver = shutil.which("chromedriver")
    if driver is None or not (shutil.which("chromium") or shutil.which("google-chrome")):
        print("absent: chromium")
        return 3
    pages = sorted(PAGES.rglob("*.html"))
    if not pages:
        print(f"no pages in {PAGES}; run make docs")
        return 2
    wrong = 0
    with browser(driver) as view:
        for page in pages:
            for fault in (*plain(page), *faults(view, page)):
                print(f"{page.relative_to(PAGES)}: {fault}")
                wrong += 1
    largest = max(pages, key=lambda page: page.stat().st_size)
    size = largest.stat().st_size
    print(f"{len(pages)} pages, {wrong} faults; the largest: {largest.name}, {size:,} bytes")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
