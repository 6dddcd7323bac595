// Streams with @alpacahq/alpaca-trade-api 3 as it is, through a proxy.
//
// Usage: stream.js ws://127.0.0.1:8765 stocks|orderbooks|options|news|account SYMBOL...
//
// The SDK makes wss of ws, except for order books and the account; so Node has to trust the proxy's certificate (NODE_EXTRA_CA_CERTS).
// Credentials are in APCA_API_KEY_ID and APCA_API_SECRET_KEY. Prints what arrives, a line each; takes the commands
// "subscribe SYMBOL...", "unsubscribe SYMBOL..." and "leave" from standard input. The account has streams in place of
// symbols, and this SDK cannot give one back.
const { createInterface } = require("node:readline");
const Alpaca = require("@alpacahq/alpaca-trade-api");

const [proxy, what, ...symbols] = process.argv.slice(2);
const say = (...words) => process.stdout.write(words.join(" ") + "\n");
const side = (levels) => levels.map((level) => `${level.Price}=${level.Size}`).join() || "-";
const alpaca = new Alpaca({ baseUrl: proxy, dataStreamUrl: proxy, paper: true, verbose: true });

const [stream, channel] = {
  stocks: [alpaca.data_stream_v2, "Trades"],
  orderbooks: [alpaca.crypto_stream_v1beta3, "Orderbooks"],
  options: [alpaca.option_stream, "Trades"],
  news: [alpaca.news_stream, "News"],
  account: [alpaca.trade_ws, ""],
}[what];

const handlers = {
  stocks: () => stream.onStockTrade((trade) => say("trade", trade.Symbol, trade.ID)),
  orderbooks: () =>
    stream.onCryptoOrderbook((book) =>
      say("book", book.S, book.r ? "whole" : "change", side(book.Bids), side(book.Asks)),
    ),
  options: () => stream.onOptionTrade((trade) => say("trade", trade.Symbol, trade.Size)),
  news: () => stream.onNews((article) => say("article", article.ID)),
  account: () =>
    stream.onOrderUpdate((update) => say("order", update.event, update.order.symbol, update.order.client_order_id)),
};

// The SDK tells only its log what the server has acknowledged: "trades: AAPL,MSFT," or, for order books, as JSON.
console.log = (text) => {
  const found = new RegExp(`${channel}"?: ?\\[?([^\\n\\]]*)`, "i").exec(text);
  if (String(text).startsWith("listening to streams") && found) {
    say("subscribed", found[1].replaceAll('"', "").replace(/,$/, ""));
  } else {
    console.error(text);
  }
};

// Of the account stream not even that: there it is told to nobody. So look at what comes.
const listen = (streams) => {
  stream.conn.on("message", (data) => {
    const message = JSON.parse(data);
    if (message.stream === "listening") {
      say("subscribed", message.data.streams.join());
    }
  });
  stream.subscribe(streams);
};

handlers[what]();
stream.onError((error) => console.error(error));
stream.onConnect(() => (what === "account" ? listen(symbols) : stream[`subscribeFor${channel}`](symbols)));
stream.connect();

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [command, ...names] = line.split(" ");
    if (command === "leave") {
      process.stdin.destroy();
      stream.disconnect();
    } else {
      stream[`${command}${command === "subscribe" ? "For" : "From"}${channel}`](names);
    }
  })
  .on("close", () => stream.disconnect());
