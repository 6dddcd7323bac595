// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpstreamRequestTest {
    @Test
    void showsNeitherUserNorQueryNorHeaders() {
        UpstreamRequest request = new UpstreamRequest(
                URI.create("wss://user:s3cret@example.org:8443/feed?token=s3cret"),
                Map.of("Authorization", "s3cret"),
                List.of());
        assertThat(request).hasToString("UpstreamRequest[wss://example.org:8443/feed]");
    }
}
