// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The server's certificate and private key for wss and https. {@link #toString()} hides the password.
 *
 * @param path a PKCS #12 or JKS file
 * @param password opens the file and the key in it; copied here and on every access
 */
public record TlsKeyStore(Path path, char[] password) {
    public TlsKeyStore {
        Objects.requireNonNull(path, "path");
        password = password.clone();
    }

    @Override
    public char[] password() {
        return password.clone();
    }

    @Override
    public String toString() {
        return "TlsKeyStore[path=" + path + ", password=****]";
    }
}
