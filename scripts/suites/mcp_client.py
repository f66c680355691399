#!/usr/bin/env python3
"""Speaks with /mcp by the official Python client of the Model Context Protocol (PyPI: mcp).

    mcp_client.py URL --token TOKEN --version 2025-11-25
"""
import argparse
import asyncio
import json
import uuid

from mcp import ClientSession, McpError
from mcp.client.streamable_http import streamablehttp_client


async def refused(awaitable, code):
    try:
        await awaitable
    except McpError as error:
        assert error.error.code == code, error
        return
    raise AssertionError(f"nothing was refused with {code}")


async def everything(session, version):
    introduction = await session.initialize()
    assert introduction.protocolVersion == version, introduction.protocolVersion
    assert introduction.serverInfo.name == "switchboard"
    await session.send_ping()

    tools = {tool.name: tool for tool in (await session.list_tools()).tools}
    for name in ("lookup_number", "recent_callers", "search_contacts", "call_context", "search_transcripts",
                 "log_interaction", "click_to_call"):
        assert name in tools, sorted(tools)
        assert tools[name].outputSchema["type"] == "object"

    # The client holds each result against the tool's own output schema.
    async def call(name, arguments, fails=False):
        result = await session.call_tool(name, arguments)
        assert bool(result.isError) is fails, (name, result)
        if not fails:
            assert json.loads(result.content[0].text) == result.structuredContent
        return result.structuredContent

    contacts = (await call("search_contacts", {"limit": 5}))["data"]
    contact = contacts[0]
    assert (await call("get_contact", {"id": contact["id"]}))["data"]["name"] == contact["name"]
    number = next(one["number"] for one in contacts for one in one["numbers"])
    assert (await call("lookup_number", {"phoneNumber": number}))["data"]["match"] in ("one", "many")
    callers = await call("recent_callers", {"limit": 3})
    assert callers["success"] is True
    calls = (await call("call_history", {"limit": 3}))["data"]
    for one in calls:
        await call("call_context", {"callSid": one["call"]})
        await call("call_transcript", {"conversationId": one["call"]})
    await call("search_transcripts", {"q": "thank"})

    key = str(uuid.uuid4())
    arguments = {"id": contact["id"], "kind": "note", "summary": "Heard by an agent", "idempotencyKey": key}
    assert await call("log_interaction", arguments) == await call("log_interaction", arguments)
    await call("contact_history", {"id": contact["id"]})
    await call("get_contact", {"id": "con_1"}, fails=True)
    await call("lookup_number", {"phoneNumber": "7"}, fails=True)

    cursor, addresses = None, []
    for _ in range(3):
        page = await session.list_resources(cursor) if cursor else await session.list_resources()
        addresses += [str(resource.uri) for resource in page.resources]
        cursor = page.nextCursor
        if not cursor:
            break
    assert len(addresses) > 50 and len(set(addresses)) == len(addresses)
    templates = (await session.list_resource_templates()).resourceTemplates
    assert {template.name for template in templates} == {"contact", "call"}
    for uri in (addresses[0], f"switchboard://calls/{calls[0]['call']}"):
        contents = (await session.read_resource(uri)).contents[0]
        assert contents.mimeType == "application/json" and json.loads(contents.text)["success"] is True
    await refused(session.read_resource("switchboard://contacts/con_1"), -32002)
    return len(tools)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--token", required=True)
    parser.add_argument("--version", required=True)
    arguments = parser.parse_args()
    headers = {"Authorization": f"Bearer {arguments.token}"}
    async with streamablehttp_client(f"{arguments.url}/mcp", headers=headers, timeout=600) as (reading, writing, _):
        async with ClientSession(reading, writing) as session:
            count = await everything(session, arguments.version)
    print(f"mcp {arguments.version}: the official client is content with {count} tools.")


asyncio.run(main())
