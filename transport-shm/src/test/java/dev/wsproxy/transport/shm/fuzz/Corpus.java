// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.fuzz;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.LogLevel;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import dev.wsproxy.wire.Close;
import dev.wsproxy.wire.Done;
import dev.wsproxy.wire.EventCodec;
import dev.wsproxy.wire.Farewell;
import dev.wsproxy.wire.Goodbye;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.NotUnderstood;
import dev.wsproxy.wire.Open;
import dev.wsproxy.wire.Refused;
import dev.wsproxy.wire.Restate;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.SetLogLevel;
import dev.wsproxy.wire.StatusQuery;
import dev.wsproxy.wire.StatusReply;
import dev.wsproxy.wire.Subscribe;
import dev.wsproxy.wire.Welcome;
import dev.wsproxy.wire.WireMessage;
import dev.wsproxy.wire.WireVersion;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** One valid message of each kind. */
final class Corpus {
    private static final Failure FAILURE = Failure.of(ErrorCode.CONNECTION_LIMIT, 406, "held elsewhere – close it");
    private static final JoinPosition POSITION = new JoinPosition(1, 2, 3, 4, 5, 6, 7);

    private Corpus() {}

    /** What a client sends on its control socket. {@code Stop} is not among them: it would be obeyed. */
    static List<byte[]> ofClient() {
        Stream<ByteBuffer> requests = Stream.<WireMessage>of(
                        new Hello(WireVersion.CURRENT, false, 4711, "strategy é", "0.1.0"),
                        new Hello(WireVersion.CURRENT + 1, false, 4711, "of another version", "9.9.9"),
                        new Hello(WireVersion.CURRENT, true, 4711, "administrator", "0.1.0"),
                        new Open(7, openRequest()),
                        new Send(7, FrameType.BINARY, ByteBuffer.wrap(new byte[] {1, 2, 3})),
                        new Subscribe(7, 99, true, new SubscriptionRequest("trades", List.of("AAPL", "MSFT"), "")),
                        new Close(7),
                        new Restate(7),
                        new StatusQuery(5),
                        new SetLogLevel(6, LogLevel.INFO),
                        new Goodbye())
                .map(WireMessage::encode);
        Stream<ByteBuffer> own = Stream.of(
                        new TransportMessage.Ring(),
                        new TransportMessage.QueueReady(POSITION),
                        new TransportMessage.Released(7))
                .map(TransportMessage::encode);
        return Stream.concat(requests, own).map(Corpus::bytes).toList();
    }

    /** What a proxy sends, on the socket and in queues. */
    static List<byte[]> ofProxy() {
        Stream<ByteBuffer> replies = Stream.<WireMessage>of(
                        new Welcome(1, 3, 42, "0.1.0", "/dev/shm/wsproxy/clients/3"),
                        new Refused(FAILURE),
                        new Farewell(FAILURE),
                        new Done(9),
                        new NotUnderstood(60, FAILURE),
                        new StatusReply(5, ScriptedHost.STATUS))
                .map(WireMessage::encode);
        Stream<ByteBuffer> own = Stream.of(
                        new TransportMessage.Attached(1, 2, 3, POSITION, Path.of("/dev/shm/queue")),
                        new TransportMessage.Detached(1, POSITION))
                .map(TransportMessage::encode);
        return Stream.of(replies, own, events().map(EventCodec::encode))
                .flatMap(all -> all)
                .map(Corpus::bytes)
                .toList();
    }

    private static Stream<ClientEvent> events() {
        return Stream.of(
                new ClientEvent.Opened(4, true, "alpaca"),
                new ClientEvent.OpenFailed(FAILURE),
                new ClientEvent.Authenticated(),
                new ClientEvent.Closed(FAILURE),
                new ClientEvent.ErrorReported(FAILURE),
                new ClientEvent.Reconnecting(FAILURE),
                new ClientEvent.Reconnected(),
                new ClientEvent.Gap(1, 2, FAILURE),
                new ClientEvent.SubscriptionChanged(3, Set.of("AAPL", "MSFT")),
                new ClientEvent.SubscriptionRefused(3, FAILURE));
    }

    private static OpenRequest openRequest() {
        return new OpenRequest(
                "wss://h/p?q=1",
                "key",
                "secret",
                Map.of("A", "b", "C", "d"),
                List.of("v1", "v2"),
                List.of("{\"hello\":1}"),
                "passthrough");
    }

    private static byte[] bytes(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return bytes;
    }
}
