package dev.ringback.calls.lawful.clocks;

import java.time.zone.ZoneRules;
import java.util.List;

/** Compiles a zone when its rules are first asked for, and keeps them. */
final class CompiledOnce {
    private final List<ZoneLine> lines;
    /** Written once: a second thread that finds it null compiles the same rules. */
    private volatile ZoneRules rules;

    CompiledOnce(List<ZoneLine> lines) {
        this.lines = lines;
    }

    /**
     * Returns the zone's rules.
     *
     * @throws BadLineException if the lines contradict each other
     */
    ZoneRules rules() {
        ZoneRules known = rules;
        if (known == null) {
            known = ZoneCompiler.compile(lines);
            rules = known;
        }
        return known;
    }
}
