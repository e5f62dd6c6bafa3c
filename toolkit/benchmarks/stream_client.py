"""Receives trades from a WebSocket into a DataFrame, and prints the seconds from its subscription to the DataFrame."""

import asyncio
import sys
import time

import orjson
import pandas
import websockets
from websockets.asyncio.client import connect


async def main(address, count):
    async with connect(address, max_size=None, compression=None, ping_interval=None) as socket:
        begin = time.perf_counter()
        await socket.send('{"id":1,"cmd":"subscribe","params":{"channels":["trade"]}}')
        rows = []
        for _ in range(count):
            rows.append(orjson.loads(await socket.recv())["msg"])
        frame = pandas.DataFrame(rows)
        seconds = time.perf_counter() - begin
    assert len(frame) == count, len(frame)
    contracts = sum(round(float(each) * 100) for each in frame["count_fp"])
    versions = f"Python {sys.version.split()[0]}, websockets {websockets.__version__}, orjson {orjson.__version__}"
    print(seconds, contracts, f"{versions}, pandas {pandas.__version__}", sep=";")


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
