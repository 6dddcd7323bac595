// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import tools.jackson.core.json.JsonFactory;

/** What all readers and writers of JSON here share: a factory keeps the names and buffers that it has seen. */
final class Json {
    static final JsonFactory FACTORY = JsonFactory.builder().build();

    private Json() {}
}
