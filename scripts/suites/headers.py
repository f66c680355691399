#!/usr/bin/env python3
"""Lints an answer of every kind that the program gives, with linters that others wrote.

    headers.py URL --token KEY [--say] [--insecure]

httplint (PyPI; what REDbot reads messages with) reads each of them: pages, JSON, problems, 201, 204, 206, 304, 405, 412, 416,
refused sockets, sign-in with its cookies, streams and files. A warning or worse of it is a fault, but for what stands in LEFT with a
reason. drheaderplus (PyPI) audits what a browser shows and keeps: the page, and the sign-in's cookies; of a program with TLS, for
without it a cookie cannot be Secure.
"""

import argparse
import base64
import http.client
import json
import re
import ssl
import struct
import sys
import time
from urllib.parse import urlsplit

from drheader import Drheader
from httplint import HttpRequestLinter, HttpResponseLinter, levels

# What httplint says and we leave: the note's class, and why.
LEFT = {
    "STATUS_BAD_REQUEST": "what it says of every 400",
    "HSTS_NO_SUBDOMAINS": "the hub speaks for its own name: what stands under it may be others', and without TLS",
    "CONTENT_TYPE_MISMATCH": "it knows the sound as audio/wave, and browsers know both names",
}
# What drheaderplus says and we leave: rule and the beginning of its message, and why.
LEFT_OF_PAGES = {
    "Cache-Control: Value does not match": "the page and its files hold nothing of anybody, and a browser asks each time whether they have changed",
    "Strict-Transport-Security: Must-Contain": "as above",
    "X-Permitted-Cross-Domain-Policies: Header not included": "for a plug-in that no browser has any more",
    "X-XSS-Protection: Header not included": "for a filter that no browser has any more",
}


class Answer:
    def __init__(self, version, status, reason, fields, body):
        self.version, self.status, self.reason, self.fields, self.body = version, status, reason, fields, body

    def get(self, name):
        return next((value for key, value in self.fields if key.lower() == name.lower()), None)


class Hub:
    def __init__(self, url, token, insecure):
        parts = urlsplit(url)
        self.secure, self.host, self.port = parts.scheme == "https", parts.hostname, parts.port
        self.token = token
        self.context = ssl._create_unverified_context() if insecure else ssl.create_default_context()

    def ask(self, method, path, headers=None, body=None, reads=True):
        """The answer, its fields as they stood on the wire; `reads` is false for a stream, of which the head is enough."""
        kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
        more = {"context": self.context} if self.secure else {}
        connection = kind(self.host, self.port, timeout=10, **more)
        connection.request(method, path, body, {"Accept-Encoding": "identity", **(headers or {})})
        answer = connection.getresponse()
        data = answer.read() if reads else b""
        connection.close()
        return Answer(answer.version, answer.status, answer.reason, answer.getheaders(), data)


def lint(hub, method, path, sent, answer, reads):
    """httplint's notes on an answer."""
    request = HttpRequestLinter()
    origin = f"{'https' if hub.secure else 'http'}://{hub.host}:{hub.port}"
    request.process_request_topline(method.encode(), (origin + path).encode(), b"HTTP/1.1")
    request.process_headers([(b"Host", f"{hub.host}:{hub.port}".encode())] + [(k.encode(), v.encode()) for k, v in sent.items()])
    request.finish_content(True)
    linter = HttpResponseLinter(start_time=time.time(), no_content=not reads, _related=request)
    linter.is_head_response = method == "HEAD"
    linter.process_response_topline(b"HTTP/1.1", str(answer.status).encode(), answer.reason.encode())
    linter.process_headers([(key.encode("latin-1"), value.encode("latin-1")) for key, value in answer.fields])
    linter.feed_content(answer.body)
    linter.finish_content(reads)
    return flattened(linter.notes)


def flattened(notes):
    for note in notes:
        yield note
        yield from flattened(note.subnotes)


def wave(seconds):
    """A sound to send: silence, as a WAV of 8 bits."""
    data = b"\x80" * (8000 * seconds)
    return (b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
            + b"data" + struct.pack("<I", len(data)) + data)


