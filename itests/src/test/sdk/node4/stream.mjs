// Streams with @alpacahq/alpaca-trade-api 4 as it is, through a proxy.
//
// Usage: stream.mjs ws://127.0.0.1:8765 stocks|orderbooks|options|news|account SYMBOL...
//
// Credentials are in APCA_API_KEY_ID and APCA_API_SECRET_KEY. Prints what arrives, a line each; takes the commands
// "subscribe SYMBOL...", "unsubscribe SYMBOL..." and "leave" from standard input. The account has streams in place of
// symbols, of which this SDK knows but one, trade_updates, and cannot give it back.
import { createInterface } from "node:readline";
import { Alpaca } from "@alpacahq/alpaca-trade-api";

const [proxy, what, ...symbols] = process.argv.slice(2);
const say = (...words) => process.stdout.write(words.join(" ") + "\n");
const side = (levels) => levels.map((level) => `${level.price}=${level.size}`).join() || "-";
const { marketData, trading } = new Alpaca();

const streams = {
  stocks: () =>
    marketData
      .stockStream({ url: `${proxy}/v2/iex` })
      .onTrade((trade) => say("trade", trade.symbol, trade.id)),
  orderbooks: () =>
    marketData
      .cryptoStream({ url: `${proxy}/v1beta3/crypto/us` })
      .onOrderbook((book) =>
        say("book", book.symbol, book.reset ? "whole" : "change", side(book.bids), side(book.asks)),
      ),
  options: () =>
    marketData
      .optionStream({ url: `${proxy}/v1beta1/indicative` })
      .onTrade((trade) => say("trade", trade.symbol, trade.size)),
  news: () =>
    marketData.newsStream({ url: `${proxy}/v1beta1/news` }).onNews((article) => say("article", article.id)),
  account: () =>
    trading
      .stream({ url: `${proxy}/stream` })
      .onTradeUpdate(({ event, order }) => say("order", event, order.symbol, order.clientOrderId)),
};
const channel = { stocks: "Trades", orderbooks: "Orderbooks", options: "Trades", news: "News", account: "" }[what];
const stream = streams[what]();
stream.on("subscription", (all) => say("subscribed", (what === "account" ? all : all[channel.toLowerCase()]).join()));
stream.onError((error) => console.error(error));
if (what === "account") {
  stream.subscribeTradeUpdates();
} else {
  stream[`subscribeFor${channel}`](symbols);
}
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
