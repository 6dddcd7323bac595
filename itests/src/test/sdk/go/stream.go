// Streams with alpaca-trade-api-go as it is, through a proxy.
//
// Usage: stream ws://127.0.0.1:8765 stocks|orderbooks|options|news SYMBOL...
//
// Credentials are in APCA_API_KEY_ID and APCA_API_SECRET_KEY. Prints what arrives, a line each; takes the commands
// "subscribe SYMBOL...", "unsubscribe SYMBOL..." and "leave" from standard input.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/alpacahq/alpaca-trade-api-go/v3/marketdata"
	"github.com/alpacahq/alpaca-trade-api-go/v3/marketdata/stream"
)

// client is what the clients of all streams have in common.
type client struct {
	connect     func(context.Context) error
	terminated  func() <-chan error
	subscribe   func(symbols ...string) error
	unsubscribe func(symbols ...string) error
}

func main() {
	proxy, what, symbols := os.Args[1], os.Args[2], os.Args[3:]
	// Runs whenever the server has acknowledged the subscriptions of a new connection.
	acknowledged := stream.WithConnectCallback(func() { fmt.Println("subscribed", strings.Join(symbols, ",")) })
	c := newClient(proxy, what, symbols, acknowledged)
	ctx, leave := context.WithCancel(context.Background())
	check(c.connect(ctx))
	commands := bufio.NewScanner(os.Stdin)
	for commands.Scan() && commands.Text() != "leave" {
		words := strings.Fields(commands.Text())
		if words[0] == "subscribe" {
			check(c.subscribe(words[1:]...))
			symbols = append(symbols, words[1:]...)
		} else {
			check(c.unsubscribe(words[1:]...))
			symbols = slices.DeleteFunc(symbols, func(s string) bool { return slices.Contains(words[1:], s) })
		}
		fmt.Println("subscribed", strings.Join(symbols, ","))
	}
	leave()
	check(<-c.terminated())
}

func newClient(proxy, what string, symbols []string, acknowledged stream.Option) client {
	switch what {
	case "stocks":
		c := stream.NewStocksClient(marketdata.IEX, stream.WithBaseURL(proxy+"/v2"),
			stream.WithTrades(onTrade, symbols...), acknowledged)
		return client{c.Connect, c.Terminated,
			func(s ...string) error { return c.SubscribeToTrades(onTrade, s...) }, c.UnsubscribeFromTrades}
	case "orderbooks":
		c := stream.NewCryptoClient(marketdata.US, stream.WithBaseURL(proxy+"/v1beta3/crypto"),
			stream.WithCryptoOrderbooks(onBook, symbols...), acknowledged)
		return client{c.Connect, c.Terminated,
			func(s ...string) error { return c.SubscribeToOrderbooks(onBook, s...) }, c.UnsubscribeFromOrderbooks}
	case "options":
		c := stream.NewOptionClient(marketdata.Indicative, stream.WithBaseURL(proxy+"/v1beta1"),
			stream.WithOptionTrades(onOptionTrade, symbols...), acknowledged)
		return client{c.Connect, c.Terminated,
			func(s ...string) error { return c.SubscribeToTrades(onOptionTrade, s...) }, c.UnsubscribeFromTrades}
	default:
		c := stream.NewNewsClient(stream.WithBaseURL(proxy+"/v1beta1/news"),
			stream.WithNews(onArticle, symbols...), acknowledged)
		return client{c.Connect, c.Terminated,
			func(s ...string) error { return c.SubscribeToNews(onArticle, s...) }, c.UnsubscribeFromNews}
	}
}

func onTrade(t stream.Trade) { fmt.Println("trade", t.Symbol, t.ID) }

func onOptionTrade(t stream.OptionTrade) { fmt.Println("trade", t.Symbol, t.Size) }

func onArticle(n stream.News) { fmt.Println("article", n.ID) }

func onBook(b stream.CryptoOrderbook) {
	extent := "change"
	if b.Reset {
		extent = "whole"
	}
	fmt.Println("book", b.Symbol, extent, side(b.Bids), side(b.Asks))
}

func side(levels []stream.CryptoOrderbookEntry) string {
	texts := []string{}
	for _, level := range levels {
		texts = append(texts, fmt.Sprintf("%v=%v", level.Price, level.Size))
	}
	if len(texts) == 0 {
		return "-"
	}
	return strings.Join(texts, ",")
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
