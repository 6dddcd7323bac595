// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.passthrough;

import dev.wsproxy.transport.OpenRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What makes two requests the same: everything that the upstream gets to see, and the credentials. Of secrets only the
 * digest is kept.
 */
final class Identity {
    private Identity() {}

    /** The URL as people may see it: without user info and query. */
    static String endpoint(OpenRequest request) {
        URI url = URI.create(request.url());
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return (url.getScheme() + "://" + url.getHost() + port).toLowerCase(Locale.ROOT) + path;
    }

    static String digest(OpenRequest request) {
        MessageDigest digest = sha256();
        URI url = URI.create(request.url());
        add(digest, endpoint(request));
        add(digest, String.valueOf(url.getRawUserInfo()));
        add(digest, String.valueOf(url.getRawQuery()));
        add(digest, request.account());
        add(digest, request.secret());
        addAll(digest, sorted(request.headers()));
        addAll(digest, request.subprotocols());
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Header names are the same in upper and lower case. */
    private static List<String> sorted(Map<String, String> headers) {
        Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        return sorted.entrySet().stream()
                .map(header -> header.getKey().toLowerCase(Locale.ROOT) + ": " + header.getValue())
                .toList();
    }

    private static void addAll(MessageDigest digest, List<String> texts) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(texts.size()).flip());
        texts.forEach(text -> add(digest, text));
    }

    /** With its length in front, so that no two lists of texts look the same. */
    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
