"""Streams with alpaca-py as it is, through a proxy.

Usage: stream.py ws://127.0.0.1:8765 stocks|orderbooks|options|news|account SYMBOL...

Credentials are in APCA_API_KEY_ID and APCA_API_SECRET_KEY. Prints what arrives, a line each; takes the commands
"subscribe SYMBOL...", "unsubscribe SYMBOL..." and "leave" from standard input. The account has streams in place of
symbols, of which this SDK knows but one, trade_updates, and cannot give it back.
"""

import json
import logging
import os
import re
import sys
import threading

from alpaca.data.live import CryptoDataStream, NewsDataStream, OptionDataStream, StockDataStream
from alpaca.trading.enums import TradeEvent
from alpaca.trading.stream import TradingStream


def say(*words):
    print(*words, flush=True)


class Acknowledgements(logging.Handler):
    """The SDK tells only its log what the server has acknowledged."""

    def __init__(self, channel):
        super().__init__(logging.INFO)
        self.channel = channel

    def emit(self, record):
        text = record.getMessage()
        if text.startswith("subscribed to"):
            symbols = re.search(rf"\b{self.channel}: \[(.*?)\]", text)
            say("subscribed", symbols.group(1).replace("'", "").replace(" ", "") if symbols else "")
        else:
            print(text, file=sys.stderr)


class Listening(logging.Handler):
    """Of the account stream not even that; the log of its WebSocket has what came."""

    def emit(self, record):
        if record.msg == "< %s":
            text = record.args[0].data
            if b'"listening"' in text:
                say("subscribed", ",".join(json.loads(text)["data"]["streams"]))


async def on_trade(trade):
    say("trade", trade.symbol, trade.id)


async def on_option_trade(trade):
    say("trade", trade.symbol, int(trade.size))


async def on_article(article):
    say("article", article.id)


async def on_book(book):
    say("book", book.symbol, "whole" if book.reset else "change", side(book.bids), side(book.asks))


async def on_update(update):
    say("order", TradeEvent(update.event).value, update.order.symbol, update.order.client_order_id)


def side(levels):
    return ",".join(f"{level.price}={level.size}" for level in levels) or "-"


def stream_of(what, proxy):
    key, secret = os.environ["APCA_API_KEY_ID"], os.environ["APCA_API_SECRET_KEY"]
    if what == "stocks":
        stream = StockDataStream(key, secret, url_override=f"{proxy}/v2/iex")
        return stream, "trades", on_trade, stream.subscribe_trades, stream.unsubscribe_trades
    if what == "orderbooks":
        stream = CryptoDataStream(key, secret, url_override=f"{proxy}/v1beta3/crypto/us")
        return stream, "orderbooks", on_book, stream.subscribe_orderbooks, stream.unsubscribe_orderbooks
    if what == "options":
        stream = OptionDataStream(key, secret, url_override=f"{proxy}/v1beta1/indicative")
        return stream, "trades", on_option_trade, stream.subscribe_trades, stream.unsubscribe_trades
    if what == "account":
        stream = TradingStream(key, secret, paper=True, url_override=f"{proxy}/stream")
        return stream, "", on_update, lambda handler, *streams: stream.subscribe_trade_updates(handler), None
    stream = NewsDataStream(key, secret, url_override=f"{proxy}/v1beta1/news")
    return stream, "news", on_article, stream.subscribe_news, stream.unsubscribe_news


def main(proxy, what, *symbols):
    stream, channel, handler, subscribe, unsubscribe = stream_of(what, proxy)
    log = logging.getLogger("alpaca")
    log.setLevel(logging.INFO)
    log.addHandler(Acknowledgements(channel))
    frames = logging.getLogger("websockets.client")
    if what == "account":
        frames.setLevel(logging.DEBUG)
        frames.addHandler(Listening())

    def obey():
        for line in sys.stdin:
            command, *names = line.split()
            if command == "leave":
                break
            if command == "subscribe":
                subscribe(handler, *names)
            else:
                unsubscribe(*names)
        stream.stop()

    subscribe(handler, *symbols)
    threading.Thread(target=obey, daemon=True).start()
    stream.run()


main(*sys.argv[1:])
