// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.msgpack.value.Value;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that sees every frame, and can be told not to answer or not to read. */
final class TestClient implements FrameHandler {
    private static final long PATIENCE_S = 10;

    private final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> binaries = new LinkedBlockingQueue<>();
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

    void readOn() {
        reads = true;
        core.demand();
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
            Frame frame = new Frame(i == 0 ? OpCode.TEXT : OpCode.CONTINUATION, i == parts.length - 1, parts[i]);
            core.sendFrame(frame, Callback.NOOP, false);
        }
    }

    void sendMsgpack(String json) {
        sendBinary(Msgpack.encode(json));
    }

    /** Sends a JSON text as msgpack, in frames of so many bytes and an empty one at the end. */
    void sendMsgpack(String json, int length) {
        byte[] bytes = Msgpack.encode(json);
        for (int at = 0; at < bytes.length; at += length) {
            byte[] part = Arrays.copyOfRange(bytes, at, Math.min(at + length, bytes.length));
            byte opCode = at == 0 ? OpCode.BINARY : OpCode.CONTINUATION;
            core.sendFrame(new Frame(opCode, false, ByteBuffer.wrap(part)), Callback.NOOP, false);
        }
        core.sendFrame(new Frame(OpCode.CONTINUATION, true, ""), Callback.NOOP, false);
    }

    void sendBinary(byte[] bytes) {
        core.sendFrame(new Frame(OpCode.BINARY, ByteBuffer.wrap(bytes)), Callback.NOOP, false);
    }

    String ping(String payload) throws InterruptedException {
        core.sendFrame(new Frame(OpCode.PING, payload), Callback.NOOP, false);
        return pongs.poll(PATIENCE_S, TimeUnit.SECONDS);
    }

    void close() {
        core.close(CloseStatus.NORMAL, "bye", Callback.NOOP);
    }

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
        return JsonMapper.shared().readTree(next()).valueStream().toList();
    }

    /** The next binary frame, a character for each byte. */
    String nextBinary() throws InterruptedException {
        String bytes = binaries.poll(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(bytes).as("a binary frame within %d s", PATIENCE_S).isNotNull();
        return bytes;
    }

    /** The elements of the next binary frame. */
    List<Map<Value, Value>> msgpack() throws Exception {
        return Msgpack.elements(nextBinary().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** @param json the only element of the next binary frame */
    void expectMsgpack(String json) throws Exception {
        assertThat(Msgpack.json(nextBinary().getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("[" + json + "]");
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
            binaries.add(new String(bytes, StandardCharsets.ISO_8859_1));
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
