#!/usr/bin/env python3
"""Sends webhooks as the providers' own SDKs sign them, and lets the SDKs judge our signatures.

    providers.py URL --token KEY

Needed from PyPI: twilio, plivo, vonage, "telnyx[webhooks]", signalwire (its validator needs no more than twilio). Bandwidth has a
password and no signature; its case is here so that every provider with an SDK has one.

  vectors   each row of fixtures/webhooks/signatures.json: the SDK's validator has to say what the row says
  requests  a signed request of each kind has to be accepted by the program, and refused with one byte of the body, of
            the address, of the nonce or time, or of the signature changed
  answers   what the program answers is built again with the SDK (documents.py), and says the same
  clients   the SDKs' HTTP clients post, and find the answer in order: status, type, length, and nothing left over
"""

import argparse
import base64
import contextlib
import hashlib
import json
import logging
import sys
import time
import uuid
from datetime import datetime
from pathlib import Path
from unittest import mock
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import requests
from nacl.signing import SigningKey
from plivo import RestClient
from plivo.utils import signature_v3
from signalwire.request_validator import RequestValidator as SignalWireValidator
from telnyx import Telnyx
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator, get_signature_algorithm
from twilio.rest import Client as TwilioClient
from vonage import Auth, Vonage

import documents

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = "https://hub.example.com"
FORM = "application/x-www-form-urlencoded; charset=UTF-8"
# With what is often spelt wrongly: spaces, plus signs, accents, an emoji, nothing at all.
CALLER = {"From": "+12025550143", "To": "+14155550119", "CallerName": "Adaézé O'Bi & Söhne + 100% 😀", "FromCity": ""}

faults = []
counts = {"vectors": 0, "accepted": 0, "refused": 0, "answers": 0, "clients": 0}


def fault(text):
    faults.append(text)
    print(text, flush=True)


# MARK: Our vectors, as the SDKs see them


class Form(dict):
    """A form as web frameworks hand it to the validators: several values of one name are kept."""

    def __init__(self, body):
        super().__init__(parse_qs(body, keep_blank_values=True))

    def getall(self, name):
        return self[name]


def header(headers, name):
    return next((value for key, value in headers.items() if key.lower() == name.lower()), "")


def twilio_says(row):
    headers = row["headers"]
    form = header(headers, "Content-Type").startswith("application/x-www-form")
    if row["method"] == "POST" and not form and "bodySHA256" not in row["url"]:
        # Nothing would bind the body: the SDK signs the characters of the text then, which Twilio does not.
        return None
    algorithm = get_signature_algorithm(header(headers, "X-Twilio-Webhooks-Signature-Settings"))
    return RequestValidator(row["secret"]).validate(
        row["url"], Form(row["body"]) if form else row["body"] or {}, header(headers, "X-Twilio-Signature"), algorithm)


def signalwire_says(row):
    headers = row["headers"]
    if header(headers, "X-SignalWire-Sha256-Signature"):
        return None
    form = header(headers, "Content-Type").startswith("application/x-www-form")
    signature = header(headers, "X-SignalWire-Signature") or header(headers, "X-Twilio-Signature")
    try:
        return SignalWireValidator(row["secret"]).validate(row["url"], Form(row["body"]) if form else row["body"], signature)
    except TypeError:
        return False  # It takes JSON that does not match for a form, and stumbles.


def plivo_says(row):
    headers = row["headers"]
    signature, nonce = header(headers, "X-Plivo-Signature-V3"), header(headers, "X-Plivo-Signature-V3-Nonce")
    form = dict(parse_qsl(row["body"], keep_blank_values=True))
    return bool(signature) and signature_v3.validate_v3_signature(row["method"], row["url"], nonce, row["secret"], signature, form)


def telnyx_says(row):
    client = Telnyx(api_key="none", public_key=row["secret"])
    with mock.patch("time.time", lambda: row["now"]):
        try:
            # A form is signed alike, and only the reading of it as JSON must fail.
            client.webhooks.unwrap(row["body"], headers=row["headers"])
        except json.JSONDecodeError:
            return True
        except Exception:
            return False
    return True


def vonage_says(row):
    """The SDK looks at the token's signature alone; its age and what it says of the body are ours to check."""
    token = header(row["headers"], "Authorization").removeprefix("Bearer ")
    if row["case"] in ("jwt-expired", "jwt-payload-hash-mismatch"):
        return None
    try:
        with mock.patch("jwt.api_jwt.datetime", standing_still(row["now"])):
            return vonage().voice.verify_signature(token, row["secret"])
    except Exception:
        return False


