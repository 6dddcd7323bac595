// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

/** A URL as it may be shown: without user info, query and fragment, which can hold secrets. */
final class ShownUrl {
    private ShownUrl() {}

    static String of(String url) {
        String shown = url;
        for (char end : new char[] {'?', '#'}) {
            int at = shown.indexOf(end);
            shown = at < 0 ? shown : shown.substring(0, at);
        }
        int authority = shown.indexOf("//") + 2;
        int path = shown.indexOf('/', authority);
        int userInfo = shown.lastIndexOf('@', path < 0 ? shown.length() : path);
        return userInfo < authority ? shown : shown.substring(0, authority) + shown.substring(userInfo + 1);
    }
}
