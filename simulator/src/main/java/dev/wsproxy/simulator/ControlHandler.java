// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Offers over HTTP what {@link Simulator} offers to its own process. Every answer is a JSON object. */
final class ControlHandler extends Handler.Abstract {
    private static final Map<String, Boolean> OK = Map.of("ok", true);

    private interface Command {
        Object run(Query query, Request request) throws IOException;
    }

    private record Published(String symbol, long lastTrade) {}

    private final Simulator simulator;
    private final Map<String, Command> questions;
    private final Map<String, Command> commands;

    ControlHandler(Simulator simulator) {
        this.simulator = simulator;
        questions = Map.of(
                "/stats", (query, request) -> simulator.stats(),
                "/book", (query, request) -> simulator.orderBook(query.text("symbol")));
        commands = Map.of(
                "/control/drop",
                (query, request) -> done(simulator::dropConnections),
                "/control/close",
                (query, request) -> close(query),
                "/control/silence",
                (query, request) -> done(() -> simulator.silence(query.flag("on"))),
                "/control/refuse",
                (query, request) -> done(() -> simulator.refuseUpgrades(query.number("status"))),
                "/control/rate",
                (query, request) -> done(() -> simulator.setRate(query.number("value"))),
                "/control/publish",
                (query, request) -> publish(query),
                "/control/news",
                (query, request) -> news(query),
                "/control/trade-update",
                (query, request) -> tradeUpdate(query),
                "/control/frame",
                this::frame);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        String path = Request.getPathInContext(request);
        Command question = questions.get(path);
        Command command = commands.get(path);
        if (question != null) {
            run(question, request, response, callback);
        } else if (command == null) {
            refuse(response, callback, HttpStatus.NOT_FOUND_404, "no such path: " + path);
        } else if (!HttpMethod.POST.is(request.getMethod())) {
            refuse(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, "use POST");
        } else if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
            refuse(response, callback, HttpStatus.FORBIDDEN_403, "web pages must not control the simulator");
        } else {
            run(command, request, response, callback);
        }
        return true;
    }

    private static void run(Command command, Request request, Response response, Callback callback) throws IOException {
        try {
            reply(response, callback, HttpStatus.OK_200, command.run(Query.of(request), request));
        } catch (IllegalArgumentException e) {
            refuse(response, callback, HttpStatus.BAD_REQUEST_400, e.getMessage());
        }
    }

    private static Object done(Runnable command) {
        command.run();
        return OK;
    }

    private Object close(Query query) {
        simulator.closeConnections(query.number("code"), query.text("reason", ""));
        return OK;
    }

    private Object publish(Query query) {
        String symbol = query.text("symbol");
        Channel channel = query.channel("channel", Channel.TRADES);
        long lastTrade = simulator.publish(channel, symbol, query.number("count", 1));
        return new Published(symbol, lastTrade);
    }

    private Object news(Query query) {
        List<String> symbols = Arrays.stream(query.text("symbols", "").split(","))
                .filter(symbol -> !symbol.isEmpty())
                .toList();
        return Map.of("lastArticle", simulator.publishArticle(symbols));
    }

    private Object tradeUpdate(Query query) {
        int receivers =
                simulator.publishTradeUpdate(query.text("key"), query.text("event", "fill"), query.text("symbol"));
        return Map.of("receivers", receivers);
    }

    private Object frame(Query query, Request request) throws IOException {
        int receivers = simulator.publishFrame(Feed.of(query.text("path")), Content.Source.asString(request));
        return Map.of("receivers", receivers);
    }

    private static void refuse(Response response, Callback callback, int status, @Nullable String why) {
        reply(response, callback, status, Map.of("error", String.valueOf(why)));
    }

    private static void reply(Response response, Callback callback, int status, Object body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(JsonMapper.shared().writeValueAsBytes(body)), callback);
    }
}
