"""A server of a mini program, written with wechatpy as it comes from its registry.

In: one line of JSON a call on standard input: `origin`, `port`, `appid`, `secret`, `call`, `arguments`. Out: one line of JSON each, `value` or
`failure` with the vendor's number. Must not: change the SDK; it asks for the vendor's address, and a transport of `requests` leads that here.
"""

import base64
import json
import sys
import warnings

from requests.adapters import HTTPAdapter
from wechatpy import WeChatClient
from wechatpy.crypto import WeChatWxaCrypto
from wechatpy.exceptions import WeChatClientException

VENDOR = "https://api.weixin.qq.com"


class ToPlatform(HTTPAdapter):
    def __init__(self, origin, port):
        super().__init__()
        self.host = origin.split("://")[1]
        self.address = f"http://127.0.0.1:{port}"

    def send(self, request, **options):
        request.url = request.url.replace(VENDOR, self.address)
        request.headers["Host"] = self.host
        return super().send(request, **options)


def run(client, call, arguments):
    if call == "decrypt":
        crypto = WeChatWxaCrypto(arguments["session_key"], arguments["iv"], client.appid)
        return crypto.decrypt_message(arguments["data"])
    if call == "token":
        return client.fetch_access_token()
    return getattr(client.wxa, call)(**arguments)


def answer(line):
    asked = json.loads(line)
    client = WeChatClient(asked["appid"], asked["secret"])
    client._http.mount(VENDOR, ToPlatform(asked["origin"], asked["port"]))
    try:
        value = run(client, asked["call"], asked["arguments"])
    except WeChatClientException as error:
        return {"failure": error.errcode}
    if hasattr(value, "content"):
        return {"value": {"type": value.headers["Content-Type"], "base64": base64.b64encode(value.content).decode()}}
    return {"value": value}


warnings.simplefilter("ignore")
for line in sys.stdin:
    print(json.dumps(answer(line)), flush=True)
