// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

/** A program that ends in order when it is asked to, and meanwhile sets up something that adds a shutdown hook. */
final class SignalledProgram {
    private SignalledProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        Shutdown shutdown = new Shutdown();
        shutdown.install();
        System.out.println("ready");
        shutdown.await();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        shutdown.finished(7);
        System.exit(7);
    }
}
