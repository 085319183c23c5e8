package dev.ringback.emulator;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Parses a campaign's file strictly (Hub contract, section 6): UTF-8, RFC 4180 quoting, lines that end with CRLF or LF.
 * A repeated number is dialled twice: nothing says that the Hub removes duplicates.
 */
final class ContactsCsv {
    private static final String NUMBER = "phone_number";

    private final String text;
    private int position;
    private int line = 1;

    private ContactsCsv(String text) {
        this.text = text;
    }

    /** Returns the contacts. Refuses a bad file with 400, and a bad row too unless {@code skipBadRows} is set. */
    static List<Contact.Row> read(byte[] file, boolean skipBadRows) {
        var csv = new ContactsCsv(decode(file));
        var header = csv.next();
        check(header);
        var rows = new ArrayList<Contact.Row>();
        for (var start = csv.line; !csv.isAtEnd(); start = csv.line) {
            var cells = csv.next();
            if (cells.equals(List.of(""))) {
                continue; // ignores an empty line
            }
            if (cells.size() == header.size()
                    && Calls.E164.matcher(cells.get(header.indexOf(NUMBER))).matches()) {
                rows.add(row(header, cells));
            } else if (!skipBadRows) {
                throw Refusal.invalid("invalid CSV: bad row at line " + start);
            }
        }
        if (rows.isEmpty()) {
            throw Refusal.invalid("invalid CSV: no contacts");
        }
        return rows;
    }

    private static String decode(byte[] file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Refusal.invalid("invalid CSV: not UTF-8");
        }
    }

    private static void check(List<String> header) {
        if (!header.contains(NUMBER)) {
            throw Refusal.invalid("invalid CSV: no phone_number column");
        }
        if (header.stream().anyMatch(String::isBlank) || new HashSet<>(header).size() < header.size()) {
            throw Refusal.invalid("invalid CSV: empty or repeated column name");
        }
    }

    private static Contact.Row row(List<String> header, List<String> cells) {
        var fields = new LinkedHashMap<String, String>();
        for (int i = 0; i < cells.size(); i++) {
            fields.put(header.get(i), cells.get(i));
        }
        var number = fields.remove(NUMBER);
        return new Contact.Row(number, fields);
    }

    private boolean isAtEnd() {
        return position >= text.length();
    }

    /** Returns the cells up to the next line end. */
    private List<String> next() {
        var cells = new ArrayList<String>();
        do {
            cells.add(!isAtEnd() && text.charAt(position) == '"' ? quoted() : plain());
        } while (skip(","));
        if (!isAtEnd() && !skip("\r\n") && !skip("\n")) {
            throw Refusal.invalid("invalid CSV: stray quote or carriage return at line " + line);
        }
        line++;
        return cells;
    }

    private String plain() {
        var start = position;
        while (!isAtEnd() && ",\n\r\"".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        return text.substring(start, position);
    }

    private String quoted() {
        var cell = new StringBuilder();
        position++;
        while (!isAtEnd()) {
            var letter = text.charAt(position++);
            if (letter != '"') {
                line += letter == '\n' ? 1 : 0;
                cell.append(letter);
            } else if (skip("\"")) {
                cell.append('"');
            } else {
                return cell.toString();
            }
        }
        throw Refusal.invalid("invalid CSV: a quote is not closed");
    }

    private boolean skip(String expected) {
        if (!text.startsWith(expected, position)) {
            return false;
        }
        position += expected.length();
        return true;
    }
}
