package dev.ringback.calls.campaigns;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.ringback.platform.Problem;
import jakarta.ws.rs.core.Response.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads a CSV of contacts row by row: RFC 4180 in strict UTF-8, with or without a byte order mark. An unusable row is
 * reported as bad. The whole file is refused only if it is no such CSV, or has too many rows.
 */
final class ContactsFile {
    static final int MOST_ROWS = 100_000;
    private static final int LONGEST_CELL = 100_000; // an unclosed quote must not fill the memory
    private static final int LONGEST_VARIABLE = 500; // as in the rules file
    private static final int LONGEST_PLACE = 100;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final ObjectReader CSV = CsvMapper.builder(CsvFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST_CELL)
                            .build())
                    .build())
            .enable(CsvParser.Feature.WRAP_AS_ARRAY, CsvParser.Feature.SKIP_EMPTY_LINES)
            .build()
            .readerFor(String[].class);

    private ContactsFile() {}

    /** A row of the file; the header is line 1. */
    sealed interface Row {
        int line();

        /** Returns the number as typed; empty if the row's cells do not match the header. */
        String number();

        /**
         * @param region ISO 3166-1 code for a national number; empty if absent, as are place, postal code, zone and consent
         * @param variables by name, in the file's order
         */
        record Contact(
                int line,
                String number,
                String region,
                String place,
                String postal,
                String zone,
                String consent,
                Map<String, String> variables)
                implements Row {}

        /** @param why in words that name the column or the number of cells */
        record Bad(int line, String number, String why) implements Row {}
    }

    /**
     * Reads a file to its end.
     *
     * @param rows receives each row, in the file's order
     * @return its columns
     * @throws Problem.Thrown 400 if the file is no such CSV, 413 if it has more than 100,000 rows
     */
    static ContactsColumns read(InputStream file, Consumer<Row> rows) {
        int seen = 0;
        try (MappingIterator<String[]> lines = CSV.readValues(text(file))) {
            ContactsColumns columns = ContactsColumns.of(lines.hasNextValue() ? lines.nextValue() : new String[0]);
            while (lines.hasNextValue()) {
                int line = lines.getParser().currentLocation().getLineNr();
                if (++seen > MOST_ROWS) {
                    throw tooMany();
                }
                rows.accept(row(line, columns, lines.nextValue()));
            }
            return columns;
        } catch (IOException e) {
            throw Problem.badRequest(
                    "bad-csv",
                    "'contacts' is no CSV in UTF-8 after " + seen
                            + " rows; save it as \"CSV UTF-8\" and look for a quote" + " that is not closed.");
        }
    }

    /** Decodes strictly: an invalid byte is an error, not a question mark in a person's name. */
    private static Reader text(InputStream file) throws IOException {
        Reader text = new BufferedReader(new InputStreamReader(
                file,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
        return text;
    }

    private static Row row(int line, ContactsColumns columns, String[] cells) {
        int given = cells.length;
        while (given > columns.names().size() && (cells[given - 1] == null || cells[given - 1].isBlank())) {
            given--; // trailing commas, under no name
        }
        if (given != columns.names().size()) {
            return new Row.Bad(
                    line,
                    "",
                    "it has " + given + " cells, and the first line "
                            + columns.names().size() + "; put a text with a comma in quotes");
        }
        String number = columns.cell(cells, ContactsColumns.NUMBER);
        Map<String, String> variables = columns.variables(cells);
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            if (variable.getValue().codePointCount(0, variable.getValue().length()) > LONGEST_VARIABLE) {
                return new Row.Bad(
                        line, number, "'" + variable.getKey() + "' has more than " + LONGEST_VARIABLE + " letters");
            }
        }
        String place = columns.cell(cells, ContactsColumns.PLACE);
        String postal = columns.cell(cells, ContactsColumns.POSTAL);
        String zone = columns.cell(cells, ContactsColumns.ZONE);
        if (Math.max(place.length(), Math.max(postal.length(), zone.length())) > LONGEST_PLACE) {
            return new Row.Bad(line, number, "'place', 'postal' or 'zone' has more than " + LONGEST_PLACE + " letters");
        }
        return new Row.Contact(
                line,
                number,
                columns.cell(cells, ContactsColumns.REGION),
                place,
                postal,
                zone,
                columns.cell(cells, ContactsColumns.CONSENT),
                variables);
    }

    private static Problem.Thrown tooMany() {
        return Problem.of(
                        Status.REQUEST_ENTITY_TOO_LARGE,
                        "too-many-rows",
                        "'contacts' has more than " + MOST_ROWS + " rows; split it into several campaigns.")
                .thrown();
    }
}
