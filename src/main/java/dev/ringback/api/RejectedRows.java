package dev.ringback.api;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.ringback.calls.campaigns.Uploads;
import dev.ringback.calls.campaigns.Uploads.RejectedRow;
import dev.ringback.privacy.Redaction;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Writes the rejected rows of an upload as CSV, in batches. Only an admin sees the original text. */
@ApplicationScoped
class RejectedRows {
    private static final int BATCH = 1_000;
    private static final int SHOWN = 3;
    private static final CsvSchema COLUMNS = CsvSchema.builder()
            .addColumn("line")
            .addColumn("phone_number")
            .addColumn("reason")
            .addColumn("detail")
            .setUseHeader(true)
            .setLineSeparator("\r\n")
            .build();
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9 ()./-]*");
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private final Uploads uploads;
    private final SecurityIdentity caller;

    RejectedRows(Uploads uploads, SecurityIdentity caller) {
        this.uploads = uploads;
        this.caller = caller;
    }

    /** Returns whether the caller may see numbers. Call it before the response is streamed. */
    boolean isInTheClear() {
        return caller.hasRole(Role.ADMIN_NAME);
    }

    void write(UUID campaign, boolean inTheClear, OutputStream out) throws IOException {
        try (SequenceWriter csv = new CsvMapper().writer(COLUMNS).writeValues(out)) {
            csv.init(true);
            List<RejectedRow> batch = uploads.rejected(campaign, 0, BATCH);
            while (!batch.isEmpty()) {
                for (RejectedRow row : batch) {
                    csv.write(List.of(
                            Integer.toString(row.line()),
                            harmless(inTheClear ? row.number() : masked(row.number())),
                            row.reason(),
                            harmless(inTheClear ? row.detail() : Redaction.of(row.detail()))));
                }
                batch = uploads.rejected(campaign, batch.getLast().line(), BATCH);
            }
        }
    }

    private static String masked(String typed) {
        StringBuilder masked = new StringBuilder();
        int digits = 0;
        for (char letter : typed.toCharArray()) {
            boolean isHidden = Character.isDigit(letter) && ++digits > SHOWN;
            masked.append(isHidden ? '*' : letter);
        }
        return masked.toString();
    }

    /** Prefixes an apostrophe to a cell that a spreadsheet would evaluate as a formula. */
    private static String harmless(String cell) {
        boolean isFormula = !cell.isEmpty()
                && FORMULA_STARTS.indexOf(cell.charAt(0)) >= 0
                && !NUMBER.matcher(cell).matches();
        return isFormula ? "'" + cell : cell;
    }
}
