// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.runtime.EndpointCertificate;
import dev.wsproxy.runtime.KeyStoreFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the endpoint's certificate and private key come from. */
@FunctionalInterface
interface ServerKeys {
    /**
     * Reads them, or makes them. May block for seconds.
     *
     * @throws dev.wsproxy.FailureException when there are none: why, and what to do
     */
    KeyStoreFile.Opened open() throws InterruptedException;

    /** Those of this user, which are made when they are needed first. */
    static ServerKeys of(EndpointCertificate certificate) {
        return () -> {
            certificate.prepare().ifPresent(made -> tell(certificate, made));
            return certificate.keyStore().open();
        };
    }

    private static void tell(EndpointCertificate certificate, EndpointCertificate.Made made) {
        Logger log = LoggerFactory.getLogger(ServerKeys.class);
        if (made.isFirst()) {
            log.info("made the certificate {}; wsproxy cert says how clients trust it", certificate.certificate());
        } else {
            log.warn(
                    "made the certificate {} anew: {}; programs that trust the one before have to be started again",
                    certificate.certificate(),
                    made.reason());
        }
    }
}
