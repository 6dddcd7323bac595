// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.client.CoreClientUpgradeRequest;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that sees every frame, and can be told not to answer or not to read. */
final class TestClient implements FrameHandler {
    private static final long PATIENCE_S = 10;

    private final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private final AtomicLong textsReceived = new AtomicLong();
    private final AtomicInteger pings = new AtomicInteger();
    private volatile boolean answersPings = true;
    private volatile boolean reads = true;
    private boolean binary;
    private volatile CoreSession core;

    static TestClient connect(WebSocketCoreClient jetty, String url, Consumer<CoreClientUpgradeRequest> customizer)
            throws Exception {
        TestClient client = new TestClient();
        CoreClientUpgradeRequest request = CoreClientUpgradeRequest.from(jetty, URI.create(url), client);
        customizer.accept(request);
        jetty.connect(request).get(PATIENCE_S, TimeUnit.SECONDS);
        return client;
    }

    CoreSession core() {
        return core;
    }

    TestClient ignorePings() {
        answersPings = false;
        return this;
    }

    void stopReading() {
        reads = false;
    }

    long textsReceived() {
        return textsReceived.get();
    }

    int pings() {
        return pings.get();
    }

    void send(String text) {
        core.sendFrame(new Frame(OpCode.TEXT, text), Callback.NOOP, false);
    }

    void sendFragments(String... parts) {
        for (int i = 0; i < parts.length; i++) {
            byte opCode = i == 0 ? OpCode.TEXT : OpCode.CONTINUATION;
            core.sendFrame(new Frame(opCode, i == parts.length - 1, parts[i]), Callback.NOOP, false);
        }
    }

    /** Sends a JSON text as msgpack, in as many frames as there are cuts, and an empty one at the end. */
    void sendMsgpack(String json, int... cuts) {
        byte[] bytes = Encoding.MSGPACK.encode(JsonMapper.shared().readValue(json, Object.class));
        sendBinary(cuts.length == 0, Arrays.copyOf(bytes, cuts.length == 0 ? bytes.length : cuts[0]));
        for (int i = 0; i < cuts.length; i++) {
            int to = i + 1 < cuts.length ? cuts[i + 1] : bytes.length;
            byte[] part = Arrays.copyOfRange(bytes, cuts[i], to);
            core.sendFrame(new Frame(OpCode.CONTINUATION, false, ByteBuffer.wrap(part)), Callback.NOOP, false);
        }
        if (cuts.length > 0) {
            core.sendFrame(new Frame(OpCode.CONTINUATION, true, ""), Callback.NOOP, false);
        }
    }

    void sendBinary(boolean last, byte[] bytes) {
        core.sendFrame(new Frame(OpCode.BINARY, last, ByteBuffer.wrap(bytes)), Callback.NOOP, false);
    }

    String ping(String payload) throws InterruptedException {
        core.sendFrame(new Frame(OpCode.PING, payload), Callback.NOOP, false);
        return pongs.poll(PATIENCE_S, TimeUnit.SECONDS);
    }

    void close() {
        core.close(CloseStatus.NORMAL, "bye", Callback.NOOP);
    }

    /** The next frame as it came. */
    String next() throws InterruptedException {
        String text = texts.poll(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(text).as("a frame within %d s", PATIENCE_S).isNotNull();
        return text;
    }

    void expect(String frame) throws InterruptedException {
        assertThat(next()).isEqualTo(frame);
    }

    /** The messages of the next frame. */
    List<JsonNode> messages() throws InterruptedException {
        List<JsonNode> messages = new ArrayList<>();
        JsonMapper.shared().readTree(next()).forEach(messages::add);
        return messages;
    }

    /** The next binary frame, a character for each byte. */
    String nextBinary() throws InterruptedException {
        byte[] bytes = binaries.poll(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(bytes).as("a binary frame within %d s", PATIENCE_S).isNotNull();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The elements of the next binary frame. */
    List<Map<Value, Value>> msgpack() throws Exception {
        byte[] bytes = binaries.poll(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(bytes).as("a binary frame within %d s", PATIENCE_S).isNotNull();
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
            List<Map<Value, Value>> elements = new ArrayList<>();
            unpacker.unpackValue()
                    .asArrayValue()
                    .forEach(element -> elements.add(
                            new LinkedHashMap<>(element.asMapValue().map())));
            assertThat(unpacker.hasNext()).isFalse();
            return elements;
        }
    }

    /** The one element of the next binary frame, as JSON. */
    void expectMsgpack(String json) throws Exception {
        List<Map<Value, Value>> elements = msgpack();
        assertThat(elements).hasSize(1);
        assertThat(ValueFactory.newMap(elements.get(0)).toJson()).isEqualTo(json);
    }

    TestClient authenticatedInMsgpack() throws Exception {
        expectMsgpack("{\"T\":\"success\",\"msg\":\"connected\"}");
        sendMsgpack("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}");
        expectMsgpack("{\"T\":\"success\",\"msg\":\"authenticated\"}");
        return this;
    }

    /** What came and was not asked for yet. */
    List<String> pending() {
        return List.copyOf(texts);
    }

    /** Takes what came and was not asked for yet. */
    List<String> drain() {
        List<String> drained = new ArrayList<>();
        texts.drainTo(drained);
        return drained;
    }

    int closeCode() throws Exception {
        return closed.get(PATIENCE_S, TimeUnit.SECONDS).getCode();
    }

    String closeReason() throws Exception {
        return closed.get(PATIENCE_S, TimeUnit.SECONDS).getReason();
    }

    boolean isClosed() {
        return closed.isDone();
    }

    TestClient authenticated() throws InterruptedException {
        expect("[{\"T\":\"success\",\"msg\":\"connected\"}]");
        send("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}");
        expect("[{\"T\":\"success\",\"msg\":\"authenticated\"}]");
        return this;
    }

    @Override
    public void onOpen(CoreSession session, Callback callback) {
        core = session;
        callback.succeeded();
        session.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        ByteBuffer payload = frame.getPayload();
        switch (frame.getOpCode()) {
            case OpCode.TEXT, OpCode.BINARY, OpCode.CONTINUATION -> {
                binary = frame.getOpCode() == OpCode.CONTINUATION ? binary : frame.getOpCode() == OpCode.BINARY;
                message.writeBytes(BufferUtil.toArray(payload));
                if (frame.isFin()) {
                    onMessage(message.toByteArray());
                    message.reset();
                }
            }
            case OpCode.PONG -> pongs.add(BufferUtil.toUTF8String(payload));
            case OpCode.PING -> answer(BufferUtil.toArray(payload));
            default -> {}
        }
        callback.succeeded();
        if (reads && frame.getOpCode() != OpCode.CLOSE) {
            core.demand();
        }
    }

    private void onMessage(byte[] bytes) {
        if (binary) {
            binaries.add(bytes);
        } else {
            texts.add(new String(bytes, StandardCharsets.UTF_8));
            textsReceived.incrementAndGet();
        }
    }

    private void answer(byte[] payload) {
        pings.incrementAndGet();
        if (answersPings) {
            core.sendFrame(new Frame(OpCode.PONG, ByteBuffer.wrap(payload)), Callback.NOOP, false);
        }
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        closed.complete(status);
        callback.succeeded();
    }
}
