// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import static org.awaitility.Awaitility.await;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what an upstream connection tells, and notes every breach of the listener's contract. */
public class RecordingUpstreamListener implements UpstreamListener {
    /**
     * One message.
     *
     * @param bytes a copy
     */
    public record Message(FrameType type, byte[] bytes) {
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private final CompletableFuture<UpstreamInfo> opened = new CompletableFuture<>();
    private final CompletableFuture<Failure> closed = new CompletableFuture<>();
    private final CompletableFuture<Failure> failed = new CompletableFuture<>();
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<String> breaches = new CopyOnWriteArrayList<>();
    private final AtomicInteger activities = new AtomicInteger();
    private final AtomicBoolean calling = new AtomicBoolean();

    @Override
    public void onOpen(UpstreamInfo info) {
        call("onOpen", () -> {
            if (!opened.complete(info)) {
                breaches.add("onOpen twice");
            }
        });
    }

    @Override
    public void onFrame(FrameType type, ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        call("onFrame", () -> messages.add(new Message(type, bytes)));
    }

    @Override
    public void onActivity() {
        call("onActivity", activities::incrementAndGet);
    }

    @Override
    public void onClosed(Failure failure) {
        call("onClosed", () -> {
            if (!opened.isDone()) {
                breaches.add("onClosed without onOpen");
            }
        });
        closed.complete(failure);
    }

    @Override
    public void onFailed(Failure failure) {
        call("onFailed", () -> {
            if (opened.isDone()) {
                breaches.add("onFailed after onOpen");
            }
        });
        failed.complete(failure);
    }

    private void call(String method, Runnable body) {
        if (!calling.compareAndSet(false, true)) {
            breaches.add(method + " during another call");
        }
        if (closed.isDone() || failed.isDone()) {
            breaches.add(method + " after the end");
        }
        body.run();
        calling.set(false);
    }

    public UpstreamInfo awaitOpen() {
        return get(opened);
    }

    public Failure awaitClosed() {
        return get(closed);
    }

    public Failure awaitFailed() {
        return get(failed);
    }

    /** The messages so far, once there are at least so many. */
    public List<Message> awaitMessages(int count) {
        await().atMost(Deadlines.GENEROUS).until(() -> messages.size() >= count);
        return List.copyOf(messages);
    }

    public void awaitActivities(int count) {
        await().atMost(Deadlines.GENEROUS).until(() -> activities.get() >= count);
    }

    public List<Message> messages() {
        return List.copyOf(messages);
    }

    public boolean isOpen() {
        return opened.isDone() && !closed.isDone();
    }

    /** What the connector did that the contract forbids; empty when all is well. */
    public List<String> breaches() {
        return List.copyOf(breaches);
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(Deadlines.GENEROUS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        } catch (Exception e) {
            throw new AssertionError("The connector did not tell it in time", e);
        }
    }
}
