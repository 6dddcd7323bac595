// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.tail;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.SendResult;
import dev.wsproxy.cli.Console;
import dev.wsproxy.cli.CredentialSource;
import dev.wsproxy.cli.Json;
import dev.wsproxy.cli.Shutdown;
import dev.wsproxy.cli.UsageException;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.ProxyClientBuilder;
import dev.wsproxy.client.Waiting;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wsproxy tail}. */
@Command(
        name = "tail",
        description = {
            "Join the shared connection to a URL and print each received message as one line on standard output: text"
                    + " as it came, with a space for each line break inside it; binary as base64.",
            "Everything else goes to standard error, whose last line is a summary as JSON. Ends with --count,"
                    + " --duration, Ctrl-C, or the connection.",
            "Credentials come from APCA_API_KEY_ID and APCA_API_SECRET_KEY, or from --credentials."
        })
public final class TailCommand implements Callable<Integer> {
    /** The two waiting modes that make sense for a command. */
    enum Wait {
        BACKOFF,
        SPIN
    }

    private final Console console;
    private final Shutdown shutdown;

    @Parameters(paramLabel = "URL", description = "ws:// or wss://")
    private String url = "";

    @Option(
            names = "--subscribe",
            paramLabel = "CHANNEL=SYM,SYM",
            converter = SymbolSelection.Converter.class,
            description = "Subscribe, for instance trades=AAPL,MSFT; may be repeated.")
    private List<SymbolSelection> subscriptions = List.of();

    @Option(
            names = "--send",
            paramLabel = "TEXT",
            description = "Send a text message when the connection is open, before subscribing; may be repeated.")
    private List<String> messages = List.of();

    @Option(names = "--name", paramLabel = "NAME", defaultValue = "tail", description = "Shown in wsproxy status.")
    private String name = "tail";

    @Option(names = "--count", paramLabel = "N", description = "End after so many messages.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--duration", paramLabel = "TIME", description = "End after this time, for instance 10s.")
    private @Nullable Duration duration;

    @Option(
            names = "--wait",
            paramLabel = "backoff|spin",
            defaultValue = "backoff",
            description = "How to wait for messages: sleep when idle, or use a whole core for the lowest latency.")
    private Wait wait = Wait.BACKOFF;

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = "A file that only you can read, with the lines key=… and secret=….")
    private @Nullable Path credentials;

    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE",
            description = "A header of the upgrade; may be repeated. Not for secrets: others can see command lines.")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(names = "--protocol", paramLabel = "NAME", description = "The protocol plugin; by default the URL decides.")
    private String protocol = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long to wait for the connection to open; default ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(30);

    @Option(names = "--no-start", description = "Fail when no proxy is running, instead of starting one.")
    private boolean noStart;

    public TailCommand(Console console, Shutdown shutdown) {
        this.console = console;
        this.shutdown = shutdown;
    }

    @Override
    public Integer call() throws Exception {
        OpenOptions.Builder options = UsageException.check(this::openOptions);
        MessageOutput output = new MessageOutput(console.data(), console.outIsTerminal());
        TailListener listener = new TailListener(output, console, count);
        ProxyClientBuilder builder = UsageException.check(this::clientBuilder).listener(listener);
        try {
            CredentialSource.read(credentials, console.environment()).ifPresent(options::credentials);
            Optional<Failure> failure = new Tail(listener, output, shutdown)
                    .run(builder::connect, client -> begin(client, options.build()), duration);
            failure.ifPresent(this::report);
            return failure.isPresent() ? 1 : 0;
        } catch (FailureException e) {
            // Here, and not where all failures are reported, because the summary is the last line.
            report(e.failure());
            return 1;
        } finally {
            console.err().println(Json.line(listener.summary()));
        }
    }

    private void report(Failure failure) {
        boolean unknown =
                failure.code() == ErrorCode.NOT_AUTHENTICATED || failure.code() == ErrorCode.AUTHENTICATION_TIMEOUT;
        console.note(failure + (unknown ? "; " + CredentialSource.ADVICE : ""));
    }

    private OpenOptions.Builder openOptions() {
        if (count < 1) {
            throw new IllegalArgumentException("--count is 1 or more: count=" + count);
        }
        OpenOptions.Builder options = OpenOptions.url(url).protocol(protocol).timeout(timeout);
        headers.forEach(options::header);
        return options;
    }

    private ProxyClientBuilder clientBuilder() {
        return ProxyClient.builder(name)
                .directory(
                        RuntimeDirectory.fromEnvironment(console.environment()).path())
                .waiting(wait == Wait.SPIN ? Waiting.BUSY_SPIN : Waiting.BACKOFF)
                .startProxy(!noStart);
    }

    private void begin(ProxyClient client, OpenOptions options) {
        Connection connection = client.open(options);
        String how = connection.id() == 0 ? "not authenticated yet at " : connection.isNew() ? "opened " : "joined ";
        console.note(how + connection.url() + ", connection " + connection.id() + ", proxy " + client.proxyPid());
        for (String message : messages) {
            SendResult result = connection.send(message);
            if (result != SendResult.OK) {
                throw new FailureException(
                        Failure.of(ErrorCode.LIMIT_EXCEEDED, "the message was not accepted: " + result));
            }
        }
        for (SymbolSelection selection : subscriptions) {
            connection.subscribe(selection.channel(), selection.symbols().toArray(new String[0]));
        }
    }
}
