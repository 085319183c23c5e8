package dev.ringback.outbox.drafts;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;

/**
 * Writes the contacts file of a draft (docs/HUB.md): RFC 4180 in UTF-8 without a byte order mark. {@code phone_number} is
 * the first column; the variables follow in order of name. No variable's cell starts like a spreadsheet formula.
 */
final class ContactsCsv {
    private static final String NUMBER = "phone_number";
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private ContactsCsv() {}

    /** Writes the rows in order into a new temporary file, which the caller deletes. */
    static Path write(Iterable<ContactRow> rows) {
        try {
            Path file = Files.createTempFile("ringback-contacts-", ".csv");
            Iterator<ContactRow> left = rows.iterator();
            ContactRow first = left.next();
            List<String> columns = List.copyOf(new TreeSet<>(first.variables().keySet()));
            try (SequenceWriter out = writer(columns).writeValues(Files.newBufferedWriter(file))) {
                out.write(cells(first, columns));
                while (left.hasNext()) {
                    out.write(cells(left.next(), columns));
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("a draft's file cannot be written", e);
        }
    }

    private static ObjectWriter writer(List<String> columns) {
        CsvSchema.Builder schema = CsvSchema.builder().addColumn(NUMBER);
        columns.forEach(schema::addColumn);
        return new CsvMapper()
                .writer(schema.setUseHeader(true).setLineSeparator("\r\n").build());
    }

    private static List<String> cells(ContactRow row, List<String> columns) {
        List<String> cells = new ArrayList<>();
        cells.add(row.number().e164());
        columns.forEach(column -> cells.add(harmless(row.variables().getOrDefault(column, ""))));
        return cells;
    }

    /** Prefixes an apostrophe to a cell that a spreadsheet would read as a formula, because a person may open the file. */
    private static String harmless(String cell) {
        return !cell.isEmpty() && FORMULA_STARTS.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }
}