def kinds(hub):
    """Every kind of answer: name, status, method, path, fields, body, whether it ends."""
    key = {"Authorization": f"Bearer {hub.token}"}
    words = {"Content-Type": "application/json"}
    keyed = {**key, **words}

    def row(name, status, method, path, headers=None, body=None, reads=True):
        return name, status, method, path, headers or {}, body, reads

    yield row("page", 200, "GET", "/")
    page = hub.ask("GET", "/")
    tag = page.get("ETag")
    yield row("page, HEAD", 200, "HEAD", "/")
    yield row("page, unchanged", 304, "GET", "/", {"If-None-Match": tag})
    yield row("page, precondition", 412, "GET", "/", {"If-Match": '"other"'})
    yield row("page, wrong method", 405, "POST", "/")
    yield row("page, OPTIONS", None, "OPTIONS", "/")
    for name in ("icon.svg", "core/app.js", "style/page.css"):
        path = re.search(rf"/assets/\w+/{name}", page.body.decode()).group()
        yield row(f"file {name}", 200, "GET", path)
    yield row("no such page", 404, "GET", "/nothing")
    yield row("description", 200, "GET", "/openapi.json")
    yield row("measurements", 200, "GET", "/metrics")
    yield row("health", 200, "GET", "/healthz")
    yield row("readiness", 200, "GET", "/readyz")

    yield row("JSON", 200, "GET", "/api/crm/contacts?limit=2", key)
    yield row("JSON, HEAD", 200, "HEAD", "/api/crm/contacts?limit=2", key)
    yield row("JSON with its offset", 200, "GET", "/api/calls/live", key)
    yield row("lookup", 200, "GET", "/api/contact-lookup/phone/+12025550143", key)
    yield row("problem 422", 422, "GET", "/api/crm/contacts?limit=x", key)
    yield row("problem 404", 404, "GET", "/api/calls/cal_0000000000000", key)
    yield row("problem 400", 400, "POST", "/api/crm/contacts", keyed, "{")
    yield row("problem 415", 415, "POST", "/api/crm/contacts", {**key, "Content-Type": "text/csv"}, "a,b")
    yield row("not signed in", 401, "GET", "/api/crm/contacts")
    yield row("a wrong key", 401, "GET", "/api/crm/contacts", {"Authorization": "Bearer sbk_x_y"})
    yield row("wrong method", 405, "DELETE", "/api/calls/live", key)
    yield row("OPTIONS", None, "OPTIONS", "/api/crm/contacts")
    yield row("an expectation", 417, "GET", "/healthz", {"Expect": "200-maybe"})

    made = hub.ask("POST", "/api/crm/contacts", keyed, json.dumps({"name": "Lint"}))
    contact = made.get("Location")
    yield row("made", 201, "POST", "/api/crm/contacts", keyed, json.dumps({"name": "Lint"}))
    yield row("one thing", 200, "GET", contact, key)
    tag = hub.ask("GET", contact, key).get("ETag")
    if tag:
        yield row("one thing, unchanged", 304, "GET", contact, {**key, "If-None-Match": tag})
    yield row("stale", 412, "PUT", contact, {**keyed, "If-Match": '"0"'}, json.dumps({"name": "Lint"}))
    yield row("deleted", 204, "DELETE", contact, key)

    person = {"email": f"lint-{time.time_ns()}@example.com", "name": "Lint", "role": "viewer", "password": "not-So-short-4-a-word"}
    yield row("a user", 201, "POST", "/api/users", keyed, json.dumps(person))
    sign_in = json.dumps({"email": person["email"], "password": person["password"]})
    yield row("sign-in", 200, "POST", "/api/auth/login", words, sign_in)
    yield row("sign-in, wrong", 401, "POST", "/api/auth/login", words, json.dumps({"email": "a@example.com", "password": "none of it"}))
    cookies = "; ".join(v.split(";")[0] for k, v in hub.ask("POST", "/api/auth/login", words, sign_in).fields if k.lower() == "set-cookie")
    yield row("refresh", 200, "POST", "/api/auth/refresh", {**words, "Cookie": cookies, "Origin": origin(hub)}, "{}")
    yield row("refresh, none", 401, "POST", "/api/auth/refresh", words, "{}")
    yield row("sign-out", 204, "POST", "/api/auth/logout", {"Cookie": cookies, "Origin": origin(hub)})

    yield row("export", 200, "GET", "/api/crm/export/csv?what=contacts", key)
    yield row("events as lines", 200, "GET", "/api/events?after=0&limit=5", {**key, "Accept": "application/x-ndjson"})
    yield row("events as a stream", 200, "GET", "/api/events", {**key, "Accept": "text/event-stream"}, None, False)
    yield row("events, not acceptable", 406, "GET", "/api/events", {**key, "Accept": "image/png"})
    yield row("events, gone", 410, "GET", "/api/events?after=999999999&epoch=none", {**key, "Accept": "application/x-ndjson"})

    call = json.loads(hub.ask("GET", "/api/crm/call-history?limit=1", key).body)["data"][0]["call"]
    audio = f"/api/crm/call-audio/{call}"
    stored = hub.ask("POST", audio, {**key, "Content-Type": "audio/wav"}, wave(2))
    recording = json.loads(stored.body)["data"]["recording"]
    heard = f"{audio}?recording={recording}"
    yield row("a sound, again", 200, "POST", audio, {**key, "Content-Type": "audio/wav"}, wave(2))
    yield row("a sound", 200, "GET", heard, key)
    yield row("a sound, HEAD", 200, "HEAD", heard, key)
    yield row("a sound, some", 206, "GET", heard, {**key, "Range": "bytes=0-99"})
    yield row("a sound, beyond", 416, "GET", heard, {**key, "Range": "bytes=99999999-"})
    tag = hub.ask("HEAD", heard, key).get("ETag")
    yield row("a sound, unchanged", 304, "GET", heard, {**key, "If-None-Match": tag})
    yield row("a sound, changed", 412, "GET", heard, {**key, "If-Match": '"other"'})
    yield row("a sound, another whole", 200, "GET", heard, {**key, "Range": "bytes=0-99", "If-Range": '"other"'})
    link = urlsplit(json.loads(hub.ask("POST", f"{audio}/link", keyed, json.dumps({"recording": recording})).body)["data"]["url"])
    yield row("a link", 200, "GET", f"{link.path}?{link.query}")
    yield row("a link, spoilt", 403, "GET", f"{link.path}?{spoilt(link.query)}")
    yield row("peaks", 200, "GET", f"{audio}/peaks?recording={recording}", key)

    socket = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
              "Sec-WebSocket-Key": base64.b64encode(b"0" * 16).decode()}
    yield row("a socket without sign-in", 401, "GET", "/ws", socket)
    yield row("a socket without upgrade", 426, "GET", "/ws", key)
    yield row("a socket of an older version", 426, "GET", "/ws", {**key, **socket, "Sec-WebSocket-Version": "8"})
    yield row("a socket from elsewhere", 403, "GET", "/ws", {**socket, "Cookie": "sb_access=x", "Origin": "https://evil.example.com"})

    yield row("a webhook, no account", 404, "POST", "/webhooks/twilio/acc_0000000000000/voice", {}, "")
    account = json.loads(hub.ask("GET", "/api/provider-accounts", key).body)["data"][0]
    voice = urlsplit(account["urls"]["voice"]).path
    yield row("a webhook, unsigned", 403, "POST", voice, {"Content-Type": "application/x-www-form-urlencoded"}, "CallSid=CA1")


