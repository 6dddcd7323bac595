// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.SendResult;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.transport.shm.ClientFiles;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.HeartbeatWatch;
import dev.wsproxy.transport.shm.queue.GenerationReader;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The shared memory of a client's link. */
final class SharedQueues implements LinkQueues {
    private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(10);

    private final FlagsPage flags;
    private final RequestQueue requests;
    private final Streams streams;
    private final ClientHeartbeats heartbeats;
    private final Executor maintenance;
    private final HeartbeatWatch proxy = new HeartbeatWatch(SILENCE_NS, System.nanoTime());

    private SharedQueues(
            FlagsPage flags,
            RequestQueue requests,
            Streams streams,
            ClientHeartbeats heartbeats,
            Executor maintenance) {
        this.flags = flags;
        this.requests = requests;
        this.streams = streams;
        this.heartbeats = heartbeats;
        this.maintenance = maintenance;
        heartbeats.add(flags);
    }

    /** Maps what the proxy has made and adds what this client writes; takes some milliseconds. */
    static SharedQueues open(
            ClientFiles files,
            JoinPosition firstReply,
            ControlSocket socket,
            ClientHeartbeats heartbeats,
            Executor maintenance)
            throws IOException {
        FlagsPage flags = FlagsPage.open(files.flags());
        GenerationReader replies =
                GenerationReader.open(files.replies(), firstReply, 0, flags::replyGeneration, maintenance);
        try {
            RequestQueue requests = RequestQueue.create(files.requests(), flags, socket, maintenance);
            Streams streams = new Streams(replies, flags, socket, maintenance);
            return new SharedQueues(flags, requests, streams, heartbeats, maintenance);
        } catch (IOException | RuntimeException e) {
            replies.close();
            throw e;
        }
    }

    @Override
    public SendResult append(ByteBuffer message) {
        return requests.append(message);
    }

    @Override
    public int poll(LinkHandler handler, int limit) {
        return streams.poll(handler, limit);
    }

    @Override
    public void finish(LinkHandler handler) {
        streams.finish(handler);
    }

    @Override
    public boolean hasMore() {
        return streams.hasMore();
    }

    @Override
    public void sleeps(boolean sleeps) {
        flags.clientSleeps(sleeps);
    }

    @Override
    public boolean isProxySilent(long nowNs) {
        flags.verify();
        return proxy.isSilent(flags.proxyHeartbeat(), nowNs);
    }

    @Override
    public void release(int handle) {
        streams.release(handle);
        requests.release(handle);
    }

    /** The next generation of the request queue may just be in the making; the proxy deletes the directory under it. */
    @Override
    public void leave(Runnable then) {
        requests.close();
        maintenance.execute(then);
    }

    @Override
    public void close() {
        heartbeats.remove(flags);
        requests.close();
        streams.close();
    }
}
