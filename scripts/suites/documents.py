#!/usr/bin/env python3
"""Builds each document of fixtures/answers again with its provider's own SDK, and compares the two.

    documents.py [--only WORD]

Every element becomes a call of the SDK's builder for it, every attribute an argument that the builder must know by name, every
child something that the parent must take. What the SDK writes then has to say the same, element by element. NCCO is read
by the SDK's own models. Needed from PyPI: twilio, plivo, vonage, bandwidth-sdk. Telnyx has no builder, and SignalWire's is
Twilio's: `texml` and `cxml` are built by it, but for what only these two have (see OF_THEIR_OWN).
"""

import argparse
import inspect
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from bandwidth.models import bxml
from plivo import plivoxml
from twilio.twiml.voice_response import VoiceResponse
from vonage_voice.models import ncco
from vonage_voice.models.connect_endpoints import (
    AppEndpoint, PhoneEndpoint, SipEndpoint, VbcEndpoint, WebsocketEndpoint)

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ROOT / "fixtures/answers"

# What a provider documents and the SDK that builds for it does not name, by dialect: element (or NCCO's action) and attribute.
OF_THEIR_OWN = {
    "texml": {("Stream", "bidirectionalMode"), ("Transcription", "transcriptionCallback"),
              ("Transcription", "transcriptionTracks"), ("Transcription", "interimResults"), ("Transcription", "language"), ("Record", "transcription"),
              ("Record", "transcriptionCallback")},
    "ncco": {("record", "transcription")},
}


class Differs(Exception):
    """The SDK would not write what the program wrote."""


def plain(name):
    return name.replace("_", "").lower()


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def value(text):
    """A text as what a person would hand to a builder."""
    if text in ("true", "false"):
        return text == "true"
    return int(text) if re.fullmatch(r"0|[1-9]\d{0,8}", text) else text


def arguments(build, element, dialect, typed):
    """The arguments for `build`, each attribute by the name that the builder has for it."""
    names = [name for name, one in inspect.signature(build).parameters.items()
             if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY) and name != "self"]
    known, given = {plain(name): name for name in names}, {}
    for attribute, text in element.attrib.items():
        name = known.get(plain(attribute)) or known.get(plain(attribute + "_"))
        if name is None:
            if (element.tag, attribute) in OF_THEIR_OWN.get(dialect, ()):
                given[attribute] = text
                continue
            raise Differs(f"<{element.tag}> has no {attribute!r} in the SDK")
        given[name] = value(text) if typed else text
    if (element.text or "").strip():
        left = [name for name in names if name not in given]
        if not left:
            raise Differs(f"<{element.tag}> takes no text in the SDK")
        given[left[0]] = element.text
    return given


def by_twilio(element, dialect):
    root = VoiceResponse()

    def fill(parent, verb):
        for child in verb:
            build = getattr(parent, snake(child.tag), None)
            if build is None:
                raise Differs(f"<{verb.tag}> takes no <{child.tag}> in the SDK")
            fill(build(**arguments(build, child, dialect, typed=False)), child)

    fill(root, element)
    return root.to_xml()


def by_plivo(element, dialect):
    def built(verb):
        kind = getattr(plivoxml, verb.tag + "Element", None)
        if kind is None:
            raise Differs(f"there is no <{verb.tag}> in the SDK")
        node = kind(**arguments(kind.__init__, verb, dialect, typed=True))
        for child in verb:
            node.add(built(child))
        return node

    root = plivoxml.ResponseElement()
    for child in element:
        root.add(built(child))
    return root.to_string(pretty=False)


def by_bandwidth(element, dialect):
    def built(verb):
        kind = getattr(bxml, verb.tag, None)
        if kind is None:
            raise Differs(f"there is no <{verb.tag}> in the SDK")
        node = kind(**arguments(kind.__init__, verb, dialect, typed=False))
        if len(verb):
            if not hasattr(node, "add_verb"):
                raise Differs(f"<{verb.tag}> takes no <{verb[0].tag}> in the SDK")
            # Not the list that all of the SDK's verbs of a kind have in common.
            node._nested_verbs = []
            for child in verb:
                node.add_verb(built(child))
        return node

    root = bxml.Response()
    for child in element:
        root.add_verb(built(child))
    return root.to_bxml()


