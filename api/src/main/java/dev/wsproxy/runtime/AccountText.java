// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import dev.wsproxy.Credentials;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of an {@link AccountFile}: Java properties, read one at a time so that a complaint can name the line. No complaint
 * quotes anything but the name of an account.
 */
final class AccountText {
    private static final Pattern PROPERTY = Pattern.compile("(" + LocalAccount.NAME_PATTERN + ")\\.(key|secret|token)");

    private final List<Entry> entries = new ArrayList<>();

    /**
     * A property, a comment or an empty line.
     *
     * @param text as it stands, line breaks included
     * @param account empty unless it is a property
     */
    private record Entry(String text, String account, String field, String value) {
        @Override
        public String toString() {
            return "Entry[account=" + account + ", field=" + field + "]";
        }
    }

    /** @throws IllegalArgumentException when a line is no comment and not of an account */
    AccountText(String text) {
        StringBuilder property = new StringBuilder();
        int first = 1;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (property.isEmpty()) {
                first = number;
            }
            boolean isComment = property.isEmpty() && line.matches("[ \t\f]*([#!].*)?");
            property.append(line).append('\n');
            if (isComment || !goesOn(line)) {
                entries.add(entry(property.toString(), first));
                property.setLength(0);
            }
        }
        if (!property.isEmpty()) {
            entries.add(entry(property.toString(), first));
        }
    }

    /** Whether an odd number of backslashes at its end joins the next line to this one. */
    private static boolean goesOn(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }

    private static Entry entry(String text, int line) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + line + " has a \\u that no four hexadecimal digits follow", e);
        }
        for (String name : properties.stringPropertyNames()) {
            Matcher matcher = PROPERTY.matcher(name);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("line " + line
                        + " is none of NAME.key=…, NAME.secret=… and NAME.token=…; comments begin with #");
            }
            String value = properties.getProperty(name).strip();
            return new Entry(text, matcher.group(1), matcher.group(2), value);
        }
        return new Entry(text, "", "", "");
    }

    /** @throws IllegalArgumentException when something is there twice, is missing or is not as it should be */
    LocalAccounts accounts() {
        Map<String, Map<String, String>> fields = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (!entry.account.isEmpty()) {
                String former = fields.computeIfAbsent(entry.account, name -> new LinkedHashMap<>())
                        .put(entry.field, entry.value);
                checkOnce(entry, former);
            }
        }
        List<LocalAccount> accounts = new ArrayList<>();
        fields.forEach((name, of) -> {
            Credentials credentials = new Credentials(of.getOrDefault("key", ""), of.getOrDefault("secret", ""));
            accounts.add(new LocalAccount(name, credentials, of.getOrDefault("token", "")));
        });
        return new LocalAccounts(accounts);
    }

    private static void checkOnce(Entry entry, @Nullable String former) {
        if (former != null) {
            throw new IllegalArgumentException("there are two lines " + entry.account + "." + entry.field);
        }
    }

    /** This text without an account; comments stay. */
    String without(String name) {
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries) {
            if (!entry.account.equals(name)) {
                text.append(entry.text);
            }
        }
        return text.toString();
    }

    /** This text with an account at its end, in the place of one with the same name. */
    String with(LocalAccount account) {
        return without(account.name())
                + line(account, "key", account.credentials().key())
                + line(account, "secret", account.credentials().secret())
                + line(account, "token", account.token());
    }

    private static String line(LocalAccount account, String field, String value) {
        return account.name() + "." + field + "=" + value.replace("\\", "\\\\") + "\n";
    }
}
