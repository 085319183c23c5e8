package dev.ringback.proofs.crashpoints;

import dev.ringback.outbox.CrashPoint;
import dev.ringback.outbox.OutboxEntry.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * The cases that are proved: every combination; so few that every pair of two properties still occurs; or, in each build, so
 * few that every pair of boundary, way down and write occurs, and every fault of the Hub.
 */
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
        for (CrashPoint at : CrashPoint.values()) {
            for (CrashCase.Mode mode : CrashCase.Mode.values()) {
                HubFault.all().stream()
                        .filter(scene::canMeet)
                        .forEach(fault -> all.add(new CrashCase(scene, at, mode, fault)));
            }
        }
        return all;
    }

    static List<CrashCase> ofEachBuild() {
        return covering(of -> List.of(
                List.of(of.at(), of.mode()),
                List.of(of.at(), of.scene()),
                List.of(of.scene(), of.mode()),
                List.of(of.fault().name())));
    }

    static List<CrashCase> pairwise() {
        return covering(CrashCases::pairs);
    }

    /** Always the same: of the cases that bring most pairs nobody has brought yet, a drawn one, until all are there. */
    private static List<CrashCase> covering(Function<CrashCase, List<List<?>>> properties) {
        List<CrashCase> left = full();
        List<CrashCase> chosen = new ArrayList<>();
        Set<List<?>> missing = new HashSet<>();
        left.forEach(each -> missing.addAll(properties.apply(each)));
        SplittableRandom random = new SplittableRandom(1);
        while (!missing.isEmpty()) {
            CrashCase best = best(left, missing, properties, random);
            missing.removeAll(properties.apply(best));
            chosen.add(best);
            left.remove(best);
        }
        return chosen;
    }

    private static CrashCase best(
            List<CrashCase> left,
            Set<List<?>> missing,
            Function<CrashCase, List<List<?>>> properties,
            SplittableRandom random) {
        List<CrashCase> best = new ArrayList<>();
        long most = 0;
        for (CrashCase each : left) {
            long brings =
                    properties.apply(each).stream().filter(missing::contains).count();
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
