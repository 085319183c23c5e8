package dev.ringback.proofs;

import dev.ringback.outbox.Boundary;
import dev.ringback.outbox.OutboxEntry.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Which crash points are proved: every combination, or so few that every pair of two properties still occurs. */
final class CrashCases {
    private CrashCases() {}

    static List<CrashCase> full() {
        List<CrashCase> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            CrashScene.of(kind).forEach(scene -> all.addAll(of(scene)));
        }
        return all;
    }

    private static List<CrashCase> of(CrashScene scene) {
        List<CrashCase> all = new ArrayList<>();
        for (Boundary at : Boundary.values()) {
            for (CrashCase.Mode mode : CrashCase.Mode.values()) {
                HubFault.all().stream()
                        .filter(scene::canMeet)
                        .forEach(fault -> all.add(new CrashCase(scene, at, mode, fault)));
            }
        }
        return all;
    }

    /** Always the same: of the cases that bring most pairs nobody has brought yet, a drawn one, until all are there. */
    static List<CrashCase> pairwise() {
        List<CrashCase> left = full();
        List<CrashCase> chosen = new ArrayList<>();
        Set<List<?>> missing = new HashSet<>();
        left.forEach(each -> missing.addAll(pairs(each)));
        SplittableRandom random = new SplittableRandom(1);
        while (!missing.isEmpty()) {
            CrashCase best = best(left, missing, random);
            missing.removeAll(pairs(best));
            chosen.add(best);
            left.remove(best);
        }
        return chosen;
    }

    private static CrashCase best(List<CrashCase> left, Set<List<?>> missing, SplittableRandom random) {
        List<CrashCase> best = new ArrayList<>();
        long most = 0;
        for (CrashCase each : left) {
            long brings = pairs(each).stream().filter(missing::contains).count();
            if (brings > most) {
                most = brings;
                best.clear();
            }
            if (brings == most) {
                best.add(each);
            }
        }
        return best.get(random.nextInt(best.size()));
    }

    private static List<List<?>> pairs(CrashCase of) {
        return List.of(
                List.of(of.at(), of.fault().name()),
                List.of(of.at(), of.mode()),
                List.of(of.at(), of.scene()),
                List.of(of.mode(), of.fault().name()),
                List.of(of.scene(), of.fault().name()),
                List.of(of.scene(), of.mode()));
    }
}