def shape(element):
    """What a document says, whatever the order of attributes and the writing of characters."""
    return (element.tag, tuple(sorted(element.attrib.items())), (element.text or "").strip(),
            tuple(shape(child) for child in element))


def first_difference(mine, theirs, path=""):
    path = f"{path}/{mine[0]}"
    if mine[0] != theirs[0] or mine[2] != theirs[2]:
        return f"{path}: {theirs[0]} {theirs[2]!r} in the SDK's, {mine[2]!r} in ours"
    if mine[1] != theirs[1]:
        return f"{path}: {sorted(set(theirs[1]) - set(mine[1]))} in the SDK's, {sorted(set(mine[1]) - set(theirs[1]))} in ours"
    if len(mine[3]) != len(theirs[3]):
        return f"{path}: {len(theirs[3])} children in the SDK's, {len(mine[3])} in ours"
    return next(filter(None, (first_difference(a, b, path) for a, b in zip(mine[3], theirs[3]))), None)


ACTIONS = {
    "talk": ncco.Talk, "stream": ncco.Stream, "input": ncco.Input, "record": ncco.Record, "connect": ncco.Connect,
    "conversation": ncco.Conversation, "notify": ncco.Notify, "wait": ncco.Wait, "transfer": ncco.Transfer,
}
ENDPOINTS = {
    "phone": PhoneEndpoint, "app": AppEndpoint, "websocket": WebsocketEndpoint, "sip": SipEndpoint, "vbc": VbcEndpoint,
}

# What its models call otherwise than the wire.
FIELDS = {"from": "from_", "content-type": "contentType"}


def lost(mine, theirs, path):
    """What of ours the SDK's model does not say again."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for name in mine:
            if name not in theirs:
                raise Differs(f"{path}.{name} is unknown to the SDK")
            lost(mine[name], theirs[name], f"{path}.{name}")
    elif isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        for index, (one, other) in enumerate(zip(mine, theirs)):
            lost(one, other, f"{path}[{index}]")
    elif mine != theirs:
        raise Differs(f"{path} is {theirs!r} in the SDK's, {mine!r} in ours")


def check_ncco(text):
    for index, action in enumerate(json.loads(text)):
        kind = ACTIONS.get(action["action"])
        if kind is None:
            raise Differs(f"there is no action {action['action']!r} in the SDK")
        fields = {FIELDS.get(name, name): one for name, one in action.items()
                  if name != "action" and (action["action"], name) not in OF_THEIR_OWN["ncco"]}
        if "endpoint" in fields:
            fields["endpoint"] = [
                ENDPOINTS[one["type"]](**{FIELDS.get(k, k): v for k, v in one.items() if k != "type"})
                for one in fields["endpoint"]]
        model = kind(**fields).model_dump(mode="json", by_alias=True, exclude_none=True)
        theirs = {**model, **{name: action[name] for kind, name in OF_THEIR_OWN["ncco"] if name in action and kind == action["action"]}}
        lost(action, theirs, f"[{index}] {action['action']}")


BUILDERS = {"twiml": by_twilio, "cxml": by_twilio, "texml": by_twilio, "plivo": by_plivo, "bxml": by_bandwidth}


def check_xml(text, dialect):
    element = ElementTree.fromstring(text)
    theirs = BUILDERS[dialect](element, dialect)
    difference = first_difference(shape(element), shape(ElementTree.fromstring(theirs.encode())))
    if difference:
        raise Differs(difference)


def check(text, dialect):
    """What the SDK says about a document; None where it would write the same."""
    try:
        check_ncco(text) if dialect == "ncco" else check_xml(text, dialect)
    except Exception as error:  # An SDK that refuses an argument says so in a class of its own.
        return f"{type(error).__name__}: {error}" if not isinstance(error, Differs) else str(error)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="documents whose name has this")
    options = parser.parse_args()
    failed = total = 0
    for file in sorted(ANSWERS.glob("*.*.*")):
        case, dialect, _ = file.name.split(".")
        if options.only not in file.name or dialect not in (*BUILDERS, "ncco"):
            continue
        total += 1
        fault = check(file.read_text("utf-8"), dialect)
        if fault:
            failed += 1
            print(f"{file.name}: {fault}")
    print(f"documents: {total} documents, {failed} that the SDKs would write otherwise")
    return 1 if failed or not total else 0


if __name__ == "__main__":
    sys.exit(main())
