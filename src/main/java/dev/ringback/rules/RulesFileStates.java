package dev.ringback.rules;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** Tells the state of the rules files that the living replicas see, whichever replica answers. */
@ApplicationScoped
public class RulesFileStates {
    private static final int TOLD_ERRORS = 5;

    private final Session database;

    RulesFileStates(Session database) {
        this.database = database;
    }

    /** The state of a replica's file. The earlier constant is the graver one. */
    public enum State {
        /** The text has errors, and the active version stays. */
        REFUSED,
        /** The file cannot be read. */
        UNREADABLE,
        /** A start left the text inactive, since its deployment has replaced it. */
        REPLACED,
        /** The text is another version than the active one, as during a rollout. */
        DIFFERS,
        /** The text is the active version. */
        ACTIVE,
        /** No living replica has reported its file. */
        UNKNOWN;

        /** Returns the word of the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An error of a refused file; line and column count from 1. */
    public record FileError(int line, int column, String message) {
        private String inWords() {
            return "line " + line + ", column " + column + ": " + message;
        }
    }

    /**
     * The rules files of all living replicas.
     *
     * @param state the gravest of their states
     * @param errors the errors of all refused files, each once; empty if none is refused
     */
    public record RulesFilesState(State state, List<FileError> errors) {}

    /**
     * Describes the living replicas that refuse their file.
     *
     * @param since when the first of them met its text
     * @param detail the replicas and the first errors, in words
     * @param count the number of replicas, at least 1
     */
    public record Refused(Instant since, String detail, long count) {}

    private record ReplicaFile(String host, String state, Instant since) {}

    /** Returns the state of the files. Runs in the caller's transaction. */
    public RulesFilesState state() {
        State gravest = living().stream()
                .map(file -> State.valueOf(file.state))
                .min(State::compareTo)
                .orElse(State.UNKNOWN);
        return new RulesFilesState(gravest, gravest == State.REFUSED ? errors() : List.of());
    }

    /** Returns the replicas that refuse their file; empty if none does. Runs in the caller's transaction. */
    public Optional<Refused> refused() {
        List<ReplicaFile> refusing = living().stream()
                .filter(file -> file.state.equals(State.REFUSED.name()))
                .toList();
        return refusing.stream()
                .map(ReplicaFile::since)
                .min(Instant::compareTo)
                .map(since -> new Refused(since, inWords(refusing, errors()), refusing.size()));
    }

    private static String inWords(List<ReplicaFile> refusing, List<FileError> errors) {
        return "the last good version stays active, since the rules file of "
                + refusing.stream().map(ReplicaFile::host).distinct().collect(Collectors.joining(", "))
                + " is refused: "
                + errors.stream().limit(TOLD_ERRORS).map(FileError::inWords).collect(Collectors.joining("; "))
                + (errors.size() > TOLD_ERRORS ? "; and " + (errors.size() - TOLD_ERRORS) + " more" : "");
    }

    private List<ReplicaFile> living() {
        return database.createNativeQuery("""
                        SELECT split_part(w.host, '|', 1),
                               CASE WHEN v.version = a.version THEN 'ACTIVE' WHEN f.errors IS NOT NULL THEN 'REFUSED'
                                    WHEN f.digest IS NULL THEN 'UNREADABLE' WHEN f.replaced THEN 'REPLACED'
                                    ELSE 'DIFFERS' END, f.since
                        FROM rules_file f JOIN worker w ON w.id = f.worker LEFT JOIN rules_active a ON true
                        LEFT JOIN rules_version v ON v.digest = f.digest
                        WHERE f.seen_at > (SELECT ringback_now()) - make_interval(secs => :lives)
                        ORDER BY w.number
                        """, ReplicaFile.class)
                .setParameter("lives", (double) RulesFiles.LIVES.toSeconds())
                .getResultList();
    }

    private List<FileError> errors() {
        return database.createNativeQuery("""
                        SELECT DISTINCT e.line, e."column", e.message
                        FROM rules_file f LEFT JOIN rules_active a ON true LEFT JOIN rules_version v ON v.digest = f.digest
                        CROSS JOIN LATERAL jsonb_to_recordset(f.errors) AS e (line integer, "column" integer, message text)
                        WHERE f.seen_at > (SELECT ringback_now()) - make_interval(secs => :lives)
                          AND f.errors IS NOT NULL AND v.version IS DISTINCT FROM a.version
                        ORDER BY 1, 2, 3
                        """, FileError.class)
                .setParameter("lives", (double) RulesFiles.LIVES.toSeconds())
                .getResultList();
    }
}
