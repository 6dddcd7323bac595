// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Takes the signals that ask a process to end, without the JVM beginning to end: once it does, every class that adds a
 * shutdown hook while it is set up, as Chronicle's do, fails for good.
 *
 * <p>By reflection, because {@code sun.misc.Signal} is in every JDK but in no API.
 */
final class Signals {
    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    private Signals() {}

    /**
     * From now on a signal does nothing but call the handler, on a thread of its own. A signal that the process was told
     * to ignore when it was started stays ignored.
     *
     * @return whether this JVM can do so
     */
    static boolean handle(Runnable handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object called = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            handler.run();
                            return null;
                        }
                        return method.invoke(handler, arguments);
                    });
            for (String name : NAMES) {
                Object one = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handlerType).invoke(null, one, called);
            }
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false; // No such class, no such signal on this system, or the JVM was told to leave signals alone.
        }
    }
}
