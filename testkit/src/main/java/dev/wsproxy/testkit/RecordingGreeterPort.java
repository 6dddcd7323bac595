// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import dev.wsproxy.Credentials;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.ConnectionKey;
import dev.wsproxy.protocol.GreeterPort;
import dev.wsproxy.runtime.LocalAccount;
import dev.wsproxy.runtime.LocalAccounts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps what a greeter does, and fails the test when it does something after it has admitted or refused its client. */
public final class RecordingGreeterPort implements GreeterPort {
    private final List<String> received = new ArrayList<>();
    private LocalAccounts accounts = LocalAccounts.NONE;
    private boolean opened;
    private @Nullable ConnectionKey key;
    private @Nullable Admission admission;
    private @Nullable Failure refusal;

    /** The messages that the client received. */
    public List<String> received() {
        return List.copyOf(received);
    }

    public boolean isOpened() {
        return opened;
    }

    public Optional<ConnectionKey> key() {
        return Optional.ofNullable(key);
    }

    public Optional<Admission> admission() {
        return Optional.ofNullable(admission);
    }

    public Optional<Failure> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** From now on the broker knows an account. */
    public RecordingGreeterPort entrust(LocalAccount account) {
        accounts = new LocalAccounts(List.of(account));
        return this;
    }

    @Override
    public Credentials resolve(Credentials presented, boolean trusted) {
        mustNotBeDone();
        return accounts.resolve(presented, trusted);
    }

    @Override
    public void deliver(FrameType type, ByteBuffer frame) {
        mustNotBeDone();
        received.add(RecordingSessionPort.text(type, frame));
    }

    @Override
    public void opened() {
        mustNotBeDone();
        opened = true;
    }

    @Override
    public void admit(ConnectionKey admittedTo, Admission with) {
        mustNotBeDone();
        key = admittedTo;
        admission = with;
    }

    @Override
    public void refuse(Failure failure) {
        mustNotBeDone();
        refusal = failure;
    }

    private void mustNotBeDone() {
        if (admission != null || refusal != null) {
            throw new AssertionError("a greeter did something after it had admitted or refused its client");
        }
    }
}
