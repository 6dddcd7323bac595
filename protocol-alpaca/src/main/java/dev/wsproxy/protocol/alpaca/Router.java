// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.protocol.alpaca.Channel.Content;
import dev.wsproxy.transport.Recipients;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The data path of market data: cuts an upstream message into runs of elements with equal recipients and delivers each run as a
 * complete message. A message that is one run is delivered as it came.
 *
 * <p>The message is copied once, to scan it in an array. A run is delivered from that copy: what stands around it is
 * overwritten with what makes it a message, and so no run is copied again.
 */
final class Router implements FrameRouter {
    private static final byte[] SUCCESS = "success".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "error".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};
    private static final byte[] SUBSCRIPTION = "subscription".getBytes(StandardCharsets.US_ASCII);

    private final Feed feed;
    private final Routes routes;
    private final Delivery delivery;
    private final OrderBooks books;
    private final Control control;
    private final ElementScanner scanner;
    private final Recipients nobody = new Recipients();

    /** A message that is larger than this does not leave its memory behind. */
    private static final int KEPT_BYTES = 1 << 20;

    private static final int MOST_CONTROLS = 100;

    private byte[] bytes = new byte[4096];
    private ByteBuffer view = ByteBuffer.wrap(bytes);
    private boolean flowing;
    private boolean flawed;
    private int controls;

    private Recipients run = nobody;
    private int runStart;
    private int runEnd;
    private int runLength;
    private boolean cut;

    Router(Feed feed, Routes routes, Delivery delivery, OrderBooks books, Control control) {
        this.feed = feed;
        scanner = feed.encoding().scanner();
        this.routes = routes;
        this.delivery = delivery;
        this.books = books;
        this.control = control;
    }

    /** After a gap no book is what it was. */
    @Override
    public void flowing(boolean flowing) {
        this.flowing = flowing;
        if (!flowing) {
            books.clear();
        }
    }

    @Override
    public void route(ByteBuffer frame) {
        int length = frame.remaining();
        copy(frame, length);
        cut = false;
        flawed = false;
        controls = 0;
        begin(nobody, 0);
        scanner.reset(bytes, length);
        int step = scanner.next();
        while (step == ElementScanner.ELEMENT) {
            element();
            step = scanner.next();
        }
        if (step == ElementScanner.MALFORMED) {
            cut();
            flaw("a message that is not a " + scanner.format() + " array of objects (at byte " + scanner.offset()
                    + " of " + length + ")");
        } else if (cut) {
            cut();
        } else if (!run.isEmpty()) {
            deliver(frame);
        }
        run = nobody;
        release();
    }

    /** Of a million wrong elements in one message one is told. */
    private void flaw(String what) {
        if (!flawed) {
            flawed = true;
            control.unroutable(what);
        }
    }

    private void copy(ByteBuffer frame, int length) {
        if (bytes.length <= length) {
            use(new byte[length < KEPT_BYTES ? Integer.highestOneBit(length) << 1 : length + 1]);
        }
        frame.get(frame.position(), bytes, 0, length);
    }

    private void release() {
        if (bytes.length > KEPT_BYTES) {
            scanner.forget();
            use(NOTHING);
        }
    }

    private void use(byte[] array) {
        bytes = array;
        view = ByteBuffer.wrap(array);
    }

    private void element() {
        Text elementType = scanner.type();
        if (isControl(elementType)) {
            cut();
            control();
            return;
        }
        Recipients to = recipients(elementType, scanner.symbol());
        to = flowing ? to : nobody;
        if (runEnd == 0) {
            begin(to, scanner.start());
        } else if (to != run && !to.equals(run)) {
            cut();
            begin(to, scanner.start());
        }
        runEnd = scanner.end();
        runLength++;
    }

    /** They mostly come alone; reading a million of them would hold up everybody else. */
    private void control() {
        if (controls++ < MOST_CONTROLS) {
            control.control(bytes, scanner.start(), scanner.end());
        } else {
            flaw("more than " + MOST_CONTROLS + " control messages in one");
        }
    }

    private Recipients recipients(Text elementType, Text symbol) {
        Channel channel = feed.channelOfType(elementType);
        if (channel != null && channel.content() == Content.ARTICLE) {
            return readers(channel);
        }
        if (symbol.isEmpty()) {
            flawNoSymbol(elementType);
            return nobody;
        }
        if (channel == null) {
            return unknown(elementType, symbol);
        }
        if (channel.content() == Content.ORDER_BOOK) {
            books.update(bytes, scanner.start(), scanner.end());
        }
        return routes.recipients(channel, symbol);
    }

    /** What Alpaca may add one day is passed on, but everything has a type. */
    private Recipients unknown(Text elementType, Text symbol) {
        if (elementType.isEmpty()) {
            flaw("an element without a type");
            return nobody;
        }
        return routes.onAnyChannel(symbol);
    }

    private void flawNoSymbol(Text elementType) {
        if (!flawed) {
            flaw("an element of type \"" + Words.printable(elementType.toString()) + "\" that names no symbol");
        }
    }

    /** Articles are rare: this may take its time. */
    private Recipients readers(Channel channel) {
        Recipients readers = new Recipients();
        readers.addAll(routes.subscribers(channel, Routes.ALL_SYMBOLS));
        JsonObject.read(bytes, scanner.start(), scanner.end())
                .ifPresent(article ->
                        article.list("symbols").forEach(symbol -> readers.addAll(routes.subscribers(channel, symbol))));
        return readers;
    }

    private void begin(Recipients to, int start) {
        run = to;
        runStart = start;
        runEnd = 0;
        runLength = 0;
    }

    /** Delivers the run that ends here. */
    private void cut() {
        cut = true;
        if (runEnd > 0 && !run.isEmpty()) {
            view.limit(scanner.close(runEnd)).position(scanner.open(runStart, runLength));
            deliver(view);
            view.clear();
        }
        begin(nobody, 0);
    }

    private void deliver(ByteBuffer message) {
        if (!delivery.deliver(message, run)) {
            flaw("a message that cannot be converted for clients of another encoding");
        }
    }

    private static boolean isControl(Text elementType) {
        return elementType.length() > 1
                && (elementType.is(SUBSCRIPTION) || elementType.is(SUCCESS) || elementType.is(ERROR));
    }
}