def standing_still(seconds):
    """A clock that always shows one second."""
    class Still(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(seconds, tz)
    return Still


SAYS = {"twilio": twilio_says, "signalwire": signalwire_says, "plivo": plivo_says, "telnyx": telnyx_says, "vonage": vonage_says}


def check_vectors():
    for row in json.loads((ROOT / "fixtures/webhooks/signatures.json").read_text("utf-8")):
        if row["provider"] not in SAYS:
            continue
        verdict = SAYS[row["provider"]](row)
        if verdict is None:
            continue
        counts["vectors"] += 1
        if verdict != row["valid"]:
            fault(f"vector {row['provider']} {row['case']}: the SDK says {verdict}, the row {row['valid']}")


# MARK: Requests, signed by the SDKs


class Hub:
    """The program under test, and an account at it for each provider."""

    def __init__(self, url, token):
        self.url, self.session = url, requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def account(self, provider, secret, public=PUBLIC):
        answer = self.session.post(
            f"{self.url}/api/provider-accounts", json={"provider": provider, "publicUrl": public, "secret": secret})
        if answer.status_code != 201:
            sys.exit(f"providers.py: no account for {provider}: {answer.text}")
        return answer.json()["data"]["urls"]

    def send(self, method, url, body, headers):
        """Sends to the program what the provider would send to the public address; (status, type, body)."""
        parts = urlsplit(url)
        target = self.url + parts.path + (f"?{parts.query}" if parts.query else "")
        request = requests.Request(method, self.url, data=body, headers=headers).prepare()
        request.url = target  # As it stands: the client must not spell it anew.
        answer = requests.Session().send(request, timeout=10)
        return answer.status_code, answer.headers.get("Content-Type", ""), answer.text


def changed(text, at=None):
    """A text with one character changed to another of its kind."""
    at = len(text) // 2 if at is None else at
    while not text[at].isalnum():
        at -= 1
    other = "1" if text[at] != "1" else "2"
    return text[:at] + other + text[at + 1:]


def changed_bytes(body):
    """A body with its last digit or letter changed: it stays a form, or JSON."""
    at = max(index for index in range(len(body)) if chr(body[index]).isalnum() and body[index - 1:index] != b"%")
    return body[:at] + (b"1" if body[at:at + 1] != b"1" else b"2") + body[at + 1:]


def expect(hub, name, method, url, body, headers, signature_headers, dialect=None):
    """Has to be accepted; with anything changed that is signed, refused."""
    # First what is wrong, so that nothing is known of the call yet.
    wrong = [("the path", method, url.replace("/acc_", "/./acc_"), body, headers)]
    if body:
        wrong.append(("the body", method, url, changed_bytes(body), headers))
    if urlsplit(url).query:
        wrong.append(("the query", method, changed(url, len(url) - 1), body, headers))
    for one in signature_headers:
        wrong.append((one, method, url, body, {**headers, one: changed(headers[one])}))
        wrong.append((f"no {one}", method, url, body, {key: value for key, value in headers.items() if key != one}))
    for what, *request in wrong:
        status, _, text = hub.send(*request)
        counts["refused"] += 1
        if status not in ((403,) if what != "the path" else (400, 403, 404)):
            fault(f"{name}: with another value of {what} it is answered {status} {text[:120]}")
    status, kind, text = hub.send(method, url, body, headers)
    counts["accepted"] += 1
    if status != 200:
        fault(f"{name}: {status} {text[:200]}")
    elif dialect:
        counts["answers"] += 1
        right = "application/json" if dialect == "ncco" else "text/xml; charset=utf-8"
        if kind != right:
            fault(f"{name}: answered as {kind!r}")
        difference = documents.check(text, dialect)
        if difference:
            fault(f"{name}: its answer differs from the SDK's: {difference}")


def form_of(pairs):
    return urlencode(pairs).encode()


def twilio_call():
    return {"AccountSid": "AC" + uuid.uuid4().hex, "CallSid": "CA" + uuid.uuid4().hex, "CallStatus": "ringing",
            "Direction": "inbound", "ApiVersion": "2010-04-01", **CALLER}


def check_twilio(hub):
    secret, name = uuid.uuid4().hex, "X-Twilio-Signature"
    sign = RequestValidator(secret).compute_signature
    urls = hub.account("twilio", secret)
    form = twilio_call()
    headers = {"Content-Type": FORM, name: sign(urls["voice"], form)}
    expect(hub, "twilio: a form", "POST", urls["voice"], form_of(form), headers, [name], "twiml")

    form, url = twilio_call(), urls["voice"] + "?tenant=acme%20co&line=2&x=a+b"
    headers = {"Content-Type": FORM, name: sign(url, form)}
    expect(hub, "twilio: a form and a query", "POST", url, form_of(form), headers, [name], "twiml")

    url = urls["voice"] + "?" + urlencode(twilio_call())
    expect(hub, "twilio: a GET", "GET", url, None, {name: sign(url, {})}, [name], "twiml")

    form = twilio_call()
    for port, what in ((":443", "with its port"), (":8443", "with a port that is not there")):
        url = urls["voice"].replace(PUBLIC, PUBLIC + port)
        headers = {"Content-Type": FORM, name: sign(url, form)}
        status, _, text = hub.send("POST", urls["voice"], form_of(form), headers)
        counts["accepted" if port == ":443" else "refused"] += 1
        if status != (200 if port == ":443" else 403):
            fault(f"twilio: signed {what}: {status} {text[:200]}")

    pairs = Form(urlencode([*twilio_call().items(), ("StatusCallbackEvent", "ringing"), ("StatusCallbackEvent", "answered"),
                            ("StatusCallbackEvent", "answered")]))
    body = urlencode([(key, one) for key, values in pairs.items() for one in values]).encode()
    headers = {"Content-Type": FORM, name: sign(urls["voice"], pairs)}
    expect(hub, "twilio: a name several times", "POST", urls["voice"], body, headers, [name], "twiml")

    form = twilio_call()
    body = json.dumps(form, ensure_ascii=False).encode()
    url = f"{urls['voice']}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    headers = {"Content-Type": "application/json", name: sign(url, {})}
    expect(hub, "twilio: JSON by its hash", "POST", url, body, headers, [name], "twiml")


def check_signalwire(hub):
    secret, name = "PSK_" + uuid.uuid4().hex, "X-SignalWire-Signature"
    validator = SignalWireValidator(secret)
    urls = hub.account("signalwire", secret)
    form = {**twilio_call(), "CallSid": str(uuid.uuid4()), "AccountSid": str(uuid.uuid4())}
    headers = {"Content-Type": FORM, name: validator.build_signature_with_compatibility(urls["voice"], form)}
    expect(hub, "signalwire: a form", "POST", urls["voice"], form_of(form), headers, [name], "cxml")

    body = json.dumps({"call": {"call_id": str(uuid.uuid4()), "direction": "inbound", "state": "created", "from": "+12025550143",
                                "to": "+14155550119", "type": "phone"}, "vars": {"name": "Söhne"}}, ensure_ascii=False)
    headers = {"Content-Type": "application/json", name: validator.build_signature(urls["swml"], body)}
    expect(hub, "signalwire: JSON", "POST", urls["swml"], body.encode(), headers, [name])


def plivo_call():
    return {"CallUUID": str(uuid.uuid4()), "CallStatus": "ringing", "Direction": "inbound", "Event": "StartApp",
            "ParentAuthID": "MA" + uuid.uuid4().hex[:18], "From": "12025550143", "To": "14155550119",
            "CallerName": CALLER["CallerName"], "STIRVerification": ""}


def check_plivo(hub):
    secret, name = uuid.uuid4().hex, "X-Plivo-Signature-V3"
    urls = hub.account("plivo", secret)

    def headers(method, url, form):
        nonce = str(uuid.uuid4().int)[:20]
        base = signature_v3.construct_post_url(url, form) if method == "POST" else signature_v3.construct_get_url(url, {})
        signature = signature_v3.get_signature_v3(secret, base.decode(), nonce).decode()
        return {name: signature, name + "-Nonce": nonce}

    form = plivo_call()
    expect(hub, "plivo: a form", "POST", urls["voice"], form_of(form),
           {"Content-Type": FORM, **headers("POST", urls["voice"], form)}, [name, name + "-Nonce"], "plivo")
    form, url = plivo_call(), urls["voice"] + "?tenant=acme&line=2"
    expect(hub, "plivo: a form and a query", "POST", url, form_of(form),
           {"Content-Type": FORM, **headers("POST", url, form)}, [name, name + "-Nonce"], "plivo")
    form = plivo_call()
    del form["CallerName"]
    url = urls["voice"] + "?" + urlencode(form)
    expect(hub, "plivo: a GET", "GET", url, None, headers("GET", url, {}), [name, name + "-Nonce"], "plivo")


def vonage():
    return Vonage(Auth(api_key="none", api_secret="none"))


def check_vonage(hub):
    secret = uuid.uuid4().hex
    urls = hub.account("vonage", secret)

    def token(body, **claims):
        now = int(time.time())
        return jwt.encode(
            {"iat": now, "jti": str(uuid.uuid4()), "iss": "Vonage", "application_id": str(uuid.uuid4()), "api_key": "a1b2c3d4",
             "payload_hash": hashlib.sha256(body).hexdigest(), **claims}, secret, algorithm="HS256")

    def answer():
        return json.dumps({"from": "12025550143", "to": "14155550119", "uuid": uuid.uuid4().hex, "endpoint_type": "phone",
                           "conversation_uuid": f"CON-{uuid.uuid4()}", "region_url": "https://api-us-1.vonage.com"}).encode()

    body = answer()
    signed = token(body)
    if not vonage().voice.verify_signature(signed, secret):
        fault("vonage: the SDK does not take the token that is sent here")
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {signed}"}
    expect(hub, "vonage: JSON", "POST", urls["voice"], body, headers, ["Authorization"], "ncco")
    for what, claims in (("an old token", {"iat": int(time.time()) - 301}), ("a token from the future", {"iat": int(time.time()) + 400}),
                         ("a token that has expired", {"exp": int(time.time()) - 1})):
        status, _, text = hub.send("POST", urls["voice"], body, {**headers, "Authorization": f"Bearer {token(body, **claims)}"})
        counts["refused"] += 1
        if status != 403:
            fault(f"vonage: {what} is answered {status} {text[:120]}")


def check_telnyx(hub):
    key, name = SigningKey.generate(), "Telnyx-Signature-Ed25519"
    public = base64.b64encode(bytes(key.verify_key)).decode()
    urls = hub.account("telnyx", public)

    def headers(body, kind, now=None):
        stamp = str(int(now or time.time()))
        signature = key.sign(f"{stamp}|".encode() + body).signature
        return {"Content-Type": kind, name: base64.b64encode(signature).decode(), "Telnyx-Timestamp": stamp}

    body = json.dumps({"data": {
        "record_type": "event", "event_type": "call.initiated", "id": str(uuid.uuid4()), "occurred_at": "2026-11-21T09:15:01.127411Z",
        "payload": {"call_control_id": f"v3:{uuid.uuid4().hex}", "call_leg_id": str(uuid.uuid4()), "call_session_id": str(uuid.uuid4()),
                    "connection_id": "1234567890123456789", "client_state": None, "from": "+12025550143", "to": "+14155550119",
                    "direction": "incoming", "state": "parked", "start_time": "2026-11-21T09:15:01.102938Z",
                    "caller_id_name": CALLER["CallerName"]}}, "meta": {"attempt": 1}}, ensure_ascii=False).encode()
    signed = headers(body, "application/json")
    try:
        Telnyx(api_key="none", public_key=public).webhooks.unwrap(body.decode(), headers=signed)
    except Exception as error:
        fault(f"telnyx: the SDK does not take what is sent here: {error}")
    expect(hub, "telnyx: JSON", "POST", urls["event"], body, signed, [name, "Telnyx-Timestamp"])
    form = {**twilio_call(), "CallSid": f"v3:{uuid.uuid4().hex}"}
    expect(hub, "telnyx: a TeXML form", "POST", urls["voice"], form_of(form), headers(form_of(form), FORM),
           [name, "Telnyx-Timestamp"], "texml")
    status, _, text = hub.send("POST", urls["event"], body, headers(body, "application/json", time.time() - 301))
    counts["refused"] += 1
    if status != 403:
        fault(f"telnyx: what is 301 s old is answered {status} {text[:120]}")


def check_bandwidth(hub):
    urls = hub.account("bandwidth", "hub-user:a:long-pass")
    body = json.dumps({
        "eventType": "initiate", "eventTime": "2026-11-21T09:15:01.234Z", "accountId": "5500000", "applicationId": str(uuid.uuid4()),
        "from": "+12025550143", "to": "+14155550119", "direction": "inbound", "callId": f"c-{uuid.uuid4()}",
        "callUrl": "https://voice.bandwidth.com/api/v2/accounts/5500000/calls/c-1", "startTime": "2026-11-21T09:15:01.234Z"}).encode()
    headers = {"Content-Type": "application/json", "Authorization": "Basic " + base64.b64encode(b"hub-user:a:long-pass").decode()}
    for value in ("Basic " + base64.b64encode(b"hub-user:a:long-past").decode(), "Basic", "Bearer x", ""):
        status, _, text = hub.send("POST", urls["voice"], body, {**headers, "Authorization": value})
        counts["refused"] += 1
        if status not in (401, 403):
            fault(f"bandwidth: the password {value!r} is answered {status} {text[:120]}")
    status, _, text = hub.send("POST", urls["voice"], body, headers)
    counts["accepted"] += 1
    counts["answers"] += 1
    difference = documents.check(text, "bxml") if status == 200 else f"{status} {text[:120]}"
    if difference:
        fault(f"bandwidth: {difference}")


# MARK: The SDKs' clients


def in_order(name, status, headers, text):
    counts["clients"] += 1
    if status != 200:
        fault(f"{name}: {status} {text[:120]}")
    if int(header(headers, "Content-Length") or -1) != len(text.encode()):
        fault(f"{name}: a length of {header(headers, 'Content-Length')} for {len(text.encode())} bytes")


def check_clients(hub):
    """Each SDK's own HTTP client, on a connection that it keeps: five posts in a row to the account that has no public address."""
    secret = uuid.uuid4().hex
    urls = hub.account("twilio", secret, public=hub.url)
    client = TwilioClient("AC" + uuid.uuid4().hex, secret, http_client=TwilioHttpClient(pool_connections=True))
    for _ in range(5):
        form = twilio_call()
        signature = RequestValidator(secret).compute_signature(urls["voice"], form)
        answer = client.http_client.request("POST", urls["voice"], data=form, headers={"X-Twilio-Signature": signature})
        in_order("twilio's client", answer.status_code, client.http_client._test_only_last_response.headers, answer.text)

    secret = uuid.uuid4().hex
    urls = hub.account("plivo", secret, public=hub.url)
    plivo = RestClient("MA" + uuid.uuid4().hex[:18], secret)
    for _ in range(5):
        form = plivo_call()
        signature = signature_v3.get_signature_v3(secret, signature_v3.construct_post_url(urls["voice"], form).decode(), "1234").decode()
        answer = plivo.session.post(urls["voice"], data=form, headers={
            "Content-Type": FORM, "X-Plivo-Signature-V3": signature, "X-Plivo-Signature-V3-Nonce": "1234"})
        in_order("plivo's client", answer.status_code, answer.headers, answer.text)

    key = SigningKey.generate()
    urls = hub.account("telnyx", base64.b64encode(bytes(key.verify_key)).decode(), public=hub.url)
    with contextlib.closing(Telnyx(api_key="none", base_url=hub.url, max_retries=0)) as telnyx:
        for _ in range(5):
            body = {"data": {"record_type": "event", "event_type": "call.initiated", "id": str(uuid.uuid4()), "payload": {
                "call_control_id": f"v3:{uuid.uuid4().hex}", "call_leg_id": str(uuid.uuid4()), "call_session_id": str(uuid.uuid4()),
                "from": "+12025550143", "to": "+14155550119", "direction": "incoming", "state": "parked"}}}
            text = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
            stamp = str(int(time.time()))
            signature = base64.b64encode(key.sign(f"{stamp}|".encode() + text).signature).decode()
            answer = telnyx._client.post(urls["event"], content=text, headers={
                "Content-Type": "application/json", "Telnyx-Signature-Ed25519": signature, "Telnyx-Timestamp": stamp})
            in_order("telnyx's client", answer.status_code, answer.headers, answer.text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--token", required=True, help="an API key of an owner")
    options = parser.parse_args()
    logging.getLogger("twilio").setLevel(logging.ERROR)
    hub = Hub(options.url, options.token)
    check_vectors()
    for check in (check_twilio, check_signalwire, check_plivo, check_vonage, check_telnyx, check_bandwidth, check_clients):
        check(hub)
    print(f"providers: {counts['vectors']} vectors judged by the SDKs; {counts['accepted']} requests to be accepted, {counts['refused']} "
          f"to be refused, {counts['answers']} answers, {counts['clients']} posts of clients: {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
