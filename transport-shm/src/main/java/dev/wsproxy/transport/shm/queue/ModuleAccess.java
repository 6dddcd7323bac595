// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lets Chronicle reach the JDK's internals without flags on the application's command line, and sets Chronicle's switches:
 * the one place that does, explained in docs/adr/0002-jvm-flags.md. To be called before any class of Chronicle loads.
 */
public final class ModuleAccess {
    private static final List<String> PACKAGES = List.of("sun.nio.ch", "java.lang.reflect", "jdk.internal.ref");

    private static final Map<String, String> SWITCHES = Map.of(
            "chronicle.analytics.disable", "true",
            "chronicle.announcer.disable", "true",
            "chronicle.disk.monitor.disable", "true",
            "disable.perf.info", "true");

    private static final int UNSAFE_FLAG_SINCE = 23;

    private ModuleAccess() {}

    /**
     * Opens the packages to all unnamed modules of this JVM and sets the system properties that nobody else has set.
     * May be called often and from any thread.
     *
     * @throws IllegalStateException if this JVM does not permit it; the message names the flags that do
     */
    public static synchronized void open() {
        SWITCHES.forEach(System.getProperties()::putIfAbsent);
        try {
            Lookups unsafe = new Lookups();
            if (!isOpen()) {
                unsafe.openToAllUnnamed(PACKAGES);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(
                    "shared memory needs access to internals of the JDK, which this JVM ("
                            + System.getProperty("java.vm.name") + " " + Runtime.version()
                            + ") refuses: add to the java command "
                            + flags(Runtime.version().feature()),
                    e);
        }
    }

    /** What makes a JVM of this feature version permit it. */
    static String flags(int feature) {
        String opens = PACKAGES.stream()
                .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
                .collect(Collectors.joining(" "));
        return feature < UNSAFE_FLAG_SINCE ? opens : opens + " --sun-misc-unsafe-memory-access=allow";
    }

    private static boolean isOpen() {
        Module base = Object.class.getModule();
        Module own = ModuleAccess.class.getModule();
        return PACKAGES.stream().allMatch(name -> base.isOpen(name, own));
    }

    /** Reaches the JDK's own lookup through sun.misc.Unsafe, which Chronicle itself cannot do without. */
    private static final class Lookups {
        private final MethodHandles.Lookup trusted;

        Lookups() throws ReflectiveOperationException {
            // By reflection: a direct use makes the compiler warn, and a bundle import a package that nobody exports.
            Class<?> type = Class.forName("sun.misc.Unsafe", true, ClassLoader.getPlatformClassLoader());
            Field singleton = type.getDeclaredField("theUnsafe");
            singleton.setAccessible(true);
            Object unsafe = singleton.get(null);
            Field lookup = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
            Object base = type.getMethod("staticFieldBase", Field.class).invoke(unsafe, lookup);
            Object offset = type.getMethod("staticFieldOffset", Field.class).invoke(unsafe, lookup);
            trusted = (MethodHandles.Lookup)
                    type.getMethod("getObject", Object.class, long.class).invoke(unsafe, base, offset);
        }

        void openToAllUnnamed(List<String> packages) throws Throwable {
            MethodHandle opener = trusted.findVirtual(
                    Module.class, "implAddOpensToAllUnnamed", MethodType.methodType(void.class, String.class));
            for (String name : packages) {
                opener.invoke(Object.class.getModule(), name);
            }
        }
    }
}
