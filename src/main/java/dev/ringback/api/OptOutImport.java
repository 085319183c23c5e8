package dev.ringback.api;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.ringback.calls.OptOuts;
import dev.ringback.calls.UnreadOptOuts;
import dev.ringback.calls.lawful.numbers.Reading;
import dev.ringback.platform.Problem;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Adds the opt-outs of a file in batches while it arrives. An unreadable row is reported, kept for a person to look at, and
 * does not affect the others.
 * Sending the file again adds the missing rows.
 */
@ApplicationScoped
class OptOutImport {
    private static final int BATCH = 500;
    private static final int LISTED = 100;
    private static final int LONGEST_CELL = 100_000; // an unclosed quote must not exhaust the memory
    private static final String AGAIN = " What came before it is in; sending the whole file again does no harm.";

    private final ObjectReader csv = CsvMapper.builder(CsvFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST_CELL)
                            .build())
                    .build())
            .enable(CsvParser.Feature.WRAP_AS_ARRAY, CsvParser.Feature.TRIM_SPACES, CsvParser.Feature.SKIP_EMPTY_LINES)
            .build()
            .readerFor(String[].class);
    private final OptOuts optOuts;
    private final OptOutNumbers numbers;
    private final UnreadOptOuts unread;
    private final long largest;

    OptOutImport(
            OptOuts optOuts,
            OptOutNumbers numbers,
            UnreadOptOuts unread,
            @ConfigProperty(name = "ringback.opt-outs.max-import-size") MemorySize largest) {
        this.optOuts = optOuts;
        this.numbers = numbers;
        this.unread = unread;
        this.largest = largest.asLongValue();
    }

    /**
     * The result for a file's rows.
     *
     * @param already the number of rows whose number had opted out before, or is repeated in the file
     * @param rejected the first hundred rejected rows; {@code rejectedCount} is the number of all
     */
    public record Result(int added, int already, List<Rejected> rejected, int rejectedCount) {}

    /** @param line the row's line in the file, from 1, the header's line */
    public record Rejected(int line, String message) {}

    /** @throws Problem.Thrown 400 without a column 'number' or if the file is no CSV, 413 if it is too large */
    Result read(InputStream file, String who) {
        ImportRun run = new ImportRun(who);
        try (MappingIterator<String[]> rows = csv.readValues(
                new LimitedStream(file, largest, "ringback.opt-outs.max-import-size sets this." + AGAIN))) {
            Columns columns = Columns.of(rows.hasNextValue() ? rows.nextValue() : new String[0]);
            while (rows.hasNextValue()) {
                int line = rows.getParser().currentLocation().getLineNr();
                run.take(line, columns, rows.nextValue());
            }
        } catch (IOException e) {
            run.store();
            if (e.getCause() instanceof Problem.Thrown tooLarge) {
                throw tooLarge; // Jackson wraps exceptions of its stream
            }
            throw Problem.badRequest("bad-csv", "The file is no CSV in UTF-8 after " + run.seen + " rows." + AGAIN);
        }
        run.store();
        return run.result();
    }

    /** The positions of the columns in a row; -1 for a missing column. */
    private record Columns(int number, int region, int note) {
        static Columns of(String[] header) {
            List<String> names = Arrays.stream(header)
                    .map(name -> name.strip().toLowerCase(Locale.ROOT))
                    .toList();
            if (!names.contains("number")) {
                throw Problem.badRequest(
                        "bad-csv",
                        "The first line names the columns, separated by commas: 'number', and optionally 'region' and"
                                + " 'note'. There is no 'number'.");
            }
            return new Columns(names.indexOf("number"), names.indexOf("region"), names.indexOf("note"));
        }

        private static String cell(String[] row, int column) {
            return column >= 0 && column < row.length && row[column] != null ? row[column] : "";
        }
    }

    /** The state of one import: the batch that is not stored yet, and the counts so far. */
    private final class ImportRun {
        private final String who;
        private final Map<PhoneNumber, OptOuts.Wanted> batch = new LinkedHashMap<>();
        private final List<UnreadOptOuts.Unread> toLookAt = new ArrayList<>();
        private final List<Rejected> rejected = new ArrayList<>();
        private int rejectedCount;
        private int seen;
        private int added;

        ImportRun(String who) {
            this.who = who;
        }

        void take(int line, Columns columns, String[] row) {
            seen++;
            String note = Columns.cell(row, columns.note);
            String typed = Columns.cell(row, columns.number);
            String region = Columns.cell(row, columns.region);
            if (note.length() > OptOutsResource.LONGEST_NOTE) {
                reject(line, "'note' has at most " + OptOutsResource.LONGEST_NOTE + " letters.");
            } else {
                take(line, typed, region, OptOutsResource.storable(note));
            }
            if (batch.size() == BATCH || toLookAt.size() == BATCH) {
                store();
            }
        }

        private void take(int line, String typed, String region, String note) {
            switch (numbers.read(typed, region, note, toLookAt::add)) {
                case Reading.Person person ->
                    batch.putIfAbsent(person.number(), new OptOuts.Wanted(person.number(), note));
                case Reading.Absent() -> reject(line, "'number' is empty.");
                case Reading.Unreadable(var flaw, var why) ->
                    reject(line, "'number': " + why + ". " + OptOutNumbers.KEPT);
            }
        }

        private void reject(int line, String message) {
            rejectedCount++;
            if (rejected.size() < LISTED) {
                rejected.add(new Rejected(line, message));
            }
        }

        void store() {
            added += optOuts.addAll(List.copyOf(batch.values()), who);
            batch.clear();
            unread.keepAll(toLookAt, who);
            toLookAt.clear();
        }

        Result result() {
            return new Result(added, seen - rejectedCount - added, rejected, rejectedCount);
        }
    }
}