def spoilt(signed):
    return signed[:-2] + ("A" if signed[-2] != "A" else "B") + signed[-1]


def origin(hub):
    return f"{'https' if hub.secure else 'http'}://{hub.host}:{hub.port}"


def audit(answer):
    """drheaderplus' findings about an answer."""
    fields = {}
    for key, value in answer.fields:
        if key.lower() == "set-cookie":
            fields.setdefault("set-cookie", []).append(value)
        else:
            fields[key] = value
    for finding in Drheader(headers=fields).analyze():
        told = finding if isinstance(finding, dict) else finding.__dict__
        yield told["rule"], told["message"], told.get("severity"), told.get("value")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--token", required=True, help="an API key of an owner")
    parser.add_argument("--insecure", action="store_true", help="with a certificate that nobody vouches for")
    parser.add_argument("--say", action="store_true", help="also what is left, with its reason")
    options = parser.parse_args()
    hub = Hub(options.url, options.token, options.insecure)
    total, faults, left = 0, [], {}
    for name, status, method, path, sent, body, reads in kinds(hub):
        answer = hub.ask(method, path, sent, body, reads)
        total += 1
        if status is not None and answer.status != status:
            faults.append(f"{name}: answered {answer.status} {answer.body[:200]!r}, {status} was expected")
            continue
        for note in lint(hub, method, path, sent, answer, reads):
            if note.level in (levels.WARN, levels.BAD):
                what = type(note).__name__
                if what in LEFT:
                    left.setdefault(what, []).append(name)
                else:
                    faults.append(f"{name}: {note.level.value}: {what}: {note.summary}")
        if name in ("page", "sign-in"):
            for rule, message, severity, value in audit(answer):
                # An answer to a script is shown by no browser: of that only what it sets for later counts.
                if name == "sign-in" and not rule.startswith("Set-Cookie"):
                    continue
                known = next((one for one in LEFT_OF_PAGES if f"{rule}: {message}".startswith(one)), None)
                if known:
                    left.setdefault(known, []).append(name)
                else:
                    faults.append(f"{name}: drheader {severity}: {rule}: {message} ({value})")
    for fault in faults:
        print(fault)
    if options.say:
        for what, names in left.items():
            print(f"left: {what}: {(LEFT | LEFT_OF_PAGES)[what]} ({len(names)} answers)")
    print(f"headers: {total} answers linted, {len(faults)} faults")
    return 1 if faults or not total else 0


if __name__ == "__main__":
    sys.exit(main())
