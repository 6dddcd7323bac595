// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.Welcome;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A client that has registered and goes on byte by byte, with nothing of the library's; it maps no memory. */
final class RawClient implements AutoCloseable {
    private final SocketChannel socket;
    private final ClientFiles files;

    private RawClient(SocketChannel socket, ClientFiles files) {
        this.socket = socket;
        this.files = files;
    }

    static RawClient register(Path directory, String name) throws IOException {
        return register(directory, new Hello(WireVersion.CURRENT, false, 1, name, "raw").encode());
    }

    static RawClient register(Path directory, ByteBuffer hello) throws IOException {
        SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(new RuntimeDirectory(directory).socket()));
        write(socket, hello);
        Welcome welcome = (Welcome) Reply.decode(read(socket));
        read(socket); // where its replies begin
        return new RawClient(socket, new ClientFiles(Path.of(welcome.directory())));
    }

    ClientFiles files() {
        return files;
    }

    void write(ByteBuffer message) throws IOException {
        write(socket, message);
    }

    void ring() throws IOException {
        write(new TransportMessage.Ring().encode());
    }

    /** The next message that is no doorbell. */
    ByteBuffer read() throws IOException {
        ByteBuffer message = read(socket);
        return TransportMessage.isOne(message) ? read() : message;
    }

    private static void write(SocketChannel socket, ByteBuffer message) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(4 + message.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(message.remaining()).put(message).flip();
        while (frame.hasRemaining()) {
            socket.write(frame);
        }
    }

    private static ByteBuffer read(SocketChannel socket) throws IOException {
        byte[] length = Channels.newInputStream(socket).readNBytes(4);
        int bytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
        return ByteBuffer.wrap(Channels.newInputStream(socket).readNBytes(bytes));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
