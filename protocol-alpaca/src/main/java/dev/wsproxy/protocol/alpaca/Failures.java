// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Refused;

/** Says to people what went wrong on an endpoint, and what to do. */
final class Failures {
    private final String endpoint;

    Failures(Endpoint endpoint) {
        this.endpoint = endpoint.name();
    }

    Failure of(Refused refusal) {
        return Failure.of(refusal.errorCode(), refusal.code(), reason(refusal));
    }

    private String reason(Refused refusal) {
        return AlpacaError.of(refusal.code())
                .map(error -> switch (error) {
                    case AUTH_FAILED ->
                        endpoint
                                + " refused the key and secret: check both, and that they are of this environment (live,"
                                + " paper or sandbox)";
                    case AUTH_TIMEOUT ->
                        "no valid credentials reached " + endpoint
                                + " within 10 s: authenticate sooner, or give key and" + " secret when opening";
                    case CONNECTION_LIMIT_EXCEEDED ->
                        "another program holds the account's only connection to " + endpoint + ": close it, or let it"
                                + " use this proxy, which never opens two";
                    case INSUFFICIENT_SUBSCRIPTION, INSUFFICIENT_SCOPE ->
                        "the account's plan does not include " + endpoint + ": use another feed, or extend the plan";
                    case SYMBOL_LIMIT_EXCEEDED ->
                        "with these symbols the account would exceed its plan's limit, which all programs that share the"
                                + " connection share: unsubscribe from others first";
                    default -> endpoint + " answered: " + error.text();
                })
                .orElseGet(() -> endpoint + " answered: " + refusal.text());
    }

    /** A client's secret is not the one that the upstream accepted. */
    Failure otherSecret() {
        return Failure.of(
                ErrorCode.AUTHENTICATION_FAILED,
                AlpacaError.AUTH_FAILED.code(),
                "the secret differs from the one that " + endpoint
                        + " accepted for this key: check it; after a change of"
                        + " the secret, close the other clients first, or stop the proxy");
    }

    /** A client presents the key of another account than it was opened for. */
    Failure otherAccount() {
        return Failure.of(
                ErrorCode.AUTHENTICATION_FAILED,
                AlpacaError.AUTH_FAILED.code(),
                "the key is not that of the account for which the connection to " + endpoint + " was opened");
    }

    Failure unknownChannel(Feed feed, String channel) {
        return Failure.of(
                ErrorCode.UNKNOWN_CHANNEL,
                AlpacaError.INVALID_SUBSCRIBE_ACTION.code(),
                feed.path() + " has no channel " + channel + ": it has " + feed.channelNames());
    }

    Failure mirror(Channel channel) {
        return Failure.of(
                ErrorCode.INVALID_REQUEST,
                AlpacaError.INVALID_SYNTAX.code(),
                channel.name() + " come with trades: subscribe to trades");
    }

    Failure badSymbol(String symbol) {
        return Failure.of(
                ErrorCode.INVALID_REQUEST,
                AlpacaError.INVALID_SYNTAX.code(),
                "a symbol is 1 to 64 printable ASCII characters without spaces: symbol=" + symbol);
    }

    Failure noStream(String name) {
        return Failure.of(
                ErrorCode.UNKNOWN_CHANNEL,
                endpoint + " has no stream " + name + ": subscribe to trade_updates with the symbol *");
    }

    Failure noSymbols(String stream) {
        return Failure.of(
                ErrorCode.INVALID_REQUEST,
                "the streams of an account have no symbols: subscribe to " + stream + " with the only symbol *");
    }

    Failure tooManyRequests() {
        return Failure.of(
                ErrorCode.LIMIT_EXCEEDED,
                "too many requests wait for the upstream's answer: wait for answers before asking for more");
    }

    /** The upstream could not be asked yet, or has not answered. */
    Failure noVerdict() {
        return noAnswer("the credentials are not judged yet; authenticate again");
    }

    Failure noAnswer(String what) {
        return Failure.of(ErrorCode.TIMEOUT, endpoint + " did not answer in time: " + what);
    }

    /** What the upstream no longer grants after a reconnection. */
    Failure revoked(Refused refusal, ChannelSet symbols) {
        return Failure.of(
                refusal.errorCode(),
                refusal.code(),
                "when subscribing again after a reconnection, " + endpoint + " refused " + symbols + ": "
                        + refusal.text());
    }

    Failure notGranted(ChannelSet symbols) {
        return Failure.of(
                ErrorCode.INVALID_REQUEST,
                endpoint + " acknowledged the subscription without " + symbols + ": check how they are written");
    }

    Failure unroutable(String what, long suppressed) {
        String more = suppressed == 0 ? "" : "; " + suppressed + " more since the last report";
        return Failure.of(ErrorCode.PROTOCOL_ERROR, endpoint + " sent " + what + ", which was dropped" + more);
    }
}
