package dev.ringback.platform;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Inserts rows by COPY, PostgreSQL's fastest bulk insert. Rows are sent in blocks, so memory use stays constant. */
public final class Copy {
    private static final int BLOCK = 1 << 16;

    private final CopyIn sink;
    private final StringBuilder block = new StringBuilder();

    private Copy(CopyIn sink) {
        this.sink = sink;
    }

    /**
     * Copies rows within the session's transaction. Until it returns, no other code may use the session.
     *
     * @param columns the table's name and, in parentheses, the columns that each row fills
     * @param rows calls {@link #row} for each row
     */
    public static void into(Session session, String columns, Consumer<Copy> rows) {
        session.doWork(connection -> {
            CopyIn sink = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + columns + " FROM STDIN");
            try {
                Copy copy = new Copy(sink);
                rows.accept(copy);
                copy.send();
                sink.endCopy();
            } finally {
                if (sink.isActive()) {
                    sink.cancelCopy();
                }
            }
        });
    }

    /**
     * Adds a row.
     *
     * @param values in the columns' order: null, a collection for an array, or a value whose text PostgreSQL can parse
     */
    public void row(Object... values) {
        for (int i = 0; i < values.length; i++) {
            block.append(i == 0 ? "" : "\t");
            append(values[i]);
        }
        block.append('\n');
        if (block.length() >= BLOCK) {
            send();
        }
    }

    private void append(Object value) {
        switch (value) {
            case null -> block.append("\\N");
            case Collection<?> several ->
                escape(several.stream().map(Copy::element).collect(Collectors.joining(",", "{", "}")));
            default -> escape(value.toString());
        }
    }

    private static String element(Object value) {
        return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            switch (letter) {
                case '\\' -> block.append("\\\\");
                case '\t' -> block.append("\\t");
                case '\n' -> block.append("\\n");
                case '\r' -> block.append("\\r");
                case '\0' -> block.append('\uFFFD'); // PostgreSQL's text has no NUL
                default -> block.append(letter);
            }
        }
    }

    private void send() {
        byte[] bytes = block.toString().getBytes(StandardCharsets.UTF_8);
        block.setLength(0);
        try {
            sink.writeToCopy(bytes, 0, bytes.length);
        } catch (SQLException e) {
            throw new IllegalStateException("rows cannot be copied", e);
        }
    }
}
