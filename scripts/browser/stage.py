"""What a browser test plays on: the real program with a demo company, and pages whose faults are counted."""

import http.server
import json
import os
import re
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))
from hub import ROOT, Hub, Provider  # noqa: E402,F401

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# Nothing is waited for longer: so long that only what never comes is a fault, on however slow a machine.
PATIENCE = 180


class SamePortHub(Hub):
    """A hub that comes back at the address it had, as one that a service manager restarts does."""

    def spawn(self):
        import subprocess

        port = str(self.address[1]) if hasattr(self, "address") else "0"
        self.process = subprocess.Popen(
            [self.program, "demo", "--json", "--port", port, "--data", str(self.folder), "--log-level", "quiet",
             "--outbound-allow", "127.0.0.1"],
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)


class ProviderAPI(http.server.ThreadingHTTPServer):
    """What the hub asks of its provider: each request is kept as `(path, form)` and granted."""

    daemon_threads = True

    def __init__(self):
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                asked.append((self.path, {name: values[0] for name, values in form.items()}))
                sid = ("SM" if "Messages" in self.path else "CA") + uuid.uuid4().hex
                body = json.dumps({"sid": sid, "status": "queued"}).encode()
                self.send_response(201)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def base(self):
        return "http://127.0.0.1:%d" % self.server_address[1]


class Refused(Exception):
    """An answer of the API that is no success."""

    def __init__(self, status, problem):
        super().__init__(f"{status} {problem.get('detail') or problem.get('title') or problem}")
        self.status, self.problem = status, problem


class Stage:
    """One program and one browser; `page` opens a page in a session of its own."""

    def __init__(self, program, folder, playwright, visible=False):
        self.hub = SamePortHub(program, folder)
        self.hub.start()
        self.url = "http://%s:%d" % self.hub.address
        self.demo = json.loads((Path(folder) / "demo.json").read_text())
        self.browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", headless=not visible, slow_mo=200 if visible else 0,
            args=["--no-sandbox"] if os.geteuid() == 0 else [])
        self.faults = []
        self.outage = False
        self.provider = Provider(self.hub)

    def close(self):
        self.browser.close()
        self.provider.close()
        self.hub.stop()

    # The API, as the demo's owner or with another token.

    def api(self, method, path, body=None, token=None, headers=None):
        """The reply's document; a refusal is an error."""
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method, headers={
            "Authorization": f"Bearer {token or self.hub.token}", "Content-Type": "application/json", **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=1800) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            text = error.read()
            raise Refused(error.code, json.loads(text) if text.startswith(b"{") else {"title": text.decode()[:200]}) from None
        return json.loads(text) if text.startswith(b"{") else {"text": text.decode()}

    def has(self, path):
        """Whether the program serves a GET of that path."""
        try:
            self.api("GET", path)
        except Refused as refusal:
            return refusal.status != 404
        return True

    def agent(self, name):
        """A new API key that takes calls, as `(id, token)`."""
        key = self.api("POST", "/api/keys", {"name": name, "role": "agent"})["data"]
        return key.get("id") or key["key"]["id"], key.get("token") or key.get("secret")

    # The provider.

    def post(self, hook, **form):
        """A signed webhook; returns when it is answered."""
        status = self.provider.post(hook, {"AccountSid": self.hub.account_sid, **form})
        assert status == 200, f"the webhook was answered with {status}"

    def ring(self, caller):
        """A call that rings; its provider's id."""
        sid = "CA" + uuid.uuid4().hex
        self.post("voice", CallSid=sid, From=caller, To=self.hub.number, CallStatus="ringing", Direction="inbound")
        return sid

    def answer(self, sid, caller, phone="+12025550199"):
        """An agent's phone is connected with the call."""
        child = "CA" + uuid.uuid4().hex
        self.post("status", CallSid=child, ParentCallSid=sid, From=caller, To=phone, CallStatus="in-progress",
                  Direction="outbound-dial", SequenceNumber="1")
        return child

    def miss(self, caller):
        """A call that nobody takes; its provider's id."""
        sid = self.ring(caller)
        self.post("status", CallSid=sid, From=caller, To=self.hub.number, CallStatus="no-answer", Direction="inbound",
                  SequenceNumber="9")
        return sid

    def end(self, sid, caller, seconds="40"):
        self.post("status", CallSid=sid, From=caller, To=self.hub.number, CallStatus="completed", Direction="inbound",
                  CallDuration=seconds, SequenceNumber="9")

    # Pages.

    def page(self, path="/", size=DESK, theme="light", token=None, signed_in=True, script=None, touch=None):
        """A page in a fresh session; what goes wrong on it is in `faults`. A phone is touched, unless told."""
        touch = size["width"] < 600 if touch is None else touch
        context = self.browser.new_context(
            viewport=size, color_scheme=theme, locale="en-GB", accept_downloads=True, has_touch=touch, is_mobile=touch)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("console", lambda message: self._said(message))
        page.on("pageerror", lambda error: self.faults.append(f"error on the page: {error}"))
        page.on("request", lambda request: self._asked(request.url))
        if script:
            page.add_init_script(script)
        if signed_in:
            page.goto(f"{self.url}/#token={token or self.hub.token}")
            page.wait_for_selector("sb-app[data-phase=in]")
            if path != "/":
                page.goto(self.url + path)
        else:
            page.goto(self.url + path)
        return page

    def _said(self, message):
        if message.type != "error":
            return
        url = (message.location or {}).get("url", "")
        # Whoever is not signed in is told so by 401; the browser notes it although the page has asked on purpose.
        if url.endswith("/api/auth/refresh") and "401" in message.text:
            return
        if self.outage and re.search(r"ERR_CONNECTION|Failed to fetch|WebSocket", message.text):
            return
        self.faults.append(f"console: {message.text} ({url})")

    def _asked(self, url):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urllib.parse.urlsplit(self.url).netloc:
            self.faults.append(f"a request to another host: {url}")


def until_shown(page, expression, what):
    """Waits for an expression to be true on the page: its policy forbids what Playwright's own waiting does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = page.evaluate(expression)
        if found:
            return found
        page.wait_for_timeout(10)
    raise AssertionError(f"not within {PATIENCE} s: {what}")


def until(check, what):
    """Waits for `check` to be true; a page tells it by itself, a server's state is asked for."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {PATIENCE} s: {what}")
