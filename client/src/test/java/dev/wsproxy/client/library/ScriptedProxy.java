// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.wire.Close;
import dev.wsproxy.wire.Done;
import dev.wsproxy.wire.Open;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.SetLogLevel;
import dev.wsproxy.wire.StatusQuery;
import dev.wsproxy.wire.StatusReply;
import dev.wsproxy.wire.Stop;
import dev.wsproxy.wire.Subscribe;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Answers what a client asks as a proxy would, with 100 plus the handle as the connection's id. */
final class ScriptedProxy implements BiConsumer<FakeLink, Request> {
    static final ProxyStatus STATUS = new ProxyStatus(
            4711,
            "test",
            1,
            Path.of("/somewhere"),
            List.of(),
            List.of(),
            List.of(),
            new ProxyStatus.Services(List.of("fake"), List.of(), List.of(), List.of()));

    @Override
    public void accept(FakeLink link, Request request) {
        if (request instanceof Open open) {
            link.event(open.handle(), new ClientEvent.Opened(100 + open.handle(), true, "fake"));
            link.event(open.handle(), new ClientEvent.Authenticated());
        } else if (request instanceof Subscribe subscribe) {
            link.event(
                    subscribe.handle(),
                    new ClientEvent.SubscriptionChanged(
                            subscribe.correlationId(),
                            subscribe.subscription().symbols().contains("AAPL") ? Set.of("AAPL") : Set.of()));
        } else if (request instanceof Close close) {
            link.event(close.handle(), new ClientEvent.Closed(Failure.of(ErrorCode.CLOSED, "as asked")));
        } else if (request instanceof StatusQuery query) {
            link.reply(new StatusReply(query.correlationId(), STATUS));
        } else if (request instanceof SetLogLevel level) {
            link.reply(new Done(level.correlationId()));
        } else if (request instanceof Stop stop) {
            link.reply(new Done(stop.correlationId()));
        }
    }
}
